// Measurements of synthetic recordings against their truth; formulas against worked values; what must stay null.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  irregular,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { frontalAxis } from './axis.ts';
import { measureRecording } from './measure-recording.ts';
import { correctedQt } from './qtc.ts';
import { leadReversal } from './reversal.ts';

const measure = (beats: ReturnType<typeof steady>, options: SyntheticOptions = {}) => {
  const measured = measureRecording(asRecording(syntheticEcg(beats, options)));
  if (!measured) throw new Error('nothing measured');
  return measured;
};

describe('corrected QT', () => {
  test.each([
    [400, 1000, { bazett: 400, fridericia: 400, framingham: 400, hodges: 400 }],
    [360, 640, { bazett: 450, fridericia: 417.7, framingham: 415.4, hodges: 419.1 }],
    [452, 1250, { bazett: 404.3, fridericia: 419.6, framingham: 413.5, hodges: 431 }],
  ])('QT %i ms at RR %i ms', (qt, rr, expected) => {
    const found = correctedQt(qt, rr);
    for (const formula of ['bazett', 'fridericia', 'framingham', 'hodges'] as const) {
      expect(found[formula]).toBeCloseTo(expected[formula], 0);
    }
  });
});

describe('axis', () => {
  test.each([
    [1000, 0, 0],
    [0, 1000, 90],
    [-1000, 0, 180],
    [0, -1000, -90],
    [1000, (1000 * Math.sqrt(3)) / 2, 45],
    [-1000, (-1000 * Math.sqrt(3)) / 2, -135],
  ])('I %i and aVF %i give %i degrees', (I, aVF, degrees) => {
    const axis = frontalAxis(I, aVF, 10);
    expect(axis.state === 'measured' ? axis.degrees : Number.NaN).toBeCloseTo(degrees);
  });

  test('near zero there is no direction', () => {
    expect(frontalAxis(3, -4, 10)).toEqual({ state: 'indeterminate' });
    expect(frontalAxis(Number.NaN, 4, 10)).toEqual({ state: 'absent' });
  });
});

describe('a sinus rhythm', () => {
  test.each([
    ['as it is', {}],
    ['250 Hz', { sampleRateHz: 250 }],
    ['1000 Hz', { sampleRateHz: 1000 }],
    ['long PR, wide QRS, long QT', { prMs: 230, qrsMs: 124, qtMs: 450 }],
    ['noise', { noiseUv: 15 }],
  ] as [string, SyntheticOptions][])('%s', (_, options) => {
    const truth = { pMs: 100, prMs: 160, qrsMs: 90, qtMs: 390, ...options };
    const measured = measure(steady(12, 0.85), options);
    expect(measured.heartRateBpm).toBeCloseTo(60 / 0.85, 0);
    expect(measured.rhythm).toBe('sinus-rhythm');
    // IEC 60601-2-25, calibration and analytical ECGs: P and PQ 10 ms, QRS 6 ms, QT 12 ms; one sample more at 250 Hz.
    const sample = 1000 / measured.sampleRateHz;
    expect(Math.abs((measured.pMs ?? 0) - truth.pMs)).toBeLessThanOrEqual(10 + sample);
    expect(Math.abs((measured.prMs ?? 0) - truth.prMs)).toBeLessThanOrEqual(10 + sample);
    expect(Math.abs((measured.qrsMs ?? 0) - truth.qrsMs)).toBeLessThanOrEqual(6 + sample);
    expect(Math.abs((measured.qtMs ?? 0) - truth.qtMs)).toBeLessThanOrEqual(12 + sample);
    expect(measured.axisDeg.qrs).toBeGreaterThan(35);
    expect(measured.axisDeg.qrs).toBeLessThan(60);
    for (const name of ['heartRateBpm', 'prMs', 'qrsMs', 'qtMs', 'rhythm'] as const) {
      expect(measured.confidence[name]).toBeGreaterThan(0.5);
    }
  });

  test('amplitudes within 25 uV or 5 % (IEC 60601-2-25)', () => {
    const { amplitudes } = measure(steady(12, 0.85), { noiseUv: 2 });
    const near = (value: number | null | undefined, truth: number) => {
      expect(Math.abs((value ?? Number.NaN) - truth)).toBeLessThanOrEqual(Math.max(25, 0.05 * Math.abs(truth)));
    };
    near(amplitudes.V4?.r, 1300);
    near(amplitudes.V2?.s, -1300);
    near(amplitudes.II?.p, 140);
    near(amplitudes.II?.t, 320);
    near(amplitudes.V5?.q, -80);
    expect(amplitudes.V2?.q).toBeNull();
    near(amplitudes.II?.stJ80, 0);
  });

  test('ST elevation is measured where it is', () => {
    const { amplitudes } = measure(steady(12, 0.85), { stUv: { II: 220, V2: -130 } });
    expect(amplitudes.II?.stJ60).toBeGreaterThan(170);
    expect(amplitudes.V2?.stJ60).toBeLessThan(-90);
    expect(Math.abs(amplitudes.V5?.stJ60 ?? 999)).toBeLessThan(30);
  });

  test('gain changes amplitudes and nothing else', () => {
    const base = measure(steady(10, 0.85));
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2.5, noNaN: true }), (gain) => {
        const ecg = syntheticEcg(steady(10, 0.85));
        const scaled = {
          ...ecg,
          leads: ecg.leads.map(({ name, samples }) => ({ name, samples: samples.map((value) => gain * value) })),
        };
        const measured = measureRecording(asRecording(scaled));
        expect(measured?.qrsMs).toBeCloseTo(base.qrsMs ?? 0, 5);
        expect(Math.abs((measured?.qtMs ?? 0) - (base.qtMs ?? 0))).toBeLessThanOrEqual(4);
        expect((measured?.amplitudes.V4?.r ?? 0) / gain).toBeCloseTo(base.amplitudes.V4?.r ?? 0, -1);
      }),
      { numRuns: 8 },
    );
  });
});

