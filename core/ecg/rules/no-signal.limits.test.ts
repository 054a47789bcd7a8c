// From which length, and with how much missing, "no usable signal" is said; and the words of a wave that is none of the heart's.
import { expect, test } from 'vitest';
import { normal } from '../../../test/support/judged-samples.ts';
import type { Judged } from './judged.ts';
import { noSignal } from './no-signal.ts';
import { waveHeight, waveText } from './shaken.ts';

const [clean] = Object.values(normal.quality.leads);
if (!clean) throw new Error('no lead');
const lead = (missing: number, faults: (typeof clean)['faults'] = []) => ({ ...clean, missing, faults });
const silent = (durationMs: number, leads: Judged['quality']['leads']): Judged => ({
  ...normal,
  ...{ durationMs, beats: [], rhythm: 'undetermined' },
  quality: { ...normal.quality, leads },
});
const said = (measured: Judged) => noSignal(measured, { id: 'set', version: '1' });
const recorded = { I: lead(0.5, ['flat']), II: lead(0), V1: lead(0.51) };

test.each([
  ['three seconds', silent(3000, recorded), true],
  ['less may lie between two beats', silent(2999, recorded), false],
  ['every lead more than half missing: the device says so itself', silent(9000, { I: lead(0.51), II: lead(1) }), false],
  ['one of them half there', silent(9000, { I: lead(0.5), II: lead(1) }), true],
  ['a beat was seen', { ...silent(9000, recorded), beats: normal.beats.slice(0, 1) }, false],
  ['a rhythm has a name', { ...silent(9000, recorded), rhythm: 'asystole' as const }, false],
])('%s', (_, measured, speaks) => {
  expect(said(measured) !== null).toBe(speaks);
});

test('says how long, and how many of the leads that were recorded are flat', () => {
  const finding = said(silent(4560, recorded));
  expect(finding).toMatchObject({ level: 'critical', confidence: 0.3, ruleSet: { id: 'set', version: '1' } });
  expect(finding?.evidence[0]).toMatchObject({ fromMs: 0, toMs: 4560, value: 4.56, unit: 's', threshold: 3 });
  expect(finding?.evidence[0]?.zh).toContain('4.6秒未见QRS，设备未报电极脱落；1/2个导联为直线');
});

const wave = (hz: number, uv: Record<string, number>) => ({ fromMs: 0, toMs: 9000, hz, uv });

test.each([
  [1.8, '约108次/分，0.9 mV'],
  [2.59, '约155次/分，0.9 mV'],
  [2.6, '约2.6次/秒，0.9 mV'],
  [4.96, '约5.0次/秒，0.9 mV'],
])('a wave of %f a second is told by the minute where hands press the chest, else by the second', (hz, text) => {
  expect(waveText(wave(hz, { I: 860, II: 300 }))[0]).toContain(text);
});

test('its height in a lead of its own, else that of the limb leads; in the chest none', () => {
  const measured = (uv: Record<string, number>): Judged => ({
    ...normal,
    patterns: { ...(normal.patterns as NonNullable<Judged['patterns']>), unrelatedWave: wave(5, uv) },
  });
  const heights = (uv: Record<string, number>) => ['II', 'aVF', 'V2'].map((name) => waveHeight(measured(uv), name));
  expect(heights({ I: 300, II: 100, V1: 900 })).toEqual([100, 300, 0]);
  expect(heights({ V1: 900 })).toEqual([0, 0, 0]);
  expect(waveHeight(normal, 'II')).toBe(0);
});
