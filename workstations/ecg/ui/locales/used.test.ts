// Every text of the station is on one of its screens: a key that no source names was left behind by what it belonged to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ui = join(import.meta.dirname, '..');
const sources = readdirSync(ui, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/u.test(name) && !name.includes('.test.'))
  .map((name) => ({ name, text: readFileSync(join(ui, name), 'utf8') }));
/** Where the Chinese words stand; the English ones have the same keys by their type. */
const isWords = (name: string) => /(?:^|\/|-)(?:texts(?:\.zh-CN)?|zh-CN)\.ts$/u.test(name);
const isEnglish = (name: string) => /(?:^|\/)(?:texts\.)?en\.ts$/u.test(name);

/** Of one bundle the Chinese half: the first object in the file. */
function keysOf(text: string): string[] {
  const [zh = ''] = text.split(/^\};$/mu);
  return [...zh.matchAll(/^ {2}(?:'([^']+)'|(\w+)):/gmu)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

const code = sources.filter(({ name }) => !isWords(name) && !isEnglish(name)).map(({ text }) => text);
const all = code.join('\n');
/** `act.${name}` makes keys by their beginning, `${name}.title` by their end. */
const heads = [...new Set([...all.matchAll(/`([\w-]+\.[\w.-]*)\$\{/gu)].map(([, head = '']) => head))];
const tails = [...new Set([...all.matchAll(/`\$\{[\w.]+\}(\.[\w.-]+)`/gu)].map(([, tail = '']) => tail))];
const isUsed = (key: string) =>
  all.includes(`'${key}'`) || heads.some((head) => key.startsWith(head)) || tails.some((tail) => key.endsWith(tail));

test('no text is left over', () => {
  const modules = sources.filter(({ name }) => isWords(name));
  expect(modules.length).toBeGreaterThan(6);
  const left = modules.flatMap(({ name, text }) =>
    keysOf(text)
      .filter((key) => !isUsed(key))
      .map((key) => `${name}: ${key}`),
  );
  expect(left).toEqual([]);
});
