// Calipers, display filters, footer and overview of the paper.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Caliper, marchOut, moved, onSample, readout, rrBefore } from './calipers.ts';
import { envelopeOf } from './envelope.ts';
import { baselineCorners, displayed, isFiltered, lowPassCorners, mainsFrequencies, noFilters } from './filters.ts';
import { footerText } from './footer.ts';
import { valuesOf, withMark } from './mark-values.ts';

describe('calipers', () => {
  test('time gives the rate, QT gives four corrections by name', () => {
    expect(readout({ kind: 'interval', id: 'a', fromMs: 1000, toMs: 200 })).toMatchObject({ ms: 800, bpm: 75 });
    expect(readout({ kind: 'interval', id: 'a', fromMs: 0, toMs: 90 })).toMatchObject({ ms: 90, bpm: null });
    const { qtc } = readout({ kind: 'qt', id: 'q', fromMs: 0, toMs: 368, rrMs: 982 });
    expect(Math.round(qtc?.fridericia ?? 0)).toBe(370);
    expect(Math.round(qtc?.bazett ?? 0)).toBe(371);
    expect(readout({ kind: 'qt', id: 'q', fromMs: 0, toMs: 368, rrMs: null }).qtc).toBeNull();
    expect(readout({ kind: 'amplitude', id: 'm', lead: 'V1', atMs: 0, fromUv: 0, toUv: -1250 }).mv).toBe(-1.25);
  });

  test.each([
    [149.9, null],
    [150, 400],
    [3000, 20],
    [3000.1, null],
  ])('%f ms between two beats are %s a minute', (toMs, bpm) => {
    expect(readout({ kind: 'interval', id: 'a', fromMs: 0, toMs }).bpm).toBe(bpm);
  });

  test('a QT of nothing, or an RR of nothing, gives no QTc; a marker says nothing', () => {
    expect(readout({ kind: 'qt', id: 'q', fromMs: 5, toMs: 5, rrMs: 800 }).qtc).toBeNull();
    expect(readout({ kind: 'qt', id: 'q', fromMs: 0, toMs: 400, rrMs: 0 }).qtc).toBeNull();
    const marker = { kind: 'marker', id: 'm', atMs: 5, text: '' } as Caliper;
    expect(readout(marker)).toEqual({ ms: null, bpm: null, mv: null, qtc: null });
  });

  test('each end moves by itself, a marker as a whole', () => {
    const caliper: Caliper = { kind: 'interval', id: 'a', fromMs: 100, toMs: 300 };
    expect(moved(caliper, 'from', 7, 0)).toEqual({ ...caliper, fromMs: 107 });
    const marker = { kind: 'marker', id: 'm', atMs: 5, text: '' } as Caliper;
    expect(moved(marker, 'from', 7, 3)).toEqual({ ...marker, atMs: 12 });
  });

  test('an amplitude moves in time as a whole, in voltage by its ends', () => {
    const caliper: Caliper = { kind: 'amplitude', id: 'm', lead: 'V1', atMs: 10, fromUv: 100, toUv: 300 };
    expect(moved(caliper, 'from', 2, 5)).toEqual({ ...caliper, atMs: 12, fromUv: 105 });
    expect(moved(caliper, 'to', 0, 5)).toEqual({ ...caliper, toUv: 305 });
    expect(moved(caliper, 'whole', 0, -5)).toEqual({ ...caliper, fromUv: 95, toUv: 295 });
  });

  test('moving the whole keeps the distance, moving an end changes it by the step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -9, max: 9 }), (to, by) => {
        const caliper: Caliper = { kind: 'march', id: 'p', fromMs: 100, toMs: to };
        expect(readout(moved(caliper, 'whole', by, 0)).ms).toBe(readout(caliper).ms);
        expect(moved(caliper, 'to', by, 0)).toMatchObject({ fromMs: 100, toMs: to + by });
      }),
    );
  });

  test('a ruler marches to both sides over the page; a distance of nothing does not', () => {
    expect(marchOut({ fromMs: 1000, toMs: 1800 }, 0, 4000)).toEqual([200, 1000, 1800, 2600, 3400]);
    expect(marchOut({ fromMs: 5, toMs: 5 }, 0, 4000)).toEqual([5, 5]);
    expect(marchOut({ fromMs: 0, toMs: 1 }, 0, 10_000)).toEqual([0, 1]);
    expect(marchOut({ fromMs: 3, toMs: 13 }, 0, 4000)).toHaveLength(400);
    expect(marchOut({ fromMs: 1800, toMs: 1000 }, 0, 4000)).toEqual([200, 1000, 1800, 2600, 3400]);
    expect(marchOut({ fromMs: 3, toMs: 13 }, 100, 4101)).toEqual([3, 13]);
    // Tenths that binary fractions miss by a hair still lie on the first and last edge.
    expect(marchOut({ fromMs: 0.1, toMs: 0.3 }, 0.1, 0.7)).toHaveLength(4);
  });

  test('ends lie on samples; RR comes from the beats before', () => {
    expect(onSample(333.4, 500)).toBe(334);
    expect(rrBefore([100, 900, 1650], 1700)).toBe(750);
    expect(rrBefore([100, 900, 1650], 1000)).toBe(800);
    expect(rrBefore([100, 900, 1650], 1650)).toBe(750);
    expect(rrBefore([100, 900], 50)).toBe(800);
    expect(rrBefore([100], 500)).toBeNull();
  });
});

