import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Argument {
  readonly name: string;
  readonly type: string;
  readonly typeModifiers?: { readonly predicate?: string; readonly isVector?: boolean };
}

interface Entry {
  readonly kind: 'class' | 'method';
  readonly name: string;
  readonly id: number;
  readonly type: string;
  readonly typeModifiers?: { readonly isVector?: boolean };
  readonly arguments?: readonly Argument[];
}

function typeText(type: string, modifiers: Argument['typeModifiers'] = {}): string {
  const own = type === 'int53' ? 'long' : type;
  const whole = modifiers.isVector === true ? `Vector<${own}>` : own;
  return modifiers.predicate === undefined ? whole : `${modifiers.predicate}?${whole}`;
}

function line(entry: Entry): string {
  const fields = (entry.arguments ?? []).map(
    ({ name, type, typeModifiers }) => `${name}:${typeText(type, typeModifiers)}`,
  );
  const result = typeText(entry.type, entry.typeModifiers);
  return `${[`${entry.name}#${(entry.id >>> 0).toString(16)}`, ...fields].join(' ')} = ${result};`;
}

/** The schema of a second, independent client library, written out in the Type Language. */
export function mtcuteSchema(): { layer: number; text: string } {
  const path = createRequire(import.meta.url).resolve('@mtcute/core/tl/api-schema.json');
  const { l: layer, e: entries } = JSON.parse(readFileSync(path, 'utf8')) as {
    l: number;
    e: readonly Entry[];
  };
  const of = (kind: Entry['kind']): string[] => entries.filter((entry) => entry.kind === kind).map(line);
  return { layer, text: [...of('class'), '---functions---', ...of('method')].join('\n') };
}
