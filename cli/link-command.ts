import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from './project-root.ts';

/**
 * Runs at the end of a build: lets `npx qyraghy` find the program in a checkout. Of a `bin` in our own package.json npx
 * would make a second installation in its cache, with install scripts that npm may refuse.
 */
async function linkCommand(): Promise<void> {
  const root = projectRoot();
  const main = path.join(root, 'dist', 'cli', 'main.js');
  await chmod(main, 0o755);
  const folder = path.join(root, 'node_modules', '.bin');
  await mkdir(folder, { recursive: true });
  const link = path.join(folder, 'qyraghy');
  await rm(link, { force: true });
  await symlink(path.relative(folder, main), link);
}

await linkCommand();
