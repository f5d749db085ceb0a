/** Makes out the words in a picture. */
export interface TextEngine {
  /** e.g. `tesseract.js 7.0.0 (kaz+eng)`. */
  readonly name: string;
  /**
   * @param png a picture prepared for it: grey, letters large
   * @returns its words in Tesseract's table form (TSV, one row a word)
   */
  recognise(png: Buffer): Promise<string>;
}

/** Words and where their lines end. */
export interface ReadText {
  readonly text: string;
  /** 0 to 1; null without words. */
  readonly confidence: number | null;
}

/** Below it, of 100, a word is a guess at an ornament. */
const WORD_CONFIDENCE_MIN = 35;
/** A line without a word of three letters or digits is mostly an ornament; this sure it must be to count. */
const SHORT_CONFIDENCE_MIN = 80;
const WORD = /[\p{L}\p{N}]{3}/u;
const WORD_LEVEL = '5';
/** Columns of the table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
const COLUMNS = 12;

/** The text of a table: a line of the picture a line, guesses left out, at most `charsMax` characters. */
export function textOfTable(table: string, charsMax: number): ReadText {
  const lines = new Map<string, Word[]>();
  for (const row of table.split('\n')) {
    const cells = row.split('\t');
    const confidence = Number(cells[10]);
    const text = (cells[11] ?? '').trim();
    if (cells.length < COLUMNS || cells[0] !== WORD_LEVEL || text === '') continue;
    if (!(confidence >= WORD_CONFIDENCE_MIN)) continue;
    const line = cells.slice(1, 5).join('-');
    lines.set(line, [...(lines.get(line) ?? []), { text, confidence }]);
  }
  const kept = [...lines.values()].filter(isText);
  const words = kept.flat();
  const sum = words.reduce((total, { confidence }) => total + confidence, 0);
  return {
    text: kept
      .map((line) => line.map(({ text }) => text).join(' '))
      .join('\n')
      .slice(0, charsMax),
    confidence: words.length === 0 ? null : sum / words.length / 100,
  };
}

interface Word {
  readonly text: string;
  /** Of 100. */
  readonly confidence: number;
}

function isText(line: readonly Word[]): boolean {
  return line.some(
    ({ text, confidence }) =>
      WORD.test(text) || (/[\p{L}\p{N}]/u.test(text) && confidence >= SHORT_CONFIDENCE_MIN),
  );
}
