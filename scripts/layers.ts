// The layer lint: applies layers.config.ts to every source file and names file, line, rule and remedy of what breaks it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits } from '../layers.config.ts';
import { checkFile } from './layers/rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const notSource = /^(node_modules|build|installers\/node_modules|test\/corpora|\..+)$/;

function* sourceFiles(folder = ''): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (notSource.test(path)) continue;
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (limits.files.test(path)) yield path;
  }
}

const files = [...sourceFiles()];
const violations = files.flatMap((file) => checkFile(file, readFileSync(join(root, file), 'utf8')));
for (const { file, line, rule, remedy } of violations) console.log(`${file}:${line}  ${rule}\n    remedy: ${remedy}`);
console.log(`${files.length} files, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
