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
const WORD_LEVEL = '5';
/** Columns of the table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
const COLUMNS = 12;

/** The text of a table: a line of the picture a line, guesses left out, at most `charsMax` characters. */
export function textOfTable(table: string, charsMax: number): ReadText {
  const lines = new Map<string, string[]>();
  let sum = 0;
  let words = 0;
  for (const row of table.split('\n')) {
    const cells = row.split('\t');
    const confidence = Number(cells[10]);
    const word = (cells[11] ?? '').trim();
    if (cells.length < COLUMNS || cells[0] !== WORD_LEVEL || word === '') continue;
    if (!(confidence >= WORD_CONFIDENCE_MIN)) continue;
    const line = cells.slice(1, 5).join('-');
    lines.set(line, [...(lines.get(line) ?? []), word]);
    sum += confidence;
    words += 1;
  }
  const text = [...lines.values()]
    .map((line) => line.join(' '))
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
    .join('\n');
  return { text: text.slice(0, charsMax), confidence: words === 0 ? null : sum / words / 100 };
}
