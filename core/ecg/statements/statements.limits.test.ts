// Limits of the suggested statements from both sides (AHA/ACC/HRS 2007 and 2009): just short of one it is silent, at it it speaks.
import { describe, expect, test } from 'vitest';
import { steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import { measureWaveform } from '../measure/measure.ts';
import type { Measured } from '../measure/measurement.ts';
import { noPatterns, type PatternFacts } from '../rules/patterns/facts.ts';
import type { StatementCode } from './codes.ts';
import { type PatientFacts, suggestStatements } from './suggest.ts';

const ecg = syntheticEcg(steady(12, 0.8));
const normal: Measured = {
  ...measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads }),
  ...{ heartRateBpm: 75, prMs: 160, qrsMs: 96 },
};
const of = (part: Partial<Measured>): Measured => ({ ...normal, ...part });
const scored = (score: number, part: Partial<Measured> = {}) => of({ ...part, quality: { ...normal.quality, score } });
const detail = (part: Partial<Measured['rhythmDetail']>, of: Measured = normal): Measured => ({
  ...of,
  rhythmDetail: { ...of.rhythmDetail, ...part },
});
const counts = (part: Partial<Measured['rhythmDetail']['counts']>) =>
  detail({ counts: { normal: 10, ventricular: 0, paced: 0, unknown: 0, ...part } });
const leads = (names: string, part: Partial<LeadAmplitudes>, of: Measured = normal): Measured => ({
  ...of,
  amplitudes: Object.fromEntries(
    Object.entries(of.amplitudes).map(([lead, one]) => [
      lead,
      names.split(' ').includes(lead) ? { ...one, ...part } : one,
    ]),
  ),
});
const limbs = 'I II III aVR aVL aVF';
const chest = 'V1 V2 V3 V4 V5 V6';
const all = `${limbs} ${chest}`;
const high = (names: string, uv: number) => leads(names, { q: -0.2 * uv, r: 0.8 * uv, s: null });
const qtc = (bazett: number, fridericia: number, heartRateBpm: number) =>
  of({ heartRateBpm, qtc: { bazett, fridericia, framingham: 400, hodges: 400 } });
const sinus = (heartRateBpm: number) => of({ heartRateBpm, rhythm: 'sinus-rhythm' });
const axis = (qrs: number) => of({ axisDeg: { p: 50, qrs, t: 40 } });
const run = (rateBpm: number, ms: number, score = 0.9) =>
  detail({ ventricularRuns: [{ fromMs: 0, toMs: ms, beats: 9, rateBpm }] }, scored(score));
const pause = (ms: number, rhythm: Measured['rhythm'] = 'sinus-rhythm') =>
  detail({ pauses: [{ fromMs: 0, toMs: ms, ms, from: 'normal', to: 'normal' }] }, of({ rhythm }));
const codes = (measured: Measured, patient: PatientFacts = {}, patterns: PatternFacts = noPatterns) =>
  suggestStatements(measured, patient, patterns).map(({ code }) => code);

type Row = [what: string, code: StatementCode, short: Measured, at: Measured, patient?: PatientFacts];

describe('signal', () => {
  test.each<Row>([
    ['uninterpretable below 0.15', '4', scored(0.15), scored(0.149)],
    [
      'uninterpretable with two beats and no rhythm',
      '4',
      of({ rhythm: 'undetermined', beats: normal.beats.slice(0, 3) }),
      of({ rhythm: 'undetermined', beats: normal.beats.slice(0, 2) }),
    ],
    ['poor below 0.5', '15', scored(0.5), scored(0.499)],
    ['a lead that is off', '12', normal, of({ quality: { ...normal.quality, leadsOff: ['V1'] } })],
  ])('%s: %s', (_, code, short, at) => {
    expect([codes(short).includes(code), codes(at).includes(code)]).toEqual([false, true]);
  });
});

