import type { Category } from '../../src/domain/category.ts';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import type { Role } from '../../src/domain/staff.ts';
import type { Locale } from '../../src/domain/detection.ts';
import type { Memory } from '../../src/ports/memory.ts';

/** The people whom the newcomer plays. Telegram ids are those of the sandbox. */
export const DEMO_PEOPLE = {
  analyst: { telegramId: 501, name: 'Айгүл Сәрсенова', role: 'analyst', locale: 'ru' },
  analyst2: { telegramId: 502, name: 'Данияр Омаров', role: 'analyst', locale: 'kk' },
  supervisor: { telegramId: 503, name: 'Марат Жүнісов', role: 'supervisor', locale: 'ru' },
} as const satisfies Readonly<
  Record<
    string,
    { readonly telegramId: number; readonly name: string; readonly role: Role; readonly locale: Locale }
  >
>;

const EVERY: readonly Category[] = [];

/**
 * A small registry so that a notification can be tried. The laws exist, their wording was not compared with the official
 * text, so each is shown as not verified; the court act is invented and says so in its title.
 */
const DEMO_ACTS: readonly Omit<LegalAct, 'id'>[] = [
  law('О связи', 'Байланыс туралы', '41-1', '1-1', EVERY),
  law(
    'О цифровых активах в Республике Казахстан',
    'Қазақстан Республикасындағы цифрлық активтер туралы',
    '11',
    '5',
    ['crypto_exchange'],
  ),
  law('Об игорном бизнесе', 'Ойын бизнесі туралы', '4', null, ['gambling']),
  {
    ...law(
      'Суд города N (учебный пример, не существует)',
      'N қаласының соты (оқу мысалы, жоқ құжат)',
      '',
      null,
      EVERY,
    ),
    basis: 'court_act',
    article: null,
    caseNumber: '2-000/26',
    actDate: '2026-02-02',
    inForceDate: '2026-03-10',
    operative: null,
  },
];

function law(
  titleRu: string,
  titleKk: string,
  article: string,
  part: string | null,
  categories: readonly Category[],
): Omit<LegalAct, 'id'> {
  return {
    basis: 'law',
    titleRu: article === '' ? titleRu : `Закон Республики Казахстан «${titleRu}»`,
    titleKk: article === '' ? titleKk : `Қазақстан Республикасының «${titleKk}» Заңы`,
    caseNumber: null,
    actDate: null,
    inForceDate: null,
    article,
    part,
    operative: null,
    validFrom: '2024-01-01',
    validTo: null,
    categories,
    sourceUrl: null,
    checkedBy: null,
    checkedAt: null,
  };
}

/** Gives an empty demo its people and legal acts; does nothing where they are. */
export async function prepareFirstDay(memory: Memory): Promise<void> {
  await memory.transaction(async (tx) => {
    for (const { telegramId, name, role, locale } of Object.values(DEMO_PEOPLE)) {
      if ((await tx.staff.byTelegramId(String(telegramId))) !== null) continue;
      const person = await tx.staff.add({ telegramId: String(telegramId), name, role, locale });
      tx.audit.append({
        action: 'staff.changed',
        actorId: null,
        subject: `staff:${person.id}`,
        details: { role, how: 'demo' },
      });
    }
    if ((await tx.acts.list()).length > 0) return;
    for (const act of DEMO_ACTS) {
      const added = await tx.acts.add(act);
      tx.audit.append({
        action: 'act.changed',
        actorId: null,
        subject: `act:${added.id}`,
        details: { basis: added.basis },
      });
    }
  });
}
