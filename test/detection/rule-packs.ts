import { readdirSync, readFileSync } from 'node:fs';
import { compilePacks, type CompiledPacks } from '../../src/detection/compile-packs.ts';
import type { PackFile } from '../../src/detection/read-pack.ts';

const FOLDER = new URL('../../rules/', import.meta.url);

/** The packs of the project as files. */
export function packFiles(): readonly PackFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));
}

let compiled: CompiledPacks | null = null;

/** The packs of the project, compiled once for a test file. */
export function projectPacks(): CompiledPacks {
  compiled ??= compilePacks(packFiles());
  return compiled;
}
