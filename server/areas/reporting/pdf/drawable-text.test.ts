// Characters that the fonts lack are named, so that no name is silently wrong.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawableText, printable } from './drawable-text.ts';
import { readCoverage } from './font-coverage.ts';
import { report } from './samples.test-data.ts';

const covers = readCoverage(readFileSync(new URL('../../../../assets/fonts/NotoSansSC-Regular.ttf', import.meta.url)));
const shown = drawableText(covers);

describe('drawable text', () => {
  test.each([
    ['欧阳春晓 ↑↓≥≤μ℃·', '欧阳春晓 ↑↓≥≤μ℃·'],
    ['𠮷田', '〓[U+20BB7]田'],
    ['\ue123某', '〓[U+E123]某'],
    ['葛\u{e0100}', '葛'],
    ['10⁹/L', '10^9/L'],
    ['10¹²/L', '10¹²/L'],
    ['10¹⁰', '10^10'],
    ['⇈ 危', '↑↑ 危'],
    ['a\u2009b\nc', 'a b\nc'],
  ])('%j', (text, drawn) => {
    expect(shown(text)).toBe(drawn);
  });

  test('nothing is left that the font lacks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const missing = [...shown(text)].filter((one) => !covers(one.codePointAt(0) ?? 0) && !/[\n\r\t]/u.test(one));
        expect(missing).toEqual([]);
      }),
    );
  });

  test('a report keeps its codes and pictures', () => {
    const rare = report({ patient: { name: '𠮷某', sex: 'male', age: '1岁', number: '1' } });
    expect(printable(rare, shown)).toEqual({ ...rare, patient: { ...rare.patient, name: '〓[U+20BB7]某' } });
  });
});

test('a file that is no font covers nothing', () => {
  expect(readCoverage(new Uint8Array(64))(0x41)).toBe(false);
});
