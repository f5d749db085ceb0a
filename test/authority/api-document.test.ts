import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { ANSWERS } from '../../src/authority/http/answers.ts';
import { notificationSchema } from '../../src/domain/notification.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}
interface ApiDocument {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const api = parse(
  readFileSync(new URL('../../docs/authority-api.yaml', import.meta.url), 'utf8'),
) as ApiDocument;

/** Fields, whether they must be there, their words and limits; not how a pattern or a description is written. */
function shape(schema: Schema): unknown {
  if (schema.$ref !== undefined)
    return shape(api.components.schemas[schema.$ref.split('/').pop() ?? ''] ?? {});
  const types = [schema.type ?? []].flat();
  const choices =
    schema.anyOf ??
    schema.oneOf ??
    (types.length > 1 ? types.map((type) => ({ ...schema, type })) : undefined);
  if (choices !== undefined) {
    const known = choices.map(shape).map((choice) => JSON.stringify(choice));
    return { choices: known.sort() };
  }
  const type = schema.const === undefined ? types[0] : 'string';
  if (type === 'null') return 'null';
  if (type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).map(
      ([name, field]) => [name, shape(field)] as const,
    );
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      strict: schema.additionalProperties === false,
      required: [...(schema.required ?? [])].sort(),
      fields,
    };
  }
  if (type === 'array') {
    return { items: shape(schema.items ?? {}), minItems: schema.minItems, maxItems: schema.maxItems };
  }
  const { maxLength, minimum, maximum } = schema;
  return { type, enum: schema.enum, const: schema.const, maxLength, minimum, maximum };
}

describe('docs/authority-api.yaml', () => {
  it('describes the very notification that the gateway checks', () => {
    const written = shape(api.components.schemas['Notification'] ?? {});
    const checked = shape(z.toJSONSchema(notificationSchema) as Schema);

    assert.deepEqual(written, checked);
  });

  const operations = [
    ['send', '/notifications', 'post'],
    ['status', '/notifications/{id}', 'get'],
    ['withdraw', '/notifications/{id}', 'delete'],
  ] as const;
  for (const [operation, path, method] of operations) {
    it(`names every answer that the gateway takes from ${operation}`, () => {
      const named = Object.keys(api.paths[path]?.[method]?.responses ?? {});
      const taken = ANSWERS[operation].filter((row) => row.from === row.to).map((row) => String(row.from));

      assert.deepEqual(
        taken.filter((status) => !named.includes(status)),
        [],
      );
      assert.ok(named.includes('5XX'));
    });
  }
});