describe('display filters', () => {
  const hz = 500;
  const sine = (frequency: number) =>
    Float32Array.from({ length: 20 * hz }, (_, i) => 1000 * Math.sin((2 * Math.PI * frequency * i) / hz));
  const peak = (samples: Float32Array) => Math.max(...samples.subarray(8 * hz, 12 * hz));

  test.each([
    ['low-pass', 40, { ...noFilters, lowPassHz: 40 as const }],
    ['low-pass', 100, { ...noFilters, lowPassHz: 100 as const }],
    ['baseline', 0.5, { ...noFilters, baselineHz: 0.5 as const }],
  ])('%s is 3 dB down at %d Hz', (_, frequency, filters) => {
    expect(peak(displayed(sine(frequency), hz, filters)) / 1000).toBeCloseTo(Math.SQRT1_2, 1);
  });

  test.each([
    [360, 150],
    [240, 100],
    [96, 40],
  ] as const)('sampled at %d Hz, a low-pass of %d Hz is 3 dB down there too', (rate, lowPassHz) => {
    // Off the sampling grid, so that the peaks are met somewhere.
    const at = lowPassHz * 0.997;
    const tone = Float32Array.from({ length: rate * 40 }, (_, i) => 1000 * Math.sin((2 * Math.PI * at * i) / rate));
    const shown = displayed(tone, rate, { ...noFilters, lowPassHz }).subarray(rate * 4, rate * 36);
    expect(Math.max(...shown) / 1000).toBeCloseTo(Math.SQRT1_2, 1);
  });

  test('the corners are those of the field; each of them is a filter that the paper has to name', () => {
    // AHA/ACC/HRS 2007, part I: 0.05 to 150 Hz for adults, 0.67 Hz without phase.
    expect([baselineCorners, lowPassCorners, mainsFrequencies]).toEqual([
      [0.05, 0.5, 0.67],
      [40, 100, 150],
      [50, 60],
    ]);
    const each = [{ baselineHz: 0.5 }, { lowPassHz: 40 }, { notchHz: 50 }, {}] as const;
    expect(each.map((one) => isFiltered({ ...noFilters, ...one }))).toEqual([true, true, true, false]);
  });

  test('a gap is as long as it was, whatever the filter', () => {
    const gap = sine(10).fill(Number.NaN, 100, 110);
    for (const filters of [{ lowPassHz: 40 as const }, { baselineHz: 0.5 as const }]) {
      const shown = displayed(gap, hz, { ...noFilters, ...filters });
      expect([...shown.keys()].filter((i) => Number.isNaN(shown[i]))).toEqual(
        [...Array(10).keys()].map((i) => 100 + i),
      );
    }
    const first = sine(10).fill(Number.NaN, 0, 1);
    expect(displayed(first, hz, { ...noFilters, lowPassHz: 40 })[0]).toBeNaN();
  });

  test('the notch takes the mains away and leaves 10 Hz', () => {
    const filters = { ...noFilters, notchHz: 50 as const };
    expect(peak(displayed(sine(50), hz, filters))).toBeLessThan(20);
    expect(peak(displayed(sine(10), hz, filters))).toBeGreaterThan(985);
  });

  test('a pulse stays where it was: no phase', () => {
    const pulse = Float32Array.from({ length: 4000 }, (_, i) => 1000 * Math.exp(-(((i - 2000) / 10) ** 2)));
    const shown = displayed(pulse, hz, { baselineHz: 0.67, lowPassHz: 40, notchHz: 50 });
    expect(shown.indexOf(Math.max(...shown))).toBe(2000);
  });

  test('without a filter the samples themselves; missing samples stay missing', () => {
    const samples = sine(1);
    expect(displayed(samples, hz, noFilters)).toBe(samples);
    samples[5000] = Number.NaN;
    const shown = displayed(samples, hz, { ...noFilters, lowPassHz: 40 });
    expect(shown[5000]).toBeNaN();
    expect(shown[5001]).toBeCloseTo(samples[5001] ?? 0, -1);
  });

  test('a filter beyond the band of the recording is left out', () => {
    const slow = sine(1);
    expect(displayed(slow, 100, { ...noFilters, lowPassHz: 150, notchHz: 50 })).toBe(slow);
  });
});

