import type { TlDefinition, TlObject, TlPrimitive, TlSchema, TlType, TlValue } from './tl-schema.ts';
import { TlError } from './tl-schema.ts';

const VECTOR = 0x1cb5c415;
const BOOL_TRUE = 0x997275b5;
const BOOL_FALSE = 0xbc799737;
/** A larger count is a broken stream. Far above the protocol's 8192, because a client may acknowledge 60 000 at once. */
const MAX_ITEMS = 200_000;

/** Reads objects of one schema from bytes; every read past the end is a {@link TlError}. */
export class TlReader {
  readonly schema: TlSchema;
  readonly #bytes: Buffer;
  #at: number;

  constructor(schema: TlSchema, bytes: Buffer, at = 0) {
    this.schema = schema;
    this.#bytes = bytes;
    this.#at = at;
  }

  get position(): number {
    return this.#at;
  }

  raw(length: number): Buffer {
    if (length < 0 || this.#at + length > this.#bytes.length)
      throw new TlError(
        `The message ends at byte ${this.#bytes.length}, ${length} more bytes were expected.`,
      );
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  /** Unsigned: constructor numbers and flags. */
  word(): number {
    return this.raw(4).readUInt32LE();
  }

  int(): number {
    return this.raw(4).readInt32LE();
  }

  long(): bigint {
    return this.raw(8).readBigInt64LE();
  }

  bytes(): Buffer {
    const first = this.raw(1)[0] ?? 0;
    const length = first < 254 ? first : this.raw(3).readUIntLE(0, 3);
    const head = first < 254 ? 1 : 4;
    const value = this.raw(length);
    this.raw((4 - ((head + length) % 4)) % 4);
    return value;
  }

  /** An object with its constructor number in front. */
  object(): TlObject {
    const id = this.word();
    const definition = this.schema.byId(id);
    if (definition === undefined)
      throw new TlError(`Unknown constructor 0x${id.toString(16)} at byte ${this.#at - 4}.`);
    return this.fields(definition);
  }

  /** The fields of `definition`; stops before a wrapped query, which the caller reads on its own. */
  fields(definition: TlDefinition): TlObject {
    const object: Record<string, TlValue> = {};
    const flags = new Map<string, number>();
    for (const { name, type, condition } of definition.fields) {
      if (type.kind === 'query') break;
      const isSet = condition === null || ((flags.get(condition.flags) ?? 0) & (1 << condition.bit)) !== 0;
      if (type.kind === 'flags') flags.set(name, this.word());
      else if (isSet) object[name] = type.kind === 'true' ? true : this.value(type);
    }
    return { ...object, _: definition.name };
  }

  value(type: TlType): TlValue {
    switch (type.kind) {
      case 'primitive':
        return this.#primitive(type.name);
      case 'vector':
        return this.#vector(type);
      case 'boxed':
        return this.#boxed(type.type);
      case 'bare': {
        const definition = this.schema.constructorNamed(type.constructor);
        if (definition === undefined) throw new TlError(`There is no constructor "${type.constructor}".`);
        return this.fields(definition);
      }
      default:
        throw new TlError(`A ${type.kind} cannot stand alone.`);
    }
  }

  #primitive(name: TlPrimitive): TlValue {
    switch (name) {
      case 'int':
        return this.int();
      case 'long':
        return this.long();
      case 'double':
        return this.raw(8).readDoubleLE();
      case 'string':
        return this.bytes().toString('utf8');
      case 'bytes':
        return this.bytes();
      case 'int128':
        return this.raw(16);
      default:
        return this.raw(32);
    }
  }

  #vector(type: TlType & { kind: 'vector' }): readonly TlValue[] {
    if (!type.bare && this.word() !== VECTOR)
      throw new TlError(`A list was expected at byte ${this.#at - 4}.`);
    const count = this.word();
    if (count > MAX_ITEMS) throw new TlError(`A list of ${count} items is longer than ${MAX_ITEMS}.`);
    return Array.from({ length: count }, () => this.value(type.item));
  }

  #boxed(type: string): TlValue {
    if (type !== 'Bool') return this.object();
    const id = this.word();
    if (id === BOOL_TRUE) return true;
    if (id === BOOL_FALSE) return false;
    throw new TlError(`true or false was expected at byte ${this.#at - 4}.`);
  }
}
