// Every code that a reader of files can note has words for the person at the screen.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isProblemCode } from './problem-texts.ts';

const formats = fileURLToPath(new URL('../../core/ecg/formats/', import.meta.url));

/** Codes in the calls of `problems.add`, also where the code is chosen between two. */
function codesOf(source: string): string[] {
  return [...source.matchAll(/problems\.add\(([^,]+),/g)].flatMap(([, code = '']) =>
    [...code.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name = '']) => name),
  );
}

test('no code of a reader is without words', () => {
  const files = readdirSync(formats, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const codes = new Set(files.flatMap((name) => codesOf(readFileSync(`${formats}${name}`, 'utf8'))));
  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => !isProblemCode(code))).toEqual([]);
});
