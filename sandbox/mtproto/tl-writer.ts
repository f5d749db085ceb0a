import type { TlDefinition, TlField, TlObject, TlPrimitive, TlSchema, TlType, TlValue } from './tl-schema.ts';
import { TlError } from './tl-schema.ts';

const VECTOR = 0x1cb5c415;
const BOOL_TRUE = 0x997275b5;
const BOOL_FALSE = 0xbc799737;
/** Longest byte string the length prefix can carry (3 bytes). */
const MAX_BYTES = 0xffffff;

function word(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}

/** A byte string as the protocol carries it: length, bytes, zeros up to a multiple of four. */
export function encodeBytes(value: Uint8Array): Buffer {
  if (value.length > MAX_BYTES) throw new TlError(`A byte string of ${value.length} bytes is too long.`);
  const head =
    value.length < 254
      ? Buffer.from([value.length])
      : Buffer.from([254, value.length & 0xff, (value.length >> 8) & 0xff, value.length >> 16]);
  const padding = (4 - ((head.length + value.length) % 4)) % 4;
  return Buffer.concat([head, value, Buffer.alloc(padding)]);
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && '_' in value;
}

function describe(value: TlValue): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return `an object "${isObject(value) ? value._ : '?'}"`;
  return `the ${typeof value} ${value}`;
}

function wrong(where: string, expected: string, value: TlValue): TlError {
  return new TlError(`${where} must be ${expected}, but is ${describe(value)}.`);
}

function encodeLong(where: string, value: TlValue): Buffer {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
    throw wrong(where, 'a 64-bit integer', value);
  const long = BigInt(value as number | bigint);
  if (BigInt.asIntN(64, long) !== long && BigInt.asUintN(64, long) !== long)
    throw wrong(where, 'a 64-bit integer', value);
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(BigInt.asIntN(64, long));
  return buffer;
}

function encodeInt(where: string, value: TlValue): Buffer {
  if (typeof value !== 'number' || (value | 0) !== value) throw wrong(where, 'a 32-bit integer', value);
  return word(value);
}

function encodeFixed(where: string, value: TlValue, length: number): Buffer {
  if (!(value instanceof Uint8Array) || value.length !== length) throw wrong(where, `${length} bytes`, value);
  return Buffer.from(value);
}

function encodePrimitive(where: string, name: TlPrimitive, value: TlValue): Buffer {
  switch (name) {
    case 'int':
      return encodeInt(where, value);
    case 'long':
      return encodeLong(where, value);
    case 'int128':
      return encodeFixed(where, value, 16);
    case 'int256':
      return encodeFixed(where, value, 32);
    case 'double': {
      if (typeof value !== 'number') throw wrong(where, 'a number', value);
      const buffer = Buffer.alloc(8);
      buffer.writeDoubleLE(value);
      return buffer;
    }
    case 'string':
      if (typeof value !== 'string') throw wrong(where, 'a string', value);
      return encodeBytes(Buffer.from(value, 'utf8'));
    default:
      if (!(value instanceof Uint8Array)) throw wrong(where, 'bytes', value);
      return encodeBytes(value);
  }
}

function isPresent(field: TlField, value: TlValue): boolean {
  return field.type.kind === 'true' ? value === true : value !== undefined;
}

/** Every field of one flag bit must be set, or none: a writer that sends half of them corrupts the stream. */
function flagWord(definition: TlDefinition, object: TlObject, flags: string): number {
  const siblings = new Map<number, { set: string[]; unset: string[] }>();
  for (const field of definition.fields) {
    if (field.condition?.flags !== flags) continue;
    const group = siblings.get(field.condition.bit) ?? { set: [], unset: [] };
    (isPresent(field, object[field.name]) ? group.set : group.unset).push(field.name);
    siblings.set(field.condition.bit, group);
  }
  let bits = 0;
  for (const [bit, { set, unset }] of siblings) {
    if (set.length > 0 && unset.length > 0)
      throw new TlError(
        `${definition.name}: "${set.join(', ')}" and "${unset.join(', ')}" share the bit ${flags}.${bit}; set all of them or none.`,
      );
    if (set.length > 0) bits |= 1 << bit;
  }
  return bits;
}

function encodeFields(schema: TlSchema, definition: TlDefinition, object: TlObject): Buffer[] {
  const known = new Set(definition.fields.map((field) => field.name));
  const stray = Object.keys(object).find((name) => name !== '_' && !known.has(name));
  if (stray !== undefined) throw new TlError(`${definition.name} has no field "${stray}".`);
  const parts: Buffer[] = [];
  for (const field of definition.fields) {
    const value = object[field.name];
    if (field.type.kind === 'flags') parts.push(word(flagWord(definition, object, field.name)));
    else if (field.type.kind === 'true') continue;
    else if (field.condition === null || value !== undefined)
      parts.push(encodeTl(schema, field.type, value, `${definition.name}.${field.name}`));
  }
  return parts;
}

function encodeBoxed(schema: TlSchema, type: string, value: TlValue, where: string): Buffer {
  if (type === 'Bool') {
    if (typeof value !== 'boolean') throw wrong(where, 'true or false', value);
    return word(value ? BOOL_TRUE : BOOL_FALSE);
  }
  if (!isObject(value)) throw wrong(where, `an object of type ${type}`, value);
  const definition = schema.constructorNamed(value._);
  if (definition === undefined) throw new TlError(`${where}: there is no constructor "${value._}".`);
  if (definition.result.kind !== 'boxed' || definition.result.type !== type)
    throw wrong(where, `an object of type ${type}`, value);
  return Buffer.concat([word(definition.id), ...encodeFields(schema, definition, value)]);
}

function encodeVector(
  schema: TlSchema,
  type: TlType & { kind: 'vector' },
  value: TlValue,
  where: string,
): Buffer {
  if (!Array.isArray(value)) throw wrong(where, 'a list', value);
  const items = (value as readonly TlValue[]).map((item, index) =>
    encodeTl(schema, type.item, item, `${where}[${index}]`),
  );
  return Buffer.concat([...(type.bare ? [] : [word(VECTOR)]), word(items.length), ...items]);
}

/** Serialises `value` as `type`; throws {@link TlError} naming the field when it does not fit the schema. */
export function encodeTl(schema: TlSchema, type: TlType, value: TlValue, where = 'result'): Buffer {
  switch (type.kind) {
    case 'primitive':
      return encodePrimitive(where, type.name, value);
    case 'vector':
      return encodeVector(schema, type, value, where);
    case 'boxed':
      return encodeBoxed(schema, type.type, value, where);
    case 'bare': {
      const definition = schema.constructorNamed(type.constructor);
      if (definition === undefined || !isObject(value))
        throw wrong(where, `a bare ${type.constructor}`, value);
      return Buffer.concat(encodeFields(schema, definition, value));
    }
    default:
      throw new TlError(`${where}: a ${type.kind} cannot stand alone.`);
  }
}

/** Serialises an object with its constructor number in front, whatever its type. */
export function encodeObject(schema: TlSchema, object: TlObject): Buffer {
  const definition = schema.constructorNamed(object._) ?? schema.methodNamed(object._);
  if (definition === undefined) throw new TlError(`There is no constructor "${object._}".`);
  return Buffer.concat([word(definition.id), ...encodeFields(schema, definition, object)]);
}
