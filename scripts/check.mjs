// `npm run check`: format and lint, layers, types, side by side; says how long each took and fails when one does.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectNode, root } from './install-mark.mjs';

const bin = (path) => join(root, 'node_modules', path);
const steps = [
  { name: 'format and lint (biome)', args: [bin('@biomejs/biome/bin/biome'), 'check', '--max-diagnostics=50', '.'] },
  { name: 'layers', args: [join(root, 'scripts', 'layers.ts')] },
  { name: 'types (tsc)', args: [bin('typescript/bin/tsc'), '--noEmit'] },
];

function run({ name, args }) {
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(projectNode(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => chunks.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      const output = Buffer.concat(chunks).toString().trimEnd();
      resolve({ name, ok: code === 0, output, seconds: (Date.now() - began) / 1000 });
    });
  });
}

/** Runs the three steps and prints them; resolves with how many passed and failed. */
export async function check() {
  const results = await Promise.all(steps.map(run));
  for (const { name, ok, output, seconds } of results) {
    if (!ok && output) console.log(output);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}  ${seconds.toFixed(1)} s`);
  }
  const failed = results.filter(({ ok }) => !ok).length;
  const failures = results.filter(({ ok }) => !ok).map(({ name, output }) => ({ title: name, why: output }));
  return { passed: results.length - failed, failed, failures };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await check();
  process.exitCode = failed ? 1 : 0;
}
