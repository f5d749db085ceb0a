import { below, corpusOf, seeded } from '../detect/corpus.ts';
import { EDITS, edited } from './edits.ts';

/** What many different offers end with: by itself it says nothing about whose offer it is. */
const BOILERPLATE = [
  'Подробности пишите в лс',
  'Пишите в личные сообщения, отвечаем всем',
  'Количество мест ограничено, успейте сегодня',
  'Работаем по всему Казахстану без выходных',
  'Подписывайтесь на канал и включите уведомления',
  'Все вопросы оператору в любое время дня и ночи',
  'Гарантия и отзывы в закреплённом сообщении',
  'Доход от 15% в месяц, выплаты на карту',
  'Оплата сразу после встречи, без предоплаты',
  'Толығырақ жеке хабарламаға жазыңыз',
  'Орын саны шектеулі, бүгін үлгеріңіз',
  'Қазақстан бойынша жұмыс істейміз',
  'Барлық сұрақ бойынша операторға жазыңыз',
  'Арнаға жазылып, хабарландыруды қосыңыз',
];

/** A post of the stream, and whose template it is. */
export interface Told {
  readonly text: string;
  readonly template: number;
  /** How it was edited; null for the first post of a template. */
  readonly edit: string | null;
}

/** Reposts are of the last so many templates. */
const RECENT = 20_000;
/** So much of a post is its own, that with what it shares the mean stays at 350 characters. */
const OWN_SHARE = 0.75;
const REPOST_SHARE = 0.5;

function lineOf(random: () => number): string {
  return BOILERPLATE[below(random, BOILERPLATE.length)] ?? '';
}

/** A template: words of its own in lines, one or two lines that others have too, a sum and a contact. */
function templateOf(random: () => number, own: string): string {
  const lines = own.slice(0, Math.ceil(own.length * OWN_SHARE)).split(/(?<=[.!])\s+/);
  for (let count = 1 + below(random, 2); count > 0; count--)
    lines.splice(below(random, lines.length + 1), 0, `${lineOf(random)}.`);
  lines.push(`${String(1 + below(random, 90))} 000 тг, пишите @user_${String(below(random, 9000))}`);
  return lines.join('\n');
}

/** Blocks of generated posts, half of them edited reposts of earlier ones; the same blocks every time. */
export function* streamOf(blocks: number, size: number): Generator<readonly Told[]> {
  const corpus = corpusOf(1);
  const random = seeded(2024);
  const templates: string[] = [];
  for (let block = 0; block < blocks; block++) {
    const fresh = corpus.block(block, size);
    yield fresh.map((own) => {
      if (templates.length > 0 && random() < REPOST_SHARE) {
        const template = Math.max(0, templates.length - 1 - below(random, RECENT));
        const edit = EDITS[below(random, EDITS.length)] ?? 'numbers';
        const original = templates[template] ?? '';
        return { text: edited(random, original, edit, () => lineOf(random)), template, edit };
      }
      templates.push(templateOf(random, own));
      return { text: templates[templates.length - 1] ?? '', template: templates.length - 1, edit: null };
    });
    // Older ones are never asked for again; their places stay, so that numbers do.
    for (let old = templates.length - RECENT - size * 2; old >= 0 && templates[old] !== ''; old--)
      templates[old] = '';
  }
}
