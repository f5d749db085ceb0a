/** A value of the Type Language: objects carry their constructor in `_`, `long` is a bigint, `bytes` a byte array. */
export type TlValue =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | TlObject
  | readonly TlValue[]
  | undefined;

export interface TlObject {
  readonly _: string;
  readonly [field: string]: TlValue;
}

export type TlPrimitive = 'int' | 'long' | 'double' | 'string' | 'bytes' | 'int128' | 'int256';

export type TlType =
  | { readonly kind: 'flags' }
  | { readonly kind: 'true' }
  | { readonly kind: 'query' }
  | { readonly kind: 'primitive'; readonly name: TlPrimitive }
  | { readonly kind: 'vector'; readonly bare: boolean; readonly item: TlType }
  | { readonly kind: 'boxed'; readonly type: string }
  | { readonly kind: 'bare'; readonly constructor: string };

export interface TlField {
  readonly name: string;
  readonly type: TlType;
  /** The field is present only where this bit of that flags word is set. */
  readonly condition: { readonly flags: string; readonly bit: number } | null;
}

export interface TlDefinition {
  readonly name: string;
  readonly id: number;
  readonly fields: readonly TlField[];
  readonly result: TlType;
  readonly isMethod: boolean;
}

/** The text does not follow the schema, or an object does not fit it. */
export class TlError extends Error {
  override readonly name = 'TlError';
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  'int',
  'long',
  'double',
  'string',
  'bytes',
  'int128',
  'int256',
]);

function parseType(text: string): TlType {
  if (text === '#') return { kind: 'flags' };
  if (text === 'true') return { kind: 'true' };
  if (text.startsWith('!')) return { kind: 'query' };
  if (PRIMITIVES.has(text)) return { kind: 'primitive', name: text as TlPrimitive };
  const vector = /^([Vv])ector<(.+)>$/u.exec(text);
  if (vector?.[2] !== undefined)
    return { kind: 'vector', bare: vector[1] === 'v', item: parseType(vector[2]) };
  const own = text.slice(text.lastIndexOf('.') + 1);
  return /^[a-z]/u.test(own) ? { kind: 'bare', constructor: text } : { kind: 'boxed', type: text };
}

function parseField(text: string): TlField {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon);
  const rest = text.slice(colon + 1);
  const conditional = /^(\w+)\.(\d+)\?(.+)$/u.exec(rest);
  if (conditional?.[1] === undefined || conditional[3] === undefined)
    return { name, type: parseType(rest), condition: null };
  return {
    name,
    type: parseType(conditional[3]),
    condition: { flags: conditional[1], bit: Number(conditional[2]) },
  };
}

function parseLine(line: string, isMethod: boolean): TlDefinition | null {
  const match = /^([\w.]+)#([0-9a-f]+)\s?(.*?)\s?=\s([^;]+);$/u.exec(line);
  if (match?.[1] === undefined || match[2] === undefined || match[4] === undefined) return null;
  if (match[1] === 'vector') return null;
  const fields = (match[3] ?? '').split(' ').filter((part) => part !== '' && !part.startsWith('{'));
  return {
    name: match[1],
    id: Number.parseInt(match[2], 16),
    fields: fields.map(parseField),
    result: parseType(match[4].trim()),
    isMethod,
  };
}

/** One layer of the protocol: which constructors and methods there are, and of which fields. */
export class TlSchema {
  readonly #byId = new Map<number, TlDefinition>();
  readonly #constructors = new Map<string, TlDefinition>();
  readonly #methods = new Map<string, TlDefinition>();

  /** `text` is in the Type Language, one definition a line; lines without a constructor number are left out. */
  constructor(text: string) {
    let isMethod = false;
    for (const raw of text.split('\n')) {
      const line = raw.replace(/\/\/.*$/u, '').trim();
      const section = /^---(\w+)---$/u.exec(line)?.[1];
      if (section !== undefined) isMethod = section === 'functions';
      const definition = section === undefined && line !== '' ? parseLine(line, isMethod) : null;
      if (definition !== null) this.#add(definition);
    }
  }

  #add(definition: TlDefinition): void {
    this.#byId.set(definition.id, definition);
    (definition.isMethod ? this.#methods : this.#constructors).set(definition.name, definition);
  }

  byId(id: number): TlDefinition | undefined {
    return this.#byId.get(id >>> 0);
  }

  constructorNamed(name: string): TlDefinition | undefined {
    return this.#constructors.get(name);
  }

  methodNamed(name: string): TlDefinition | undefined {
    return this.#methods.get(name);
  }

  /** Does this layer know that field of that constructor? */
  hasField(constructor: string, field: string): boolean {
    return this.#constructors.get(constructor)?.fields.some((known) => known.name === field) ?? false;
  }
}
