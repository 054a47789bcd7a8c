// `npm run check`: format, lint, layers and types side by side.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const steps = [
  ['format and lint', 'biome', ['check', '.']],
  ['types', 'tsc', ['--noEmit']],
  ...(existsSync('scripts/layers.ts') ? [['layers', 'node', ['scripts/layers.ts']]] : []),
];

export async function check() {
  const results = await Promise.all(
    steps.map(
      ([name, command, args]) =>
        new Promise((done) => {
          const started = Date.now();
          const child = spawn(command, args, { shell: process.platform === 'win32' });
          let output = '';
          child.stdout.on('data', (data) => (output += data));
          child.stderr.on('data', (data) => (output += data));
          child.on('close', (code) => done({ name, ok: code === 0, output, seconds: (Date.now() - started) / 1000 }));
        }),
    ),
  );
  for (const { name, ok, output, seconds } of results) {
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
    if (!ok) console.log(output);
  }
  return results;
}

if (import.meta.filename === process.argv[1]) process.exit((await check()).every(({ ok }) => ok) ? 0 : 1);
