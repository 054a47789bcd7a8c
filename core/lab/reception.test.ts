// Reception: who, when, and what is refused.
import { expect, test } from 'vitest';
import { actor, dictionaries, idMaker, NOW, specimen } from '../../test/support/lab.ts';
import { collect, printLabel, receive, reject } from './reception.ts';

const context = { now: NOW, actor, newId: idMaker(), dictionaries };
const ordered = specimen(['K'], { state: 'ordered', sampleNumber: null });

test('label, collect, receive', () => {
  const labelled = printLabel(ordered, context);
  expect(printLabel(labelled, { ...context, now: '2026-07-17T09:00:00.000Z' }).milestones.labelPrintedAt).toBe(NOW);
  const collected = collect(labelled, context);
  expect(collected).toMatchObject({ state: 'collected', collectedBy: actor });
  const received = receive(collected, { sampleNumber: '0012', urgent: true }, context);
  expect(received).toMatchObject({
    state: 'received',
    sampleNumber: '0012',
    urgent: true,
    receivedBy: actor,
    version: 6,
  });
  expect(() => receive(received, { sampleNumber: '0013' }, context)).toThrow('STATE_REFUSED');
});

test('a specimen that was never scanned at collection may be received', () => {
  expect(receive(ordered, { sampleNumber: '1' }, context).state).toBe('received');
});

test('rejection takes its words from the dictionary', () => {
  const rejected = reject(specimen(), { reasonCode: 'haemolysis', reason: '' }, context);
  expect(rejected).toMatchObject({ state: 'rejected', rejection: { reason: '溶血', by: actor, at: NOW } });
  expect(reject(specimen(), { reasonCode: 'haemolysis', reason: '重度溶血' }, context).rejection?.reason).toBe(
    '重度溶血',
  );
  expect(() => reject(specimen(), { reasonCode: 'nothing', reason: '' }, context)).toThrow('INPUT_INVALID');
  expect(() => receive(rejected, { sampleNumber: '1' }, context)).toThrow('SPECIMEN_REJECTED');
});
