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

  test('a lead that is off is named; one of which nothing is known is worth nothing', () => {
    const base = source();
    const off = { ...base.quality, leads: { V1: { ...clean, score: 0.2 } }, leadsOff: ['V1'] };
    const r = leadMatrix({ ...base, quality: off })?.rows.find((row) => row.name === 'r');
    expect(r?.cells.map(({ confidence, doubts }) => [confidence, doubts])).toEqual([
      [0, []],
      [0, []],
      [0.2, ['lead-off']],
    ]);
  });

  test.each([
    [2, 0.5, ['fewBeats']],
    [3, 0.9, []],
  ])('%i beats', (beats, sure, doubts) => {
    const base = source();
    const made = leadMatrix({ ...base, medianBeat: base.medianBeat && { ...base.medianBeat, beats } });
    expect(made?.rows.find((row) => row.name === 'r')?.cells[0]).toMatchObject({ confidence: sure, doubts });
  });

  test.each([
    [0.59, ['waves']],
    [0.6, []],
  ])('a wave that is %f sure', (qtMs, doubts) => {
    const made = leadMatrix({ ...source(), confidence: { pMs: 0.9, qrsMs: 0.95, qtMs } });
    expect(made?.rows.find((row) => row.name === 't')?.cells[0]?.doubts).toEqual(doubts);
  });

  test('a derived lead is worth as much as the worse of its sources', () => {
    const base = source();
    const leads = { I: { ...clean, score: 0.7 }, II: clean };
    const made = leadMatrix({ ...base, quality: { ...base.quality, leads } });
    expect(made?.rows.find((row) => row.name === 'r')?.cells.map(({ confidence }) => confidence)).toEqual([
      0.7, 0.7, 0,
    ]);
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
  ['rs', 9.99, '9.99'],
  ['rs', 10, '10.0'],
  ['stJ80', -0.05, '-0.05'],
  ['t', 0.05, '0.05'],
] as const)('%s %j is written %s', (name, value, text) => {
  expect(matrixText(name, value)).toBe(text);
});
