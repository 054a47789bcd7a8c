// Orders for analyzers: open tests in their codes, nothing for tubes that are not at the bench.
import { describe, expect, test } from 'vitest';
import { actor, dictionaries, idMaker, instrument, NOW, specimen } from '../../test/support/lab.ts';
import { instrumentOrder } from './instrument-orders.ts';
import { enterResults } from './result-entry.ts';

const context = { now: NOW, actor, newId: idMaker(), dictionaries };
const order = (document = specimen(['K', 'GLU', 'TP', 'ALB', 'GLB'])) =>
  instrumentOrder(document, instrument, dictionaries);

test('open tests, each code once, no calculated ones', () => {
  expect(order()).toEqual({
    specimenId: '2607170001',
    tests: ['k', 'glu', 'tp', 'alb'],
    priority: 'routine',
    patient: { id: 'P0001', name: '张三', sex: 'male', birthDate: '1981-01-01' },
    specimenType: 'serum',
    collectedAt: '2026-07-17T09:00:00',
    action: 'new',
  });
});

test('done tests are not asked for again, unless they have no value', () => {
  const filled = enterResults(
    specimen(['K', 'GLU']),
    {
      results: [
        { testCode: 'K', value: '4' },
        { testCode: 'GLU', value: '.....' },
      ],
    },
    context,
  );
  expect(order(filled)?.tests).toEqual(['glu']);
});

test('where a person must still choose between values nothing is measured again', () => {
  const filled = enterResults(specimen(['K', 'GLU']), { results: [{ testCode: 'K', value: '4' }] }, context);
  const lines = filled.lines.map((line) => (line.testCode === 'K' ? { ...line, currentId: null } : line));
  expect(order({ ...filled, lines })?.tests).toEqual(['glu']);
});

describe('nothing to do', () => {
  test.each(['ordered', 'collected', 'reviewed', 'released', 'printed', 'rejected'] as const)('%s', (state) => {
    expect(order(specimen(['K'], { state }))).toBeNull();
  });

  test('tests of another analyzer, or an analyzer that is switched off', () => {
    expect(order(specimen([]))).toBeNull();
    expect(instrumentOrder(specimen(['K']), { ...instrument, enabled: false }, dictionaries)).toBeNull();
  });
});