describe('rhythm', () => {
  test.each<Row>([
    ['fast above 100/min', '21', sinus(100), sinus(100.1)],
    ['slow below 60/min', '22', sinus(60), sinus(59.9)],
    ['a child of nine fast above 140/min', '21', sinus(140), sinus(140.1), { ageYears: 9.9 }],
    ['and slow below 60/min', '22', sinus(60), sinus(59.9), { ageYears: 9.9 }],
    ['from ten years as an adult', '21', sinus(100), sinus(100.1), { ageYears: 10 }],
    ['a child in the second year fast above 190/min', '21', sinus(190), sinus(190.1), { ageYears: 1 }],
    ['and slow below 100/min', '22', sinus(100), sinus(99.9), { ageYears: 1.9 }],
    ['an infant fast above 205/min', '21', sinus(205), sinus(205.1), { ageYears: 0.9 }],
    ['and slow below 85/min', '22', sinus(85), sinus(84.9), { ageYears: 0.9 }],
    [
      'a ventricular rhythm above 100/min is a tachycardia',
      '70',
      of({ rhythm: 'ventricular-rhythm', heartRateBpm: 100 }),
      of({ rhythm: 'ventricular-rhythm', heartRateBpm: 100.1 }),
    ],
    ['a pause of 3 s', '26', pause(2999), pause(3000)],
    ['not in fibrillation', '26', pause(3500, 'atrial-fibrillation'), pause(3500)],
    ['a run of 100/min', '71', run(99.9, 2000), run(100, 2000)],
    ['in a signal that shows forms', '71', run(120, 2000, 0.29), run(120, 2000, 0.3)],
    ['sustained from 30 s', '70', run(120, 29_999), run(120, 30_000)],
    ['unsustained below 30 s', '71', run(120, 30_000), run(120, 29_999)],
    ['single ventricular beats', '60', counts({}), counts({ ventricular: 1 })],
    [
      'not of a rhythm that is ventricular',
      '60',
      { ...counts({ ventricular: 9 }), rhythm: 'ventricular-rhythm' },
      counts({ ventricular: 9 }),
    ],
    [
      'nor of a wide tachycardia',
      '60',
      { ...counts({ ventricular: 9 }), rhythm: 'wide-tachycardia' },
      counts({ ventricular: 9 }),
    ],
    ['paced beats now and then', '181', counts({}), counts({ paced: 1 })],
    ['a while of fibrillation', '50', detail({ fibrillationShare: 0 }), detail({ fibrillationShare: 0.1 })],
  ])('%s: %s', (_, code, short, at, patient) => {
    expect([codes(short, patient).includes(code), codes(at, patient).includes(code)]).toEqual([false, true]);
  });

  test.each([
    ['sinus-arrhythmia', '23'],
    ['atrial-fibrillation', '50'],
    ['supraventricular-rhythm', '27'],
    ['narrow-tachycardia', '56'],
    ['wide-tachycardia', '76'],
    ['ventricular-fibrillation', '74'],
    ['paced-rhythm', '181'],
  ] as const)('%s is %s, once', (rhythm, code) => {
    const said = codes(of({ rhythm }));
    expect(said.filter((one) => one === code)).toHaveLength(1);
    expect(said).not.toContain('20');
  });

  test('three runs are told, no more', () => {
    const ventricularRuns = [1, 2, 3, 4].map((i) => ({
      fromMs: 2000 * i,
      toMs: 2000 * i + 900,
      beats: 3,
      rateBpm: 150,
    }));
    expect(codes(detail({ ventricularRuns })).filter((code) => code === '71')).toHaveLength(3);
  });
});

describe('intervals and axis', () => {
  test.each<Row>([
    ['PR above 200 ms', '82', of({ prMs: 200 }), of({ prMs: 200.1 })],
    ['PR below 115 ms', '80', of({ prMs: 115 }), of({ prMs: 114.9 })],
    ['a long QTc from 460 ms', '148', qtc(459.9, 470, 75), qtc(460, 400, 75)],
    ['of a man from 450 ms', '148', qtc(449.9, 470, 75), qtc(450, 400, 75), { sex: 'male' }],
    ['by Bazett from 60/min', '148', qtc(470, 400, 59.9), qtc(470, 400, 60)],
    ['and up to 90/min', '148', qtc(470, 400, 90.1), qtc(470, 400, 90)],
    ['by Fridericia below', '148', qtc(400, 470, 60), qtc(400, 470, 59.9)],
    ['not with a QRS of 120 ms', '148', { ...qtc(480, 480, 75), qrsMs: 120 }, { ...qtc(480, 480, 75), qrsMs: 119.9 }],
    ['a short QTc up to 350 ms', '149', qtc(350.1, 340, 75), qtc(350, 400, 75)],
    ['at a steady rate, from 50/min', '149', qtc(340, 340, 49.9), qtc(340, 340, 50)],
    ['and up to 100/min', '149', qtc(340, 340, 100.1), qtc(340, 340, 100)],
    ['right axis above 90 degrees', '120', axis(90), axis(90.1)],
    ['up to 180', '120', axis(-179.9), axis(180)],
    ['left axis below -30 degrees', '121', axis(-30), axis(-30.1)],
    ['and down to -90', '121', axis(-90.1), axis(-90)],
    ['right superior beyond', '122', axis(-90), axis(-90.1)],
    ['not of a paced heart', '121', { ...axis(-60), rhythm: 'paced-rhythm' }, axis(-60)],
    ['no direction', '123', normal, of({ axisState: { ...normal.axisState, qrs: 'indeterminate' } })],
  ])('%s: %s', (_, code, short, at, patient) => {
    expect([codes(short, patient).includes(code), codes(at, patient).includes(code)]).toEqual([false, true]);
  });

  test.each([
    ['82', of({ prMs: 210 })],
    ['121', axis(-60)],
  ] as const)('%s by the limits of adults, from sixteen years', (code, measured) => {
    expect([15.9, 16].map((ageYears) => codes(measured, { ageYears }).includes(code))).toEqual([false, true]);
  });
});

