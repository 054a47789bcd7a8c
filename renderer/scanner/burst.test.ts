// A scanner's burst is one code; typing, however quick, loses nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BurstDetector, maximumGapMilliseconds } from './burst.ts';

function play(keys: readonly [string, number][]) {
  const detector = new BurstDetector();
  let at = 0;
  return keys.map(([key, gap]) => {
    at += gap;
    return detector.feed(key, at);
  });
}
const burst = (code: string, gap = 8): [string, number][] => [...code].map((key) => [key, gap]);

test('a burst that ends with Enter or Tab is a scan', () => {
  expect(play([...burst('LB2026000312'), ['Enter', 8]]).at(-1)).toEqual({ kind: 'scan', code: 'LB2026000312' });
  expect(play([...burst('1234'), ['Tab', 30]]).at(-1)).toEqual({ kind: 'scan', code: '1234' });
});

test('only the first two keys of a burst reach the field', () => {
  expect(play([...burst('12345'), ['Enter', 5]]).map((step) => step.kind)).toEqual([
    'begin',
    'pass',
    'hold',
    'hold',
    'hold',
    'scan',
  ]);
});

test('typing is not a scan', () => {
  const steps = play([...burst('123456', 60), ['Enter', 60]]);
  expect(steps.map((step) => step.kind)).toEqual(['begin', 'begin', 'begin', 'begin', 'begin', 'begin', 'pass']);
});

test('a burst that is too short or has no end goes back into the field', () => {
  expect(play([...burst('123'), ['Enter', 5]]).at(-1)).toEqual({ kind: 'pass', release: '3' });
  expect(play([...burst('12345'), ['Enter', 400]]).at(-1)).toEqual({ kind: 'pass', release: '345' });
  expect(play([...burst('12345'), ['9', 400]]).at(-1)).toEqual({ kind: 'begin', release: '345' });
  const detector = new BurstDetector();
  for (const [index, key] of [...'12345'].entries()) detector.feed(key, index * 5);
  expect(detector.expire(30)).toBe('');
  expect(detector.expire(200)).toBe('345');
  expect(detector.expire(300)).toBe('');
});

test('whatever is not a scan reaches the field, in order and once', () => {
  const key = fc.constantFrom('1', 'A', 'x', '。', 'Enter', 'Tab', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 80 })), { maxLength: 40 }), (keys) => {
      const detector = new BurstDetector();
      let at = 0;
      let field = '';
      let beginning = '';
      let typed = '';
      let before = '';
      for (const [name, gap] of keys) {
        at += gap;
        const printable = name.length === 1 ? name : '';
        const step = detector.feed(name, at);
        if (step.kind === 'begin') {
          field += step.release;
          beginning = field;
          before = typed;
          field += printable;
          typed += printable;
        } else if (step.kind === 'scan') {
          field = beginning;
          typed = before;
        } else {
          if (step.kind === 'pass') field += step.release + printable;
          typed += printable;
        }
      }
      field += detector.expire(at + maximumGapMilliseconds + 1);
      expect(field).toBe(typed);
    }),
    { numRuns: 300 },
  );
});
