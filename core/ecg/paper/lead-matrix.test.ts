// The matrix of leads: units, absence, R/S, and whose fault a doubtful figure is.
import { describe, expect, test } from 'vitest';
import { leadMatrix, matrixText } from './lead-matrix.ts';

const amplitudes = {
  p: 120,
  q: -80,
  r: 900,
  s: -300,
  t: 250,
  stJ: -100,
  stJ60: 0,
  stJ80: 40,
  qDurationMs: 22,
};
const clean = { score: 0.9, faults: [], noiseUv: 5, driftUv: 10, humUv: 1, missing: 0 };
type Source = Parameters<typeof leadMatrix>[0];
const source = (part: Partial<Source> = {}): Source => ({
  amplitudes: { V1: amplitudes, I: amplitudes, III: { ...amplitudes, s: null, q: null } },
  confidence: { pMs: 0.9, qrsMs: 0.95, qtMs: 0.4 },
  quality: {
    score: 0.9,
    leads: { I: clean, II: clean, V1: { ...clean, score: 0.3, faults: ['muscle-noise'] } },
    leadsOff: [],
    leadReversal: null,
    pacingSpikesMs: [],
  },
  medianBeat: {
    sampleRateHz: 500,
    origin: 0,
    leads: [],
    waves: { p: null, qrs: null, t: null },
    beats: 8,
  },
  ...part,
});

describe('matrix of leads', () => {
  const made = leadMatrix(source());
  const cell = (name: string, lead: string) =>
    made?.rows.find((row) => row.name === name)?.cells[made.leads.indexOf(lead)];

  test('leads stand in the order of the field, amplitudes in mV', () => {
    expect(made?.leads).toEqual(['I', 'III', 'V1']);
    expect(cell('r', 'I')?.value).toBe(0.9);
    expect(cell('rs', 'I')?.value).toBe(3);
    expect(cell('qDurationMs', 'I')?.value).toBe(22);
    expect(cell('rs', 'III')?.value).toBeNull();
  });

  test('a noisy lead and an unsure wave are told apart; a derived lead is as good as its sources', () => {
    expect(cell('r', 'V1')).toMatchObject({ confidence: 0.3, doubts: ['muscle-noise'] });
    expect(cell('t', 'I')).toMatchObject({ confidence: 0.4, doubts: ['waves'] });
    expect(cell('r', 'III')).toMatchObject({ confidence: 0.9, doubts: [] });
    expect(cell('s', 'III')).toMatchObject({ value: null, doubts: [] });
  });

  test('a suspected reversal of the arms doubts limb leads alone', () => {
    const base = source();
    const turned = leadMatrix({
      ...base,
      quality: {
        ...base.quality,
        leads: { I: clean, II: clean, V1: clean },
        leadReversal: { hint: 'left-right-arm', confidence: 0.7 },
      },
    });
    const r = turned?.rows.find((row) => row.name === 'r');
    expect(r?.cells.map((one) => one.doubts)).toEqual([['reversal'], ['reversal'], []]);
  });

  test('few beats are said; nothing measured is no matrix', () => {
    const base = source();
    const few = leadMatrix({ ...base, medianBeat: base.medianBeat && { ...base.medianBeat, beats: 2 } });
    expect(few?.rows[0]?.cells[0]?.doubts).toContain('fewBeats');
    expect(leadMatrix({ ...base, amplitudes: {} })).toBeNull();
  });
});

test.each([
  ['stJ', 0.12, '+0.12'],
  ['stJ60', -0.001, '0.00'],
  ['r', 1.234, '1.23'],
  ['qDurationMs', 21.6, '22'],
  ['p', null, '—'],
] as const)('%s %j is written %s', (name, value, text) => {
  expect(matrixText(name, value)).toBe(text);
});