describe('form', () => {
  const wide = (qrsMs: number, v1: Partial<LeadAmplitudes>, v6: Partial<LeadAmplitudes>) =>
    leads('V6', v6, leads('V1', v1, of({ qrsMs })));
  const right = [{ r: 500, s: -100 }, { s: -300 }] as const;
  const left = [
    { r: 50, s: -900 },
    { q: null, r: 900 },
  ] as const;
  test.each<Row>([
    ['right bundle branch from 120 ms', '106', wide(119.9, ...right), wide(120, ...right)],
    [
      'positive in the end in V1',
      '106',
      wide(130, { r: 100, s: -100 }, { s: -300 }),
      wide(130, { r: 101, s: -100 }, { s: -300 }),
    ],
    ['with S in V6', '106', wide(130, right[0], { s: null }), wide(130, ...right)],
    ['left bundle branch', '104', wide(119.9, ...left), wide(120, ...left)],
    ['without Q in V6', '104', wide(130, left[0], { q: -50, r: 900 }), wide(130, ...left)],
    ['negative in V1', '104', wide(130, { r: 900, s: -900 }, left[1]), wide(130, { r: 899, s: -900 }, left[1])],
    ['with R in V6', '104', wide(130, left[0], { q: null, r: null }), wide(130, ...left)],
    ['neither', '107', wide(130, ...left), wide(130, left[0], { q: -50, r: 900 })],
    ['low voltage in all limb leads below 0.5 mV', '125', high(limbs, 500), high(limbs, 499.9)],
    ['in every one of them', '125', leads('II', { r: 900 }, high(limbs, 400)), high(limbs, 400)],
    ['low voltage in all chest leads below 1 mV', '125', high(chest, 1000), high(chest, 999.9)],
    [
      'Sokolow-Lyon of 3.5 mV',
      '142',
      leads('V1', { s: -1500 }, leads('V5 V6', { r: 1999 })),
      leads('V1', { s: -1500 }, leads('V5', { r: 2000 })),
    ],
    [
      'by V6 too',
      '142',
      leads('V1', { s: -1500 }, leads('V5 V6', { r: 1999 })),
      leads('V1', { s: -1500 }, leads('V6', { r: 2000 })),
    ],
    [
      'Cornell of 2.8 mV',
      '142',
      leads('V3', { s: -1800 }, leads('aVL', { r: 999 })),
      leads('V3', { s: -1800 }, leads('aVL', { r: 1000 })),
    ],
    [
      'not beside a wide QRS',
      '142',
      leads('aVL', { r: 3000 }, of({ qrsMs: 120 })),
      leads('aVL', { r: 3000 }, of({ qrsMs: 119.9 })),
    ],
    ['ST down by 0.06 mV in two leads', '145', leads('V5 V6', { stJ80: -59.9 }), leads('V5 V6', { stJ80: -60 })],
    ['not in one', '145', leads('V5', { stJ80: -200 }), leads('V5 V6', { stJ80: -200 })],
    ['ST up by 0.12 mV', '145', leads('V5 V6', { stJ80: 119.9 }), leads('V5 V6', { stJ80: 120 })],
    ['in V1 to V3 by 0.25 mV', '145', leads('V1 V2 V3', { stJ80: 249.9 }), leads('V2 V3', { stJ80: 250 })],
    [
      'not beside a wide QRS',
      '145',
      leads('V5 V6', { stJ80: -200 }, of({ qrsMs: 120 })),
      leads('V5 V6', { stJ80: -200 }, of({ qrsMs: 119.9 })),
    ],
    ['not counting aVR', '145', leads('aVR V5', { stJ80: 200 }), leads('aVL V5', { stJ80: 200 })],
    [
      'T below a tenth of R in two leads',
      '147',
      leads('V5 V6', { r: 1000, t: 100 }),
      leads('V5 V6', { r: 1000, t: 99.9 }),
    ],
    ['not in one', '147', leads('V5', { r: 1000, t: 0 }), leads('V5 V6', { r: 1000, t: 0 })],
    ['of an R above 0.3 mV', '147', leads('V5 V6', { r: 300, t: 0 }), leads('V5 V6', { r: 300.1, t: 0 })],
  ])('%s: %s', (_, code, short, at) => {
    expect([codes(short).includes(code), codes(at).includes(code)]).toEqual([false, true]);
  });

  test.each(['paced-rhythm', 'ventricular-fibrillation'] as const)('says nothing of form in a %s', (rhythm) => {
    const loud = leads(all, { stJ80: -300, r: 5000 }, of({ rhythm, qrsMs: 150 }));
    expect(codes(loud).filter((code) => ['104', '106', '107', '125', '142', '145', '147'].includes(code))).toEqual([]);
  });
});

