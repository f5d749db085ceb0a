import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** The page is served as it stands in the source tree, also when this file runs from `dist/`. */
const PAGE_FOLDER = join(projectRoot(), 'sandbox', 'playground', 'page');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface PageFile {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** A file of the page by its bare name; null for anything that is not one. */
export function pageFile(name: string): PageFile | null {
  const contentType = CONTENT_TYPES[extname(name)];
  if (contentType === undefined || !/^[a-z][a-z0-9-]*\.[a-z]+$/u.test(name)) return null;
  const path = join(PAGE_FOLDER, name);
  return existsSync(path) ? { bytes: readFileSync(path), contentType } : null;
}

/** The nearest folder above that has a package.json. */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error(`No package.json above ${import.meta.dirname}.`);
    folder = above;
  }
  return folder;
}
