// Every text is on some screen: a key that no source names was left behind by what it belonged to.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const stations = readdirSync(join(root, 'workstations'))
  .map((station) => `workstations/${station}/ui`)
  .filter((room) => existsSync(join(root, room)));

/** Where the Chinese words stand; the English ones have the same keys by their type. */
const isChinese = (name: string) => /(?:^|[/-])(?:texts(?:\.zh-CN)?|[\w.]*zh-CN)\.ts$/u.test(name);
const isEnglish = (name: string) => /(?:^|\/)(?:[\w-]+\.)?en\.ts$/u.test(name);

const sourcesOf = (room: string) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name) && !name.includes('.test.'))
    .map((name) => ({ name: `${room}/${name}`, text: readFileSync(join(root, room, name), 'utf8') }));

/** Of one bundle the Chinese half: the first object in the file. */
function keysOf(text: string): string[] {
  const [chinese = ''] = text.split(/^\}(?: as const)?;$/mu);
  return [...chinese.matchAll(/^ {2}(?:'([^']+)'|(\w+)):/gmu)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** A key is named whole, or made: `act.${name}` by its beginning, `${name}.title` by its end. */
function namedIn(code: string): (key: string) => boolean {
  const whole = new Set([...code.matchAll(/['"]([\w.-]+)['"]/gu)].map(([, text = '']) => text));
  const beginnings = [...new Set([...code.matchAll(/`([a-z][\w.]*)\$\{/gu)].map(([, text = '']) => text))];
  const ends = [...new Set([...code.matchAll(/\$\{[^{}`]+\}([\w.]{4,})`/gu)].map(([, text = '']) => text))];
  return (key) =>
    whole.has(key) || beginnings.some((text) => key.startsWith(text)) || ends.some((text) => key.endsWith(text));
}

// Names of rights, states and kinds come from core, a code of what went wrong while measuring from the reader of recordings.
test.each([
  ['renderer', ['core', 'renderer', 'server/areas/ecg/reader', ...stations]],
  ...stations.map((room): [string, string[]] => [room, ['core', room]]),
])('no text of %s is left over', (room, readers) => {
  const bundles = sourcesOf(room).filter(({ name }) => isChinese(name));
  const code = readers
    .flatMap(sourcesOf)
    .filter(({ name }) => !isChinese(name) && !isEnglish(name))
    .map(({ text }) => text)
    .join('\n');
  const isNamed = namedIn(code);
  expect(bundles.length).toBeGreaterThan(3);
  expect(
    bundles.flatMap(({ name, text }) =>
      keysOf(text)
        .filter((key) => !isNamed(key))
        .map((key) => `${name}: ${key}`),
    ),
  ).toEqual([]);
});
