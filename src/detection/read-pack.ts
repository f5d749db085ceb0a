import { LineCounter, isMap, isScalar, isSeq, parseDocument, visit, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { packSchema, type Pack } from './pack-schema.ts';
import type { PackProblem } from './pack-problem.ts';

export interface PackFile {
  readonly name: string;
  readonly text: string;
}

/** A pack that has the right shape, with a way to say on which line a part of it stands. */
export interface ReadPack {
  readonly file: string;
  readonly pack: Pack;
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/** Largest file of a pack, in characters: several times the largest that is useful. */
export const PACK_TEXT_MAX = 512 * 1024;

type Path = readonly PropertyKey[];

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const range = (node as Node | undefined)?.range;
  return range?.[0];
}

/** Position of the first alias of a file. */
function firstAlias(document: Document): number | null {
  let found: number | null = null;
  visit(document, {
    Alias: (_, node) => {
      found = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function remedyOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `Remove ${issue.keys.join(', ')} or correct its spelling.`;
  if (issue.code === 'invalid_value') return `Write one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_big') return 'Make it smaller, or split the rule in two.';
  return 'Correct the value; every pack in rules/ shows the expected shape.';
}

/** Reads one file. A pack with a mistake in its shape is not given back at all. */
export function readPack(file: PackFile): {
  readonly pack: ReadPack | null;
  readonly problems: readonly PackProblem[];
} {
  if (file.text.length > PACK_TEXT_MAX) {
    const mistake = `The file has ${String(file.text.length)} characters, ${String(PACK_TEXT_MAX)} are allowed.`;
    return {
      pack: null,
      problems: [
        { file: file.name, line: 0, check: 'the file is not too large', mistake, remedy: 'Split the pack.' },
      ],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(file.text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
  });
  if (document.errors.length > 0) {
    return {
      pack: null,
      problems: document.errors.slice(0, 1).map((error) => ({
        file: file.name,
        line: lines.linePos(error.pos[0]).line,
        check: 'the file is YAML',
        mistake: error.message,
        remedy: 'Check the indentation and the quotes around texts with a colon or a dash.',
      })),
    };
  }
  const alias = firstAlias(document);
  if (alias !== null) {
    return {
      pack: null,
      problems: [
        {
          file: file.name,
          line: lines.linePos(alias).line,
          check: 'the file is YAML',
          mistake: 'The file uses an alias (*name), which could expand without limit.',
          remedy: 'Write the list out, or put it under lists: and refer to it as $name.',
        },
      ],
    };
  }
  const lineOf = (path: Path): number => lines.linePos(offsetOf(document, path)).line;
  const parsed = packSchema.safeParse(document.toJS());
  if (!parsed.success) {
    return {
      pack: null,
      problems: parsed.error.issues.map((issue) => ({
        file: file.name,
        line: lineOf(issue.path),
        check: 'the pack has the right shape',
        mistake: `${issue.path.map(String).join('.') || 'pack'}: ${issue.message}`,
        remedy: remedyOf(issue),
      })),
    };
  }
  return { pack: { file: file.name, pack: parsed.data, lineOf }, problems: [] };
}