describe('patterns', () => {
  const early = (prMs: number, qrsMs: number): PatternFacts => ({
    ...noPatterns,
    preexcitation: { prMs, qrsMs, leads: ['I'] },
  });
  const lung = (sI: number, qIII: number): PatternFacts => ({
    ...noPatterns,
    s1q3t3: { sI, qIII, tIII: -100, support: [] },
  });
  test.each<[string, StatementCode, PatternFacts, PatternFacts]>([
    ['pre-excitation up to a PR of 120 ms', '108', early(120.1, 130), early(120, 130)],
    ['from a QRS of 110 ms', '108', early(100, 109.9), early(100, 110)],
    ['S in I of 0.15 mV', '201', lung(149.9, 200), lung(150, 200)],
    ['Q in III of 0.15 mV', '201', lung(200, 149.9), lung(200, 150)],
  ])('%s: %s', (_, code, short, at) => {
    expect([codes(normal, {}, short).includes(code), codes(normal, {}, at).includes(code)]).toEqual([false, true]);
  });

  test.each([
    ['mobitz-1', '83'],
    ['mobitz-2', '84'],
    ['two-to-one', '85'],
    ['varying', '86'],
    ['advanced', '87'],
    ['complete', '88'],
  ] as const)('block %s is %s, once, with all that was counted', (kind, code) => {
    const block = { kind, fromMs: 0, toMs: 9000, count: 2, pMs: [], atrialRateBpm: 80 };
    const said = suggestStatements(normal, {}, { ...noPatterns, blocks: [block, block] });
    expect(said.filter((one) => one.code === code).map(({ evidence }) => evidence)).toEqual([['n = 4']]);
  });

  test.each([
    ['twisting', '73'],
    ['polymorphic', '72'],
    ['bidirectional', '72'],
  ] as const)('a %s run is %s', (kind, code) => {
    const changingRuns = [{ kind, fromMs: 0, toMs: 3000, beats: 9, rateBpm: 180, likeness: 0 }];
    expect(codes(normal, {}, { ...noPatterns, changingRuns })).toContain(code);
  });

  test('beside flutter a sinus rhythm is half as sure, and nothing else is', () => {
    const flutter = { fromMs: 0, toMs: 9000, atrialRateBpm: 300, leads: ['II'] };
    const sure = (measured: Measured, code: StatementCode, patterns = noPatterns) =>
      suggestStatements(measured, {}, patterns).find((one) => one.code === code)?.confidence ?? 0;
    const measured = of({ confidence: { ...normal.confidence, rhythm: 0.8 } });
    expect([sure(measured, '20'), sure(measured, '20', { ...noPatterns, flutter })]).toEqual([0.8, 0.4]);
    const other = { ...measured, rhythm: 'supraventricular-rhythm' as const };
    expect(sure(other, '27', { ...noPatterns, flutter })).toBe(0.8);
  });
});