describe('footer', () => {
  const scale = { speedMmPerS: 25 as const, gainMmPerMv: 10 as const };
  test('names speed, gain, every filter and the device’s own', () => {
    expect(
      footerText(
        {
          scale,
          filters: { baselineHz: 0.5, lowPassHz: 40, notchHz: 50 },
          device: { highPassHz: 0.05, lowPassHz: 150 },
          sampleRateHz: 500,
        },
        'zh',
      ),
    ).toBe(
      '25 mm/s   10 mm/mV   基线滤波 0.5 Hz + 低通 40 Hz + 工频陷波 50 Hz   设备已滤波 0.05–150 Hz   采样率 500 Hz   Yishu ECG 1',
    );
    expect(footerText({ scale, filters: noFilters, device: undefined, sampleRateHz: 250 }, 'en')).toBe(
      '25 mm/s   10 mm/mV   Display unfiltered   Device filters unknown   Sampled at 250 Hz   Yishu ECG 1',
    );
  });

  test.each([
    [{ highPassHz: 0.051 }, 'Device filtered 0.05–? Hz'],
    [{ lowPassHz: 150 }, 'Device filtered ?–150 Hz'],
    [{ notchHz: 50 }, 'Device filtered Notch 50 Hz'],
    [{ highPassHz: 0.5, lowPassHz: 40, notchHz: 60 }, 'Device filtered 0.5–40 Hz + Notch 60 Hz'],
    [{}, 'Device filters unknown'],
  ])('what the device says of %j', (device, text) => {
    expect(footerText({ scale, filters: noFilters, device, sampleRateHz: 500 }, 'en').split('   ')[3]).toBe(text);
  });

  test.each([
    [250, 150, '25 mm/s   10 mm/mV   工频陷波 50 Hz   低通 150 Hz 不可用（达到采样率的一半）   '],
    [200, 100, '25 mm/s   10 mm/mV   工频陷波 50 Hz   低通 100 Hz 不可用（达到采样率的一半）   '],
    [100, 40, '25 mm/s   10 mm/mV   低通 40 Hz   工频陷波 50 Hz 不可用（达到采样率的一半）   '],
    [360, 150, '25 mm/s   10 mm/mV   低通 150 Hz + 工频陷波 50 Hz   '],
  ] as const)(
    'at %d Hz with a low-pass of %d Hz no filter is claimed that is none',
    (sampleRateHz, lowPassHz, start) => {
      const filters = { ...noFilters, lowPassHz, notchHz: 50 as const };
      expect(footerText({ scale, filters, device: undefined, sampleRateHz }, 'zh').startsWith(start)).toBe(true);
    },
  );
});

test('the overview keeps every spike and every gap', () => {
  const samples = new Float32Array(10_000);
  samples[4321] = -900;
  samples.fill(Number.NaN, 6000, 7000);
  const { low, high, stepMs } = envelopeOf(samples, 250, 100);
  expect(stepMs).toBe(400);
  expect(low[43]).toBe(-900);
  expect(high[65]).toBeNaN();
});

describe('marks on the median beat', () => {
  const marks = { pOnMs: 100, pOffMs: 200, qrsOnMs: 260, qrsOffMs: 350, tOffMs: 660 };
  test('give the intervals, and leave open what is absent', () => {
    expect(valuesOf(marks, 1000)).toMatchObject({ pMs: 100, prMs: 160, qrsMs: 90, qtMs: 400 });
    expect(valuesOf(marks, 1000).qtc?.bazett).toBe(400);
    expect(valuesOf({ ...marks, pOffMs: 100 }, 0)).toMatchObject({ pMs: null, qtc: null });
    expect(valuesOf({ ...marks, pOnMs: null }, null)).toEqual({
      pMs: null,
      prMs: null,
      qrsMs: 90,
      qtMs: 400,
      qtc: null,
    });
  });

  test('never pass each other', () => {
    expect(withMark(marks, 'qrsOnMs', 400).qrsOnMs).toBe(350);
    expect(withMark(marks, 'qrsOnMs', 0).qrsOnMs).toBe(200);
    expect(withMark(marks, 'tOffMs', 9000).tOffMs).toBe(9000);
    expect(withMark(marks, 'pOnMs', null).pOnMs).toBeNull();
    // Absent waves hold nothing back.
    expect(withMark({ ...marks, qrsOffMs: null, tOffMs: null }, 'qrsOnMs', 400).qrsOnMs).toBe(400);
    expect(withMark({ ...marks, pOnMs: null, pOffMs: null }, 'qrsOnMs', -5).qrsOnMs).toBe(0);
  });
});
