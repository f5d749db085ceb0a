import { below } from '../detect/corpus.ts';

type Random = () => number;

/** Every tenth word is another one. */
const CHANGED_SHARE = 0.1;
const EMOJI = ['🔥', '💸', '✅', '👉', '❗️', '🎁', '📈', '💳'];
const WORDS =
  'быстро честно сегодня новый лучший каждый точно проверено легко сразу много жаңа тез бүгін оңай сенімді'.split(
    ' ',
  );
const LOOK_ALIKES: Readonly<Record<string, string>> = { о: 'o', а: 'a', е: 'e', с: 'c', р: 'p', х: 'x' };

function pick(random: Random, items: readonly string[]): string {
  return items[below(random, items.length)] ?? '';
}

function changedWords(random: Random, text: string, share: number): string {
  return text.replace(/\p{L}+/gu, (word) => {
    if (random() >= share) return word;
    return random() < 0.2 ? '' : pick(random, WORDS);
  });
}

function otherNumbers(random: Random, text: string): string {
  return text.replace(/\d+/g, () => String(1 + below(random, 9000)));
}

function otherContacts(random: Random, text: string): string {
  const link = below(random, 2) === 0 ? '@helper_' : 'https://t.me/+abc';
  return text.replace(/@\w+/g, () => `${link}${String(below(random, 99_999))}`);
}

function withEmoji(random: Random, text: string): string {
  return text.replace(/\s/g, (space) => (random() < 0.15 ? ` ${pick(random, EMOJI)}${space}` : space));
}

function reordered(random: Random, text: string): string {
  const lines = text.split('\n');
  for (let i = lines.length - 1; i > 0; i--) {
    const other = below(random, i + 1);
    [lines[i], lines[other]] = [lines[other] ?? '', lines[i] ?? ''];
  }
  return lines.join('\n');
}

function disguised(random: Random, text: string): string {
  const shown = random() < 0.3 ? text.toUpperCase() : text;
  return Array.from(shown)
    .map((letter) => {
      const chance = random();
      if (chance < 0.02) return `${letter}\u200b`;
      if (chance < 0.04 && /\p{L}/u.test(letter)) return letter.repeat(3);
      return chance < 0.4 ? (LOOK_ALIKES[letter] ?? letter) : letter;
    })
    .join('');
}

function spaced(random: Random, text: string): string {
  return text.replace(/\p{L}{4,}/gu, (word) => {
    if (random() >= 0.15) return word;
    return Array.from(word).join(random() < 0.5 ? ' ' : '.');
  });
}

type Line = () => string;

/** How a template is posted again by those who do not want it to be known again. */
const HOW: Readonly<Record<string, (random: Random, text: string, line: Line) => string>> = {
  numbers: otherNumbers,
  contacts: otherContacts,
  emoji: withEmoji,
  words: (random, text) => changedWords(random, text, CHANGED_SHARE),
  prefix: (_, text, line) => `${line()}!\n${text}`,
  suffix: (random, text, line) => `${text}\n${line()}.\n${line()} @copy_${String(below(random, 999))}`,
  order: reordered,
  disguise: disguised,
  spaced,
  several(random, text, line) {
    const changed = changedWords(random, text, CHANGED_SHARE / 2);
    return `${line()}\n${withEmoji(random, otherContacts(random, otherNumbers(random, changed)))}`;
  },
};

/** Names of the edits. */
export const EDITS = Object.keys(HOW);

/** A template as it is posted again. @param line makes a line that many offers have */
export function edited(random: Random, text: string, edit: string, line: Line): string {
  return HOW[edit]?.(random, text, line) ?? text;
}