describe('null is an answer', () => {
  test('no PR without P', () => {
    const measured = measure(steady(12, 0.85).map((beat) => ({ ...beat, kind: 'no-p' as const })));
    expect([measured.pMs, measured.prMs, measured.axisDeg.p]).toEqual([null, null, null]);
    expect(measured.qrsMs).not.toBeNull();
  });

  test('no PR in atrial fibrillation', () => {
    const measured = measure(irregular(14), { fibrillationUv: 40 });
    expect(measured.rhythm).toBe('atrial-fibrillation');
    expect(measured.prMs).toBeNull();
  });

  test('neither PR nor QT of paced beats; the spike is no QRS', () => {
    const measured = measure(
      steady(12, 0.85).map((beat) => ({ ...beat, kind: 'paced' as const })),
      { sampleRateHz: 1000 },
    );
    expect(measured.rhythm).toBe('paced-rhythm');
    expect([measured.prMs, measured.qtMs, measured.qtc.bazett]).toEqual([null, null, null]);
    expect(measured.qrsMs).toBeLessThan(190);
    expect(measured.quality.pacingSpikesMs.length).toBe(12);
  });

  test.each([
    ['silence', new Float32Array(5000)],
    ['a lead that is off', new Float32Array(5000).fill(Number.NaN)],
    ['noise', syntheticEcg([], { seconds: 10, noiseUv: 250, leads: ['II'] }).leads[0]?.samples ?? new Float32Array(0)],
    ['two samples', Float32Array.of(1, 2)],
    ['no sample', new Float32Array(0)],
  ])('%s has no values and an honest quality', (_, samples) => {
    const recording = asRecording(syntheticEcg([], { seconds: 1 }));
    const measured = measureRecording({
      ...recording,
      waveforms: [{ kind: 'rhythm', sampleRateHz: 500, startMs: 0, leads: [{ name: 'II', samples }] }],
    });
    expect(measured?.heartRateBpm).toBeNull();
    expect(measured?.qtMs).toBeNull();
    expect(measured?.quality.score).toBeLessThan(0.2);
    // That nothing can be read is the one thing that may be said.
    expect(measured?.critical.filter(({ rule }) => rule !== 'no-signal')).toEqual([]);
    expect(measured?.surelyNormal.holds).toBe(false);
  });

  test('no waveform, nothing measured', () => {
    expect(measureRecording({ ...asRecording(syntheticEcg([])), waveforms: [] })).toBeNull();
  });
});

describe('lead reversal', () => {
  const upright = { p: 100, q: null, r: 900, s: null, t: 300, stJ: 0, stJ60: 0, stJ80: 0, qDurationMs: null };
  const turned = { ...upright, p: -100, q: -900, r: null, t: -300 };

  test.each([
    ['arms exchanged', { I: turned, II: upright, V6: upright }, {}, 'left-right-arm'],
    ['right arm and left leg', { I: upright, II: turned, aVF: turned, V6: upright }, {}, 'right-arm-left-leg'],
    ['right arm and right leg', { I: upright, II: upright }, { I: 900, II: 40, III: 900 }, 'right-arm-right-leg'],
    ['none', { I: upright, II: upright, V6: upright, aVF: upright }, {}, undefined],
  ])('%s', (_, amplitudes, range, hint) => {
    expect(leadReversal(amplitudes, range)?.hint).toBe(hint);
  });
});

test('in coarse ventricular fibrillation no rate is measured and none of its crests is a beat', () => {
  for (const hz of [3.5, 5, 6.5]) {
    const ecg = syntheticEcg([], { seconds: 12 });
    ecg.leads.forEach(({ samples }, k) => {
      let phase = k * 0.4;
      for (let i = 0; i < samples.length; i++) {
        phase += (2 * Math.PI * hz * (1 + 0.12 * Math.sin(i / 700))) / ecg.sampleRateHz;
        const size = 500 * (0.7 + 0.3 * Math.sin(i / 260 + k));
        samples[i] = (samples[i] ?? 0) + size * Math.sin(phase) + 0.3 * size * Math.sin(1.37 * phase);
      }
    });
    const measured = measureRecording(asRecording(ecg));
    expect(measured).toMatchObject({ rhythm: 'ventricular-fibrillation', heartRateBpm: null, beats: [], prMs: null });
    expect(measured?.critical.map(({ level }) => level)).toContain('critical');
    expect(measured?.surelyNormal.holds).toBe(false);
  }
});
