/** A seeded generator (mulberry32): the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[below(random, items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

const RUSSIAN = {
  prefixes: ' по на вы пере при от за под об раз про до'.split(' '),
  roots:
    'вод дом город стол реч свет трав голос лист мост ветр камн сад снег птиц рыб книг звук берег поезд школ гор лес дорог врем сил прав служб рынк товар цен счет завод музык врач театр игр спорт матч урок сон план проект закон семь друг язык слов вопрос ответ рук глаз окн двер мебел хлеб молок чай соль зерн мяс сыр масл'.split(
      ' ',
    ),
  middles: ' н ов ск ич ник очк ств тель овн еньк лив'.split(' '),
  endings: 'а ы у ой ом е ам ами ах ов ый ого ому ая ую ые ых и ить ал ала али ит ают ется'.split(' '),
};
const KAZAKH = {
  prefixes: ' ақ қара бас жаңа ескі'.split(' '),
  roots:
    'су үй қала жол тау көл орман сөз кітап мектеп бала ана жер күн ай жұлдыз нан сүт ет тұз қазан дала өзен көпір дүкен базар баға есеп сауда зауыт ән күй дәрі ойын спорт сабақ түс жоспар заң отбас дос тіл сұрақ жауап қол көз терезе есік жиһаз шай бидай ірімшік май құс балық жел тас бақ қар'.split(
      ' ',
    ),
  middles: ' шы лық дас кер сыз лы дай ша хана'.split(' '),
  endings: 'дар лар тар ның дың ға қа ды ты да та дан тан мен пен ым ың ы сы мыз ңыз ған атын айды'.split(
    ' ',
  ),
};
/** Words that hold sentences together, which the most frequent ranks are. */
const RUSSIAN_GLUE =
  'и в на не что с по для как это за из от до или но мы все если при без есть только уже так его они она также очень было будет где когда после между через'.split(
    ' ',
  );
const KAZAKH_GLUE =
  'және мен бар үшін бұл осы деп ол да де бір сол кейін туралы болды керек емес барлық әр оның бойынша арқылы қазір тағы ғана'.split(
    ' ',
  );
/** Words of another alphabet, and words held together by a hyphen. */
const UNUSUAL = [
  'Telegram',
  'Kaspi',
  'Google',
  'Instagram',
  'online',
  'iPhone',
  'YouTube',
  'IT',
  'кто-то',
  'из-за',
  'онлайн-урок',
  'какой-либо',
  'қап-қара',
  'бизнес-план',
];

const SYLLABLES = {
  begin: 'б в г д ж з к л м н п р с т ф х ц ч ш бр вр гр др кр пр тр ст сл'.split(' '),
  middle: 'а е и о у ы ю я'.split(' '),
  end: 'б в г д ж з к л м н п р с т ф х ц ч ш рт нт ск'.split(' '),
};
const INVENTED_ROOTS = 4000;

/** Words of a language are more various than a list of roots: most roots are made of syllables. */
function inventedRoots(random: Random): readonly string[] {
  const syllable = (): string =>
    pick(random, SYLLABLES.begin) + pick(random, SYLLABLES.middle) + pick(random, SYLLABLES.end);
  return Array.from({ length: INVENTED_ROOTS }, () =>
    random() < 0.4 ? syllable() : syllable() + pick(random, SYLLABLES.middle) + pick(random, SYLLABLES.end),
  );
}

interface Vocabulary {
  readonly words: readonly string[];
  /** Sum of the weights up to each rank: Zipf's law with exponent 1. */
  readonly sums: Float64Array;
}

const VOCABULARY_WORDS = 20_000;

function vocabularyOf(random: Random, form: typeof RUSSIAN, glue: readonly string[]): Vocabulary {
  const words = new Set(glue);
  const roots = [...form.roots, ...inventedRoots(random)];
  while (words.size < VOCABULARY_WORDS)
    words.add(
      pick(random, form.prefixes) +
        pick(random, roots) +
        pick(random, form.middles) +
        pick(random, form.endings),
    );
  const sums = new Float64Array(VOCABULARY_WORDS);
  let sum = 0;
  for (let rank = 0; rank < VOCABULARY_WORDS; rank++) {
    sum += 1 / (rank + 3);
    sums[rank] = sum;
  }
  return { words: [...words], sums };
}

function wordOf(random: Random, { words, sums }: Vocabulary): string {
  const wanted = random() * (sums[sums.length - 1] ?? 0);
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return words[low] ?? '';
}

export interface Corpus {
  /** Posts of a block; the same block is always the same. */
  block(number: number, size: number): readonly string[];
  /** So many phrases of two or three rare words; a shorter list begins a longer one. */
  readonly phrases: readonly string[];
}

const LENGTH_MEAN = 350;
const HIT_SHARE = 0.02;
/** Phrases are planted from the first of them, which every size has. */
const PLANTED = 1000;
/** Ranks of words that phrases are made of: a phrase of everyday words would be everywhere. */
const RARE_RANK = 400;

function postOf(random: Random, vocabulary: Vocabulary, planted: string | null): string {
  const length = LENGTH_MEAN * (0.3 + 1.4 * random());
  const at = random() * length * 0.8;
  let text = '';
  let isFirst = true;
  let left = planted;
  while (text.length < length) {
    let word = wordOf(random, vocabulary);
    const kind = random();
    if (left !== null && text.length >= at) {
      word = left;
      left = null;
    } else if (kind < 0.012) word = String(below(random, 3000));
    else if (kind < 0.024) word = pick(random, UNUSUAL);
    text += isFirst ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
    isFirst = random() < 0.09;
    if (isFirst) text += random() < 0.15 ? '!\n' : '. ';
    else text += random() < 0.08 ? ', ' : ' ';
  }
  if (random() < 0.15) text += ' 🙂';
  if (random() < 0.04) text += ` t.me/channel_${String(below(random, 900))}`;
  return text;
}

/** A corpus of generated posts, Russian and Kazakh, with words by Zipf's law. Its vocabulary is of this project's own making. */
export function corpusOf(phraseCount: number): Corpus {
  const random = seeded(11);
  const russian = vocabularyOf(random, RUSSIAN, RUSSIAN_GLUE);
  const kazakh = vocabularyOf(random, KAZAKH, KAZAKH_GLUE);
  const phrases = new Set<string>();
  while (phrases.size < phraseCount) {
    const { words } = random() < 0.7 ? russian : kazakh;
    const rare = (): string => words[RARE_RANK + below(random, words.length - RARE_RANK)] ?? '';
    phrases.add(random() < 0.4 ? `${rare()} ${rare()}` : `${rare()} ${rare()} ${rare()}`);
  }
  const list = [...phrases];
  return {
    phrases: list,
    block(number, size) {
      const own = seeded(1000 + number);
      return Array.from({ length: size }, () =>
        postOf(
          own,
          own() < 0.7 ? russian : kazakh,
          own() < HIT_SHARE ? (list[below(own, Math.min(PLANTED, list.length))] ?? null) : null,
        ),
      );
    },
  };
}
