// A look at a study is on record before anything goes out; what follows is counted, and nothing is lost when the server stops.
import { expect, test } from 'vitest';
import { systemCaller } from '../../kernel/access.ts';
import type { AuditEntry } from '../../kernel/types.ts';
import { createLooks } from './looks.ts';

function bench(fails: () => boolean = () => false) {
  const rows: AuditEntry[] = [];
  let at = Date.UTC(2026, 10, 21);
  const looks = createLooks({
    clock: { now: () => new Date(at) },
    log: () => {},
    async audit(_caller, entry) {
      if (fails()) throw new Error('the database is away');
      rows.push(entry);
    },
  });
  function pass(ms: number): void {
    at += ms;
  }
  return { rows, looks, pass };
}
const reader = systemCaller('10.0.0.7');

test('one row at the start, one with the number of the rest', async () => {
  const { rows, looks } = bench();
  for (let frame = 0; frame < 300; frame += 1) await looks.looked(reader, 'imaging.frames', '1.2.3');
  await looks.looked(systemCaller('10.0.0.8'), 'imaging.frames', '1.2.3');
  expect(rows.map(({ detail = '' }) => detail)).toEqual(['', '']);
  await looks.stop();
  expect(rows.map(({ detail = '' }) => detail)).toEqual([
    '',
    '',
    '299 further requests since 2026-11-21T00:00:00.000Z',
  ]);
});

test('a look that goes on is a new one', async () => {
  const { rows, looks, pass } = bench();
  await looks.looked(reader, 'imaging.frames', '1.2.3');
  pass(300_001);
  await looks.looked(reader, 'imaging.frames', '1.2.3');
  expect(rows).toHaveLength(2);
  await looks.stop();
  expect(rows).toHaveLength(2);
});

test('what cannot be recorded is not shown, and tried again', async () => {
  let away = true;
  const { rows, looks } = bench(() => away);
  await expect(looks.looked(reader, 'imaging.frames', '1.2.3')).rejects.toThrow('away');
  away = false;
  await looks.looked(reader, 'imaging.frames', '1.2.3');
  expect(rows).toHaveLength(1);
  await looks.stop();
});
