// Style sheets and screens fit together: a variable that is read is set, a class that is styled is on some element.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const files = ['renderer', 'workstations'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:css|tsx?|html)$/u.test(name) && !name.includes('.test.'))
    .map((name) => ({ name: `${room}/${name}`, text: readFileSync(join(root, room, name), 'utf8') })),
);
const sheets = files
  .filter(({ name }) => name.endsWith('.css'))
  .map(({ name, text }) => ({ name, text: text.replace(/\/\*[\s\S]*?\*\//gu, '') }));
const code = files
  .filter(({ name }) => !name.endsWith('.css'))
  .map(({ text }) => text)
  .join('\n');

test('every variable that a style sheet reads is set', () => {
  const set = new Set(sheets.flatMap(({ text }) => [...text.matchAll(/(--[\w-]+)\s*:/gu)].map(([, name]) => name)));
  const read = sheets.flatMap(({ name, text }) =>
    [...text.matchAll(/var\((--[\w-]+)/gu)].map(([, variable = '']) => ({ name, variable })),
  );
  expect(read.length).toBeGreaterThan(100);
  const unset = read.filter(
    ({ variable }) => !set.has(variable) && !code.includes(variable) && !/^--bp/u.test(variable),
  );
  expect(unset).toEqual([]);
});

test('every class that a style sheet styles is named by a screen', () => {
  const words = new Set(code.match(/[A-Za-z_][\w-]*/gu));
  /** A name is written whole, or made: `is-${state}` by its beginning. */
  const beginnings = [...new Set([...code.matchAll(/([a-z][a-z-]*-)\$\{/gu)].map(([, text = '']) => text))];
  const isNamed = (name: string) => words.has(name) || beginnings.some((text) => name.startsWith(text));
  const styled = sheets.flatMap(({ name, text }) =>
    [...text.replace(/\{[^{}]*\}/gu, '{}').matchAll(/\.([A-Za-z_][\w-]*)/gu)].map(([, style = '']) => ({
      name,
      style,
    })),
  );
  expect(styled.length).toBeGreaterThan(500);
  // The libraries' own elements: Blueprint and uPlot.
  expect(styled.filter(({ style }) => !isNamed(style) && !/^(?:bp\d|u-|uplot)/u.test(style))).toEqual([]);
});
