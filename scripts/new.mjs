// `npm run new driver|station|area ID`: writes a skeleton that passes the check and registers it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectNode, root } from './install-mark.mjs';
import * as area from './new/area.mjs';
import * as driver from './new/driver.mjs';
import * as station from './new/station.mjs';

const kinds = { driver, station, area };
const [kindName, id] = process.argv.slice(2);
const kind = Object.hasOwn(kinds, kindName ?? '') ? kinds[kindName] : undefined;

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}

if (!kind || !id) refuse('npm run new driver|station|area ID');
if (!kind.idPattern.test(id)) refuse(`“${id}” does not fit: ${kind.idHint}`);

const { files, edits, next } = kind.skeleton(id, { list: (folder) => readdirSync(join(root, folder)) });
const taken = Object.keys(files).find((path) => existsSync(join(root, path)));
if (taken) refuse(`${taken} is there already: nothing was written`);

// Every edit is made before anything is written: when one does not fit, nothing is left half done.
const edited = Object.entries(edits).map(([path, edit]) => [path, edit(readFileSync(join(root, path), 'utf8'))]);
const all = [...Object.entries(files), ...edited];
for (const [path, text] of all) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const formatted = all.map(([path]) => path).filter((path) => /\.tsx?$/.test(path));
spawnSync(projectNode(), [biome, 'check', '--write', '--log-level=error', ...formatted], {
  cwd: root,
  stdio: 'inherit',
});

for (const path of Object.keys(files)) console.log(`new      ${path}`);
for (const [path] of edited) console.log(`changed  ${path}`);
console.log(`${next} Then: npm run check`);
