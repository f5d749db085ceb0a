// Writes docs/configuration.md anew from the table of variables.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { documentConfig } from '../../src/config/document-config.ts';

await writeFile(path.resolve(import.meta.dirname, '../../docs/configuration.md'), documentConfig());
