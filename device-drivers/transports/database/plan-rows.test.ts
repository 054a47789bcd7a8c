// Every row of a growing, changing table is handed on once, its changes as corrections, however the looks fall.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place, SourceRow } from './ask.ts';
import { lookLimit, planRows, type RowMemory } from './plan-rows.ts';
import type { SentRow } from './row-message.ts';

const columns = { specimen: 'sid', test: 'item', value: 'val', unit: null, flag: null, time: null };
const settings = { keyColumn: 'id', sinceColumn: 'at', columns, window: 5, batch: 3 };
interface Row {
  id: number;
  at: number;
  value: string;
}

/** As a database answers: behind the place, in order, so many. */
function look(table: readonly Row[], position: Place | null, limit: number): SourceRow[] {
  return table
    .filter(({ at }) => position === null || at > Number(position.value))
    .toSorted((left, right) => left.at - right.at || left.id - right.id)
    .slice(0, limit)
    .map(({ id, at, value }) => ({
      cells: { id: String(id), at: String(at), sid: '1001', item: `T${id}`, val: value === '' ? null : value },
      numeric: true,
    }));
}

/** One look and what the host keeps of it; `killed` before it is on disk. */
function take(
  table: readonly Row[],
  memory: RowMemory,
  killed = false,
): { memory: RowMemory; sent: SentRow[]; more: boolean } {
  const plan = planRows(look(table, memory.position, lookLimit(memory, settings)), memory, settings);
  if ('clash' in plan) throw new Error(plan.clash);
  if (killed) return { memory, sent: [], more: true };
  const known = new Map(memory.known);
  for (const { key, hash } of plan.remember) known.set(key, hash);
  for (const key of plan.forget) known.delete(key);
  return { memory: { position: plan.position, known }, sent: plan.fresh, more: plan.more };
}

const empty: RowMemory = { position: null, known: new Map() };

describe('rows of a database', () => {
  test('new rows in batches, nothing twice, the memory no larger than the window', () => {
    const table = Array.from({ length: 20 }, (_, id) => ({ id, at: id, value: 'x' }));
    let memory = empty;
    const sent: SentRow[] = [];
    for (let turn = 0; turn < 12; turn++) {
      const step = take(table, memory);
      memory = step.memory;
      sent.push(...step.sent);
    }
    expect(sent.map(({ key }) => key)).toEqual(table.map(({ id }) => String(id)));
    expect(sent.some(({ correction }) => correction)).toBe(false);
    expect([memory.known.size, memory.position?.value]).toEqual([5, '14']);
  });

  test('a changed row comes again as a correction, one that was written late between others comes too', () => {
    const table = [1, 2, 4].map((id) => ({ id, at: id, value: 'a' }));
    const first = take(table, empty);
    const later = [...table.slice(1), { id: 1, at: 1, value: 'b' }, { id: 3, at: 3, value: 'c' }];
    const second = take(later, first.memory);
    expect(second.sent.map(({ key, value, correction }) => [key, value, correction])).toEqual([
      ['1', 'b', true],
      ['3', 'c', false],
    ]);
    expect(take(later, second.memory).sent).toEqual([]);
  });

  test('many rows of one moment do not stop the look', () => {
    const table = Array.from({ length: 30 }, (_, id) => ({ id, at: 7, value: 'x' }));
    let memory = empty;
    const sent: string[] = [];
    for (let turn = 0; turn < 15; turn++) {
      const step = take(table, memory);
      memory = step.memory;
      sent.push(...step.sent.map(({ key }) => key));
    }
    expect(new Set(sent).size).toBe(30);
    expect(sent).toHaveLength(30);
  });

  test('a row without its value waits for it; one that leaves the window goes as it is', () => {
    const waiting = take([{ id: 1, at: 1, value: '' }], empty);
    expect(waiting.sent).toEqual([]);
    const filled = take([{ id: 1, at: 1, value: '5' }], waiting.memory);
    expect(filled.sent).toMatchObject([{ key: '1', value: '5', correction: false }]);
    const many = [
      { id: 1, at: 1, value: '' },
      ...Array.from({ length: 8 }, (_, at) => ({ id: at + 2, at: at + 2, value: 'x' })),
    ];
    let memory = empty;
    const sent: SentRow[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const step = take(many, memory);
      memory = step.memory;
      sent.push(...step.sent);
    }
    expect(sent.map(({ key, value }) => `${key}${value}`).sort()).toEqual([
      '1',
      '2x',
      '3x',
      '4x',
      '5x',
      '6x',
      '7x',
      '8x',
      '9x',
    ]);
  });

  test('a column that names two rows is no key', () => {
    const rows = look([{ id: 1, at: 1, value: 'a' }], null, 9).concat(look([{ id: 1, at: 2, value: 'b' }], null, 9));
    expect(planRows(rows, empty, settings)).toEqual({ clash: '1' });
  });

  test('any writing, any kills: each row is handed on once and the last word of each is what stands', () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('write' as const), gap: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ act: fc.constant('change' as const), back: fc.nat(3) }),
      fc.record({ act: fc.constant('look' as const), killed: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const table: Row[] = [];
        let memory = empty;
        const sent: SentRow[] = [];
        const turn = (killed: boolean) => {
          const taken = take(table, memory, killed);
          memory = taken.memory;
          sent.push(...taken.sent);
        };
        for (const one of steps) {
          const last = table.at(-1);
          if (one.act === 'write') table.push({ id: table.length, at: (last?.at ?? 0) + one.gap, value: 'a' });
          else if (one.act === 'look') turn(one.killed);
          else {
            const row = table[table.length - 1 - one.back];
            if (row) row.value += 'b';
          }
          // The program is looked at often enough that changes fall into the window.
          for (let again = 0; again < 4; again++) turn(false);
        }
        const firsts = sent.filter(({ correction }) => !correction).map(({ key }) => key);
        expect(new Set(firsts).size).toBe(firsts.length);
        expect(firsts.length).toBe(table.length);
        for (const { id, value } of table) expect(sent.findLast(({ key }) => key === String(id))?.value).toBe(value);
      }),
      { numRuns: 100 },
    );
  });
});
