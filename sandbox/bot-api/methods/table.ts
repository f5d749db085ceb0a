import { BOT_METHODS } from './bot-settings.ts';
import { EDITING_METHODS } from './editing.ts';
import { LOOKING_METHODS } from './looking.ts';
import type { Method } from './needs.ts';
import { SENDING_METHODS } from './sending.ts';

const ALL = { ...BOT_METHODS, ...SENDING_METHODS, ...EDITING_METHODS, ...LOOKING_METHODS };

/** Methods by their name in lower case: the real one does not care about case either. */
const METHODS = new Map(Object.entries(ALL).map(([name, method]) => [name.toLowerCase(), method]));

export function methodNamed(name: string): Method | undefined {
  return METHODS.get(name.toLowerCase());
}
