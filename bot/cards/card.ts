import { writeCallbackData, type CallbackData } from '../callback-data.ts';

export type Button =
  | { readonly text: string; readonly data: string }
  | { readonly text: string; readonly url: string };
export type Rows = readonly (readonly Button[])[];

/** One message: text of parse mode HTML and the rows of its keyboard. */
export interface Card {
  readonly html: string;
  readonly rows: Rows;
}

/** A button that comes back to the bot. */
export function button(text: string, data: CallbackData): Button {
  return { text, data: writeCallbackData(data) };
}

/** Buttons two a row; a list of an odd length ends with one alone. */
export function inPairs(buttons: readonly Button[]): Rows {
  const rows: (readonly Button[])[] = [];
  for (let at = 0; at < buttons.length; at += 2) rows.push(buttons.slice(at, at + 2));
  return rows;
}

/** The lines that are there, one below the other. */
export function lines(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n');
}

/** Blocks with an empty line between them. */
export function blocks(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}