describe('what a statement rests on, and what it is worth', () => {
  const sure = { rhythm: 0.8, prMs: 0.7, qrsMs: 0.9, qtMs: 0.6, axisQrs: 0.5 };
  const of8 = (measured: Measured): Measured => ({
    ...measured,
    confidence: sure,
    quality: { ...measured.quality, score: 0.8 },
  });
  const early = { ...noPatterns, preexcitation: { prMs: 100.4, qrsMs: 120.4, leads: ['I' as const] } };
  const flutter = { ...noPatterns, flutter: { fromMs: 0, toMs: 9000, atrialRateBpm: 299.6, leads: ['II', 'V1'] } };
  const lung = { ...noPatterns, s1q3t3: { sI: 200, qIII: 200, tIII: -100, support: ['110/min'] } };
  const twisting = {
    ...noPatterns,
    changingRuns: [{ kind: 'twisting' as const, fromMs: 0, toMs: 3000, beats: 9, rateBpm: 180.4, likeness: 0 }],
  };
  const blocked = (...kinds: ('advanced' | 'mobitz-1')[]) => ({
    ...noPatterns,
    blocks: kinds.map((kind) => ({ kind, fromMs: 0, toMs: 9000, count: 3, pMs: [], atrialRateBpm: 80 })),
  });
  const chaos = detail(
    { chaoticVentricles: [{ fromMs: 0, toMs: 4000, rateBpm: 299.6 }] },
    of({ rhythm: 'ventricular-fibrillation' }),
  );
  test.each<[StatementCode, Measured, number, string[], PatternFacts?]>([
    ['20', sinus(74.6), 0.8, ['75 bpm']],
    ['181', { ...counts({ paced: 3 }), rhythm: 'paced-rhythm' }, 0.8, ['75 bpm', `3/${normal.beats.length}`]],
    ['181', counts({ paced: 3 }), 0.6, [`3/${normal.beats.length}`]],
    ['74', chaos, 0.8, ['300 bpm']],
    ['50', detail({ fibrillationShare: 0.256 }), 0.6, ['26 %']],
    ['60', counts({ ventricular: 4 }), 0.7, ['n = 4']],
    ['71', run(150.4, 2000), 0.6, ['9 beats', '150 bpm']],
    ['26', pause(3250), 0.6, ['3.25 s']],
    ['82', of({ prMs: 210.4 }), 0.7, ['PR 210 ms']],
    ['80', of({ prMs: 110.4 }), 0.49, ['PR 110 ms']],
    ['148', qtc(480.4, 400, 75), 0.6, ['QTc 480 ms (Bazett)']],
    ['148', qtc(400, 480.4, 55), 0.6, ['QTc 480 ms (Fridericia)']],
    ['149', qtc(340, 400, 75), 0.36, ['QTc 340 ms (Bazett)']],
    ['121', axis(-45.4), 0.5, ['-45°']],
    ['107', of({ qrsMs: 130.4 }), 0.54, ['QRS 130 ms']],
    ['125', high(limbs, 400), 0.63, []],
    ['142', leads('V1', { s: -1500 }, leads('V5', { r: 2000 })), 0.54, ['Sokolow-Lyon 3.5 mV']],
    ['142', leads('V3', { s: -1800 }, leads('aVL', { r: 1000 })), 0.54, ['Cornell 2.8 mV']],
    ['145', leads('V5 V6', { stJ80: -90 }), 0.54, ['V5 V6']],
    ['147', leads('V5 V6', { r: 1000, t: 50 }), 0.54, ['V5 V6']],
    ['108', normal, 0.54, ['PR 100 ms', 'QRS 120 ms', 'I'], early],
    ['51', normal, 0.54, ['300 bpm', 'II V1'], flutter],
    ['201', normal, 0.27, ['S1Q3T3', '110/min'], lung],
    ['73', normal, 0.54, ['9 beats', '180 bpm', 'twisting'], twisting],
    ['87', normal, 0.54, ['n = 3'], blocked('advanced', 'mobitz-1')],
  ])('%s %#', (code, measured, confidence, evidence, found = noPatterns) => {
    const said = suggestStatements(of8(measured), {}, found).find((one) => one.code === code);
    expect([said?.confidence, said?.evidence]).toEqual([confidence, evidence]);
  });

  test('poor signals say how poor', () => {
    const said = (score: number) => suggestStatements(scored(score)).find(({ code }) => code === '4' || code === '15');
    expect([said(0.1), said(0.446)].map((one) => [one?.code, one?.confidence, one?.evidence])).toEqual([
      ['4', 0.8, ['quality 0.10']],
      ['15', 0.8, ['quality 0.45']],
    ]);
    expect(codes(scored(0.1, { rhythm: 'sinus-rhythm' }))).toEqual(['4']);
  });
});
