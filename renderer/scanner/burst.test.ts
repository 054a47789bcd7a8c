// A scanner's burst is one whole code or none, however its keys are held up; typing, however quick, loses nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BurstDetector, type BurstStep, maximumGapMilliseconds } from './burst.ts';

type Stroke = readonly [key: string, gap: number];

function play(keys: readonly Stroke[]): BurstStep[] {
  const detector = new BurstDetector();
  let at = 0;
  return keys.map(([key, gap]) => {
    at += gap;
    return detector.feed(key, at);
  });
}
const burst = (code: string, gap = 8): Stroke[] => [...code].map((key) => [key, gap]);
const codesOf = (steps: readonly BurstStep[]) => steps.flatMap((step) => (step.kind === 'scan' ? [step.code] : []));

test('a burst that ends with Enter or Tab is a scan', () => {
  expect(play([...burst('LB2026000312'), ['Enter', 8]]).at(-1)).toEqual({ kind: 'scan', code: 'LB2026000312' });
  expect(play([...burst('1234'), ['Tab', 30]]).at(-1)).toEqual({ kind: 'scan', code: '1234' });
});

test('only the first two keys of a burst reach the field', () => {
  const kinds = play([...burst('12345'), ['Enter', 5]]).map((step) => step.kind);
  expect(kinds).toEqual(['begin', 'pass', 'hold', 'hold', 'hold', 'scan']);
});

test('typing is not a scan', () => {
  const kinds = play([...burst('123456', 60), ['Enter', 60]]).map((step) => step.kind);
  expect(kinds).toEqual(['begin', 'begin', 'begin', 'begin', 'begin', 'begin', 'pass']);
});

test('a burst that is too short goes back into the field; one without an end is told once', () => {
  expect(play([...burst('123'), ['Enter', 5]]).at(-1)).toEqual({ kind: 'pass', release: '3' });
  const detector = new BurstDetector();
  for (const [index, key] of [...'9100000043'].entries()) detector.feed(key, index * 5);
  expect(detector.expire(60)).toEqual({ release: '', unfinished: false });
  expect(detector.expire(200)).toEqual({ release: '00000043', unfinished: true });
  expect(detector.expire(300)).toEqual({ release: '', unfinished: false });
});

describe('a loaded machine', () => {
  test('a burst that stalls twice is still its whole code', () => {
    const keys: Stroke[] = [...burst('910'), ['0', 180], ...burst('0000'), ['4', 300], ...burst('3'), ['Enter', 8]];
    expect(codesOf(play(keys))).toEqual(['9100000043']);
  });

  test('held up for longer it is refused, and the next scan is whole', () => {
    const keys: Stroke[] = [...burst('91000'), ['0', 4000], ...burst('0043'), ['Enter', 8]];
    expect(play(keys).at(-1)).toEqual({ kind: 'torn' });
    expect(codesOf(play([...keys, ...burst('9100000043'), ['Enter', 8]]))).toEqual(['9100000043']);
  });

  test('a key or a click that falls into a burst spoils it', () => {
    expect(play([...burst('91000'), ['', 20], ...burst('00043'), ['Enter', 8]]).at(-1)).toEqual({ kind: 'torn' });
    const detector = new BurstDetector();
    for (const [index, key] of [...'91000'].entries()) detector.feed(key, index * 5);
    expect(detector.interrupt(30)).toBe('000');
    for (const [index, key] of [...'00043'].entries()) detector.feed(key, 40 + index * 5);
    expect(detector.feed('Enter', 66)).toEqual({ kind: 'torn' });
  });

  test('what was typed before a scan is not part of it: refused, unless a key or a click stood between', () => {
    const scan: Stroke[] = [...burst('9100000043'), ['Enter', 8]];
    expect(play([...burst('12', 120), ['9', 900], ...scan.slice(1)]).at(-1)).toEqual({ kind: 'torn' });
    expect(codesOf(play([...burst('12', 120), ['', 700], ...scan]))).toEqual(['9100000043']);
  });

  const code = fc.string({ unit: fc.constantFrom(...'0123456789ABX-'), minLength: 4, maxLength: 20 });
  const gap = fc.oneof(
    fc.integer({ min: 1, max: 34 }),
    fc.integer({ min: 1, max: 120 }),
    fc.integer({ min: 1, max: 60_000 }),
  );

  test('whatever the gaps, several scans give their whole codes or nothing', () => {
    const scan = code.chain((text) =>
      fc.record({ text: fc.constant(text), gaps: fc.array(gap, { minLength: 21, maxLength: 21 }) }),
    );
    fc.assert(
      fc.property(fc.array(scan, { minLength: 1, maxLength: 4 }), (scans) => {
        const keys = scans.flatMap(({ text, gaps }): Stroke[] =>
          [...text, 'Enter'].map((key, index) => [key, gaps[index] ?? 1]),
        );
        const whole = scans.map(({ text }) => text);
        let from = 0;
        for (const handed of codesOf(play(keys))) {
          const at = whole.indexOf(handed, from);
          expect(at, handed).toBeGreaterThanOrEqual(0);
          from = at + 1;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever was typed before, and however fast, no part of a code is handed on', () => {
    const typed = fc.array(fc.tuple(fc.constantFrom(...'0123456789张aé'), gap), { maxLength: 8 });
    fc.assert(
      fc.property(typed, code, fc.array(gap, { minLength: 21, maxLength: 21 }), (before, text, gaps) => {
        const keys = [...text, 'Enter'].map((key, index): Stroke => [key, gaps[index] ?? 1]);
        for (const handed of codesOf(play([...before, ...keys])))
          expect(handed.endsWith(text) && handed.length === before.length + text.length, handed).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

test('whatever is neither a scan nor refused reaches the field, in order and once', () => {
  const key = fc.constantFrom('1', 'A', 'x', '。', 'Enter', 'Tab', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 80 })), { maxLength: 40 }), (keys) => {
      const detector = new BurstDetector();
      let at = 0;
      let field = '';
      let typed = '';
      // What the field and the typing looked like when the run and its last segment began.
      let run = { field: '', typed: '' };
      let segment = run;
      for (const [name, gap] of keys) {
        at += gap;
        const printable = name.length === 1 ? name : '';
        const step = detector.feed(name, at);
        if ('release' in step) field += step.release;
        if (step.kind === 'begin') {
          segment = { field, typed };
          if (step.fresh) run = segment;
        }
        const back = step.kind === 'scan' ? run : step.kind === 'torn' ? segment : null;
        if (back) ({ field, typed } = back);
        else typed += printable;
        if (step.kind === 'begin' || step.kind === 'pass') field += printable;
      }
      field += detector.expire(at + maximumGapMilliseconds + 1).release;
      expect(field).toBe(typed);
    }),
    { numRuns: 1000 },
  );
});
