import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE_NAME = 'qyraghy';

/** The folder of our package.json, from the source and from `dist/` alike: rules, locales and migrations lie there. */
export function projectRoot(from: string = import.meta.dirname): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file) && nameOf(file) === PACKAGE_NAME) return folder;
    if (folder === path.dirname(folder))
      throw new Error(`No package.json of ${PACKAGE_NAME} in ${from} or above: the installation is broken`);
  }
}

function nameOf(file: string): unknown {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof content === 'object' && content !== null && 'name' in content ? content.name : null;
}
