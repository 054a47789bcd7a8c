// The disk that loses power, by tables: what is promised is there, what is not may be lost, kept or torn.
import { describe, expect, test } from 'vitest';
import { createDisk, type Fate, kept, lost, torn } from './disk.ts';
import type { TraceEvent } from './trace.ts';

const letters = (letter: string, count: number) => new Uint8Array(count).fill(letter.charCodeAt(0));
const open: TraceEvent = { type: 'open', file: 'a', creates: true, empties: false };
const write = (letter: string, count: number, offset = 0): TraceEvent => ({
  type: 'write',
  file: 'a',
  offset,
  bytes: letters(letter, count),
});
const begin = (file: string, call: number): TraceEvent => ({ type: 'syncStart', file, call });
const end = (file: string, call: number): TraceEvent => ({ type: 'syncEnd', file, call });
const sync = (file: string, call: number): TraceEvent[] => [begin(file, call), end(file, call)];
/** The name and one synced A are on the disk. */
const settled = [open, ...sync('.', 0), write('A', 1), ...sync('a', 1)];

/** Files as text; zeros are dots. */
function found(events: readonly TraceEvent[], fate: Fate): { [name: string]: string } {
  const disk = createDisk();
  for (const event of events) disk.apply(event);
  const files = [...disk.afterCut(fate)].map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')]);
  return Object.fromEntries(files.map(([name, text]) => [name, text?.replaceAll('\0', '.')]));
}

describe('after a cut of the power', () => {
  test.each<[what: string, events: TraceEvent[], lost: object, kept: object]>([
    ['a new file', [open], {}, { a: '' }],
    ['a synced file whose name is not', [open, write('A', 1), ...sync('a', 0)], {}, { a: 'A' }],
    ['a synced name whose file is not', [open, ...sync('.', 0), write('A', 1)], { a: '' }, { a: 'A' }],
    ['name and file synced', settled, { a: 'A' }, { a: 'A' }],
    ['a write after the sync', [...settled, write('B', 1)], { a: 'A' }, { a: 'B' }],
    ['a write beyond the end', [...settled, write('B', 1, 3)], { a: 'A' }, { a: 'A..B' }],
    ['a sync under way', [...settled, write('B', 1), begin('a', 2)], { a: 'A' }, { a: 'B' }],
    [
      'a write while a sync is under way',
      [...settled, write('B', 1), begin('a', 2), write('C', 1, 1), end('a', 2)],
      { a: 'B' },
      { a: 'BC' },
    ],
    ['a cut length', [...settled, { type: 'truncate', file: 'a', size: 0 }], { a: 'A' }, { a: '' }],
    ['a file opened anew and empty', [...settled, { ...open, empties: true }], { a: 'A' }, { a: '' }],
    ['a deleted file', [...settled, { type: 'unlink', file: 'a' }], { a: 'A' }, {}],
    ['a deletion that was synced', [...settled, { type: 'unlink', file: 'a' }, ...sync('.', 3)], {}, {}],
    ['a file deleted and made again', [...settled, { type: 'unlink', file: 'a' }, open], { a: 'A' }, { a: '' }],
    ['a second name', [...settled, { type: 'link', from: 'a', to: 'b' }], { a: 'A' }, { a: 'A', b: 'A' }],
    ['another name', [...settled, { type: 'rename', from: 'a', to: 'b' }], { a: 'A' }, { b: 'A' }],
  ])('%s', (_what, events, whenLost, whenKept) => {
    expect(found(events, lost)).toEqual(whenLost);
    expect(found(events, kept)).toEqual(whenKept);
  });

  test('a write is torn at the sectors of the disk, wherever it begins', () => {
    const fates = [true, false, true];
    const everySecond: Fate = { ...kept, sector: () => fates.shift() ?? false };
    const events = [open, ...sync('.', 0), write('A', 1536), ...sync('a', 1), write('B', 1030, 506)];
    const expected = `${'A'.repeat(506)}${'B'.repeat(6)}${'A'.repeat(512)}${'B'.repeat(512)}`;
    expect(found(events, everySecond)).toEqual({ a: expected });
  });

  test('the same seed tears the same way', () => {
    const seeded = () => {
      let state = 7;
      return torn(() => {
        state = (state * 16_807) % 2_147_483_647;
        return state / 2_147_483_647;
      });
    };
    const events = [...settled, write('B', 40_000)];
    expect(found(events, seeded())).toEqual(found(events, seeded()));
    const text = found(events, seeded()).a ?? '';
    expect([text.includes('B'), /[A.]/.test(text)]).toEqual([true, true]);
  });

  test('a file that was never opened is an error of the trace', () => {
    expect(() => found([write('A', 1)], lost)).toThrow('a is written before it is opened');
  });
});
