// Equal for the same measurement sent again, different for anything that a person would call another result.
import { describe, expect, test } from 'vitest';
import { messageFingerprint, resultFingerprint } from './fingerprint.ts';
import type { InstrumentMessage, InstrumentResult } from './instrument-message.ts';

const glucose: InstrumentResult = {
  code: 'GLU',
  value: '5.1',
  unit: 'mmol/L',
  flags: ['N'],
  time: '2026-01-02T03:04:05',
};
const potassium: InstrumentResult = { code: 'K', value: '4.0', flags: [] };
const message: InstrumentMessage = { kind: 'results', specimenId: 'S1', results: [glucose, potassium] };

describe('resultFingerprint', () => {
  test('flags, status and the order of qualifiers do not count', () => {
    const left = resultFingerprint('S1', { ...glucose, qualifiers: { a: '1', b: '2' } });
    const right = resultFingerprint('S1', { ...glucose, flags: ['H'], status: 'R', qualifiers: { b: '2', a: '1' } });
    expect(left).toBe(right);
  });

  test.each<[string, string, Partial<InstrumentResult>]>([
    ['specimen', 'S2', {}],
    ['test', 'S1', { code: 'GLU2' }],
    ['value', 'S1', { value: '5.10' }],
    ['time', 'S1', { time: '2026-01-02T03:04:06' }],
    ['replicate', 'S1', { qualifiers: { replicate: '2' } }],
  ])('another %s', (_what, specimenId, change) => {
    expect(resultFingerprint(specimenId, { ...glucose, ...change })).not.toBe(resultFingerprint('S1', glucose));
  });
});

describe('messageFingerprint', () => {
  test('header time, message id and the order of results do not count', () => {
    const again: InstrumentMessage = {
      ...message,
      messageId: '9',
      instrumentTime: '2026-02-02',
      results: [potassium, glucose],
    };
    expect(messageFingerprint(again)).toBe(messageFingerprint(message));
  });

  test('a control of another lot is another message', () => {
    const lot = (name: string) => messageFingerprint({ ...message, kind: 'qc', control: { lot: name } });
    expect(lot('A')).not.toBe(lot('B'));
  });
});
