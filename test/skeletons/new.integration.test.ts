// `npm run new driver|station|area` in a copy of the project: what it writes passes format, lint, layers and types, and its tests.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const notCopied = /^(node_modules|build|\.git|\.data|docs|test[/\\]corpora)$/;
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'yishu-new-'));
  cpSync(project, copy, { recursive: true, filter: (path) => !notCopied.test(relative(project, path)) });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test('the three skeletons pass the check', { timeout: 300_000 }, () => {
  const written: string[] = [];
  for (const words of [
    ['driver', 'acme-a1'],
    ['station', 'dialysis'],
    ['area', 'sterilisation'],
  ]) {
    const { status, output } = run('scripts/new.mjs', ...words);
    expect([words, status, output]).toEqual([words, 0, expect.stringContaining('new ')]);
    written.push(...[...output.matchAll(/^(?:new|changed) +(\S+\.tsx?)$/gm)].map(([, path = '']) => path));
  }
  expect(written.length).toBeGreaterThan(15);
  const biome = run('node_modules/@biomejs/biome/bin/biome', 'check', ...written);
  expect(biome.output).toContain('No fixes applied');
  expect(biome.status).toBe(0);
  const layers = run('scripts/layers.ts').output.split('\n');
  expect(layers.filter((line) => written.some((path) => line.startsWith(path)))).toEqual([]);
  const types = run('node_modules/typescript/bin/tsc', '--noEmit').output.split('\n');
  expect(types.filter((line) => /acme|dialysis|sterilisation/i.test(line))).toEqual([]);
  const tests = run(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'unit',
    'acme-a1',
    'core/sterilisation',
    'device-drivers/simulator',
  );
  expect([tests.status, tests.output]).toEqual([0, expect.any(String)]);
});

test('a name that does not fit, or is taken, changes nothing', () => {
  for (const words of [
    [],
    ['driver'],
    ['driver', 'Acme'],
    ['area', 'two-words'],
    ['room', 'x'],
    ['driver', 'sysmex-xn-550'],
    ['station', '../x'],
  ]) {
    expect([words, run('scripts/new.mjs', ...words).status]).toEqual([words, 2]);
  }
});
