// Waiting commands drawn over a cached specimen: the same picture however often it is drawn, and what does not fit is left out.
import { expect, test } from 'vitest';
import { testDictionaries, testSpecimen } from '../../../test/support/lab-fixtures.ts';
import { applyCommands, type PendingAct } from './apply-command.ts';

const at = '2026-03-01T08:00:00.000Z';
const dictionaries = testDictionaries();
const act = (name: string, input: object, id = name): PendingAct => ({
  id,
  name,
  input,
  actorId: 'a',
  actorName: 'A',
  at,
});
const ingest = (value: string, id: string) =>
  act(
    'lab.ingest',
    {
      instrumentId: 'fake1',
      messageId: id,
      receivedAt: at,
      message: { kind: 'results', specimenId: '1', results: [{ code: 'WBC', value, flags: [] }] },
    },
    id,
  );

test('acts follow one another and count', () => {
  const base = testSpecimen('1', 'ordered');
  const acts = [act('lab.receive', { urgent: true }), ingest('5.1', 'm1'), act('lab.setRemark', { remark: 'noted' })];
  const shown = applyCommands(base, acts, dictionaries);
  expect(shown).toMatchObject({
    state: 'testing',
    urgent: true,
    remark: 'noted',
    version: 4,
    sampleNumber: null,
    pendingCommands: 3,
  });
  expect(applyCommands(base, acts, dictionaries)).toEqual(shown);
});

test('an act that does not fit is left out, what follows is not', () => {
  const shown = applyCommands(
    testSpecimen('1', 'received'),
    [act('lab.collect', {}), ingest('5.1', 'm1')],
    dictionaries,
  );
  expect(shown?.state).toBe('testing');
});

test('the same message twice is shown once', () => {
  const shown = applyCommands(testSpecimen('1'), [ingest('5.1', 'm1'), ingest('5.1', 'm2')], dictionaries);
  expect(shown?.lines.find(({ testCode }) => testCode === 'WBC')?.versions).toHaveLength(1);
});

test('results of a tube that nobody knows draw nothing', () => {
  expect(applyCommands(null, [ingest('5.1', 'm1')], dictionaries)).toBeNull();
});
