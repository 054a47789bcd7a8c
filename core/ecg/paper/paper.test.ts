// Paper in true millimetres: speeds and gains, layouts, calibration, breaks, gaps and thinning.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrangement, arrange, arrangements } from './arrange.ts';
import { breakStroke, calibrationStroke, drawPaper } from './drawing.ts';
import { layoutPaper, panelAt, timeAt, xAt } from './layout.ts';
import { paperGains, paperSpeeds } from './scale.ts';
import { paperSvg } from './svg.ts';
import { keptOf, tracePanel } from './trace.ts';
import { partOf, type Tracing, tracingOf } from './tracing.ts';

const twelve = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const rate = 500;

/** 10 s, each lead a step of `uv` from 1 s to 2 s. */
function stepped(uv: number, leads = twelve): Tracing {
  const samples = new Float32Array(10 * rate);
  samples.fill(uv, rate, 2 * rate);
  return {
    sampleRateHz: rate,
    startMs: 0,
    durationMs: 10_000,
    leads: leads.map((name) => ({ name, samples })),
    pacingMs: [],
  };
}

const request = (arrangement: Arrangement, more: Partial<Parameters<typeof layoutPaper>[0]> = {}) => ({
  arrangement,
  sequence: 'standard' as const,
  rhythmLeads: ['II'],
  scale: { speedMmPerS: 25 as const, gainMmPerMv: 10 as const },
  leads: twelve,
  durationMs: 10_000,
  ...more,
});

describe('true millimetres', () => {
  test.each(paperSpeeds.flatMap((speedMmPerS) => paperGains.map((gainMmPerMv) => ({ speedMmPerS, gainMmPerMv }))))(
    '$speedMmPerS mm/s and $gainMmPerMv mm/mV',
    (scale) => {
      const layout = layoutPaper(request('single', { scale }));
      const drawing = drawPaper(layout, stepped(1000));
      const [points] = drawing.strokes.find((stroke) => stroke.kind === 'trace')?.lines ?? [];
      const xs = Array.from(points ?? []).filter((_, i) => i % 2 === 0);
      const ys = Array.from(points ?? []).filter((_, i) => i % 2 === 1);
      expect(Math.max(...ys) - Math.min(...ys)).toBeCloseTo(scale.gainMmPerMv, 9);
      const raised = xs.filter((_, i) => (ys[i] ?? 0) < Math.max(...ys) - 0.001);
      const stepMm = scale.speedMmPerS / rate;
      expect((raised.at(-1) ?? 0) - (raised[0] ?? 0)).toBeGreaterThan(scale.speedMmPerS - 2 * stepMm - 0.05);
      expect((raised.at(-1) ?? 0) - (raised[0] ?? 0)).toBeLessThanOrEqual(scale.speedMmPerS);
      // Every sample lies where its clock says.
      expect(raised[0]).toBeCloseTo(layout.signalMm + scale.speedMmPerS, 9);
    },
  );

  test('the calibration pulse is 1 mV high and 200 ms wide, before the signal', () => {
    const layout = layoutPaper(request('3x4+1'));
    const pulse = calibrationStroke(layout);
    expect(pulse.lines).toHaveLength(4);
    for (const points of pulse.lines) {
      const xs = [points[2], points[6]].map(Number);
      const ys = [points[3], points[5]].map(Number);
      expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeCloseTo(5, 12);
      expect((ys[0] ?? 0) - (ys[1] ?? 0)).toBeCloseTo(10, 12);
      expect(Math.max(...points.filter((_, i) => i % 2 === 0))).toBeLessThanOrEqual(layout.signalMm);
    }
  });

  test('the grid has a line each millimetre and a heavy one each five', () => {
    const layout = layoutPaper(request('3x4+1'));
    const drawing = drawPaper(layout, stepped(0));
    const upright = (kind: string) =>
      drawing.strokes
        .filter((stroke) => stroke.kind === kind)
        .flatMap((stroke) => stroke.lines)
        .filter((line) => line[0] === line[2])
        .map((line) => line[0]);
    expect(upright('heavy')).toEqual(Array.from({ length: layout.widthMm / 5 + 1 }, (_, i) => i * 5));
    expect(upright('fine')).toHaveLength((layout.widthMm / 5) * 4);
    expect(layout.signalMm % 5).toBe(0);
    expect(layout.baselinesMm.every((y) => y % 5 === 0)).toBe(true);
  });
});

describe('arrangements', () => {
  test.each([
    ['3x4+1', ['I aVR V1 V4', 'II aVL V2 V5', 'III aVF V3 V6', 'II']],
    ['3x4+3', ['I aVR V1 V4', 'II aVL V2 V5', 'III aVF V3 V6', 'II', 'V1', 'V5']],
    ['6x2', ['I V1', 'II V2', 'III V3', 'aVR V4', 'aVL V5', 'aVF V6']],
    ['12x1', twelve],
    ['single', ['II']],
  ] as const)('%s', (arrangement, rows) => {
    const made = arrange(twelve, { arrangement, sequence: 'standard', rhythmLeads: ['II'] });
    expect(made.map((row) => row.cells.map((cell) => cell.label).join(' '))).toEqual(rows);
  });

  test('Cabrera: the frontal plane in order, aVR turned round and so labelled', () => {
    const rows = arrange(twelve, { arrangement: '3x4+1', sequence: 'cabrera', rhythmLeads: ['II'] });
    expect(rows.map((row) => row.cells.map((cell) => cell.label).join(' '))).toEqual([
      'aVL II V1 V4',
      'I aVF V2 V5',
      '-aVR III V3 V6',
      'II',
    ]);
    const layout = layoutPaper(request('12x1', { sequence: 'cabrera' }));
    const drawing = drawPaper(layout, stepped(1000));
    const minus = layout.panels.findIndex((panel) => panel.label === '-aVR');
    const line = drawing.strokes.find((stroke) => stroke.panel === minus)?.lines[0];
    const baseline = layout.panels[minus]?.baselineMm ?? 0;
    expect(Math.max(...(line?.filter((_, i) => i % 2 === 1) ?? []))).toBeCloseTo(baseline + 10, 9);
  });

  test('right-chest sets keep their own chest leads; two-lead records are stacked whatever is asked', () => {
    const right = [...twelve.slice(0, 6), 'V1', 'V2', 'V3R', 'V4R', 'V5R', 'V6R'];
    const rows = arrange(right, { arrangement: '3x4+1', sequence: 'standard', rhythmLeads: [] });
    expect(rows[0]?.cells.map((cell) => cell.lead)).toEqual(['I', 'aVR', 'V1', 'V4R']);
    for (const arrangement of arrangements.filter((one) => one !== 'single'))
      expect(
        arrange(['MLII', 'V5'], { arrangement, sequence: 'standard', rhythmLeads: ['II'] }).map(
          (row) => row.cells[0]?.lead,
        ),
      ).toEqual(['MLII', 'V5']);
  });

  test('columns are 2.5 s each on one clock; breaks stand where the lead changes, the strip below runs through', () => {
    const layout = layoutPaper(request('3x4+1'));
    expect(layout.breaks.map((one) => one.atMs)).toEqual([2500, 5000, 7500]);
    expect(layout.breaks.map((one) => one.xMm - layout.signalMm)).toEqual([62.5, 125, 187.5]);
    expect(layout.widthMm).toBe(260);
    const strip = layout.panels.at(-1);
    expect(strip).toMatchObject({ lead: 'II', rhythm: true, fromMs: 0, toMs: 10_000 });
    for (const one of layout.breaks) expect(strip && timeAt(strip, one.xMm, layout.scale)).toBeCloseTo(one.atMs, 9);
    expect(breakStroke(layout).lines).toHaveLength(3 * 3 * 2);
  });

  test('a narrow paper shows less time, never smaller millimetres', () => {
    const layout = layoutPaper(request('3x4+1', { scale: { speedMmPerS: 50, gainMmPerMv: 10 }, mostWidthMm: 277 }));
    expect(layout.widthMm).toBeLessThanOrEqual(280);
    expect(layout.toMs).toBeGreaterThan(5000);
    const [panel] = layout.panels;
    expect(panel && xAt(panel, panel.fromMs + 1000, layout.scale) - panel.x0Mm).toBe(50);
  });
});

describe('places', () => {
  test('a point finds its panel and its instant', () => {
    const layout = layoutPaper(request('3x4+1'));
    const panel = panelAt(layout, layout.signalMm + 62.5 + 25, 50);
    expect(panel).toMatchObject({ lead: 'aVL', fromMs: 2500 });
    expect(panel && timeAt(panel, layout.signalMm + 87.5, layout.scale)).toBeCloseTo(3500, 9);
    expect(panelAt(layout, 2, 2)).toBeNull();
  });
});

describe('curve', () => {
  const single = layoutPaper(request('single'));
  const [panel] = single.panels;
  const lines = (samples: Float32Array, hz: number, resolutionMm: number) =>
    panel ? tracePanel(samples, hz, panel, single.scale, { resolutionMm }) : [];

  test('missing samples interrupt the line, a lone sample stays', () => {
    const samples = Float32Array.from([0, 1, Number.NaN, 3, Number.NaN, 5, 6]);
    expect(lines(samples, 500, 0.01).map((line) => line.length / 2)).toEqual([2, 2, 2]);
    expect(lines(new Float32Array(100).fill(Number.NaN), 500, 0.01)).toEqual([]);
  });

  test('thinning keeps the lowest and the highest of every step and breaks at gaps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -5000, max: 5000 }) }, fc.constant(Number.NaN)), {
          minLength: 1,
          maxLength: 400,
        }),
        fc.integer({ min: 3, max: 60 }),
        (values, step) => {
          const samples = Float32Array.from(values);
          for (let from = 0; from < samples.length; from += step) {
            const to = Math.min(samples.length - 1, from + step - 1);
            const kept = keptOf(samples, from, to);
            const real = values.slice(from, to + 1).filter(Number.isFinite);
            const drawn = kept.filter((index) => index >= 0).map((index) => samples[index] ?? 0);
            expect(drawn.length > 0).toBe(real.length > 0);
            if (real.length > 0) {
              expect(Math.max(...drawn)).toBe(Math.max(...real));
              expect(Math.min(...drawn)).toBe(Math.min(...real));
            }
            const inOrder = kept.filter((index) => index >= 0);
            expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
            expect(kept.includes(-1)).toBe(real.length < to - from + 1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a spike of one sample in a day survives any thinning', () => {
    const samples = new Float32Array(250 * 60);
    samples[7777] = 3000;
    const wide = layoutPaper(request('single', { leads: ['II'], pageSeconds: 60 }));
    const [whole] = wide.panels;
    const drawn = whole ? tracePanel(samples, 250, whole, wide.scale, { resolutionMm: 20 }) : [];
    const ys = drawn.flatMap((line) => Array.from(line).filter((_, i) => i % 2 === 1));
    expect(Math.min(...ys)).toBeCloseTo((whole?.baselineMm ?? 0) - 30, 6);
    expect(ys.length).toBeLessThan(400);
  });
});

test('pacing marks stand apart from the curve, where the device claims them', () => {
  const layout = layoutPaper(request('single'));
  const drawing = drawPaper(layout, { ...stepped(0), pacingMs: [1000, 99_000] });
  const marks = drawing.strokes.find((stroke) => stroke.kind === 'pacing')?.lines ?? [];
  expect(marks).toHaveLength(1);
  expect(marks[0]?.[0]).toBeCloseTo(layout.signalMm + 25, 9);
});

test('a part of a long record draws the same curve as the whole', () => {
  const samples = Float32Array.from({ length: 60 * rate }, (_, i) => (i * 37) % 1009);
  const whole: Tracing = { ...stepped(0), durationMs: 60_000, leads: [{ name: 'II', samples }] };
  const layout = layoutPaper(request('single', { fromMs: 31_234 }));
  const curve = (tracing: Tracing) => drawPaper(layout, tracing, { grid: false }).strokes.at(-2)?.lines[0];
  const part = partOf(whole, layout.fromMs, layout.toMs);
  expect(part.startMs).toBe(26_234);
  expect(curve(part)?.length).toBe(curve(whole)?.length);
  const [drawn, expected] = [curve(part) ?? [], curve(whole) ?? []];
  let furthest = 0;
  for (let i = 0; i < drawn.length; i++) furthest = Math.max(furthest, Math.abs((drawn[i] ?? 0) - (expected[i] ?? 0)));
  expect(furthest).toBeLessThan(1e-9);
});

test('a recording without a waveform has no tracing; missing limb leads are derived', () => {
  expect(tracingOf({ waveforms: [], vendorPacingMs: [] })).toBeNull();
  const samples = Float32Array.from([100, 200]);
  const made = tracingOf({
    waveforms: [
      {
        kind: 'rhythm',
        sampleRateHz: 500,
        startMs: 0,
        leads: [
          { name: 'I', samples },
          { name: 'II', samples: Float32Array.from([300, 300]) },
        ],
      },
    ],
    vendorPacingMs: [],
  });
  expect(Array.from(made?.leads.find((lead) => lead.name === 'III')?.samples ?? [])).toEqual([200, 100]);
});

test('SVG says its size in millimetres and holds no markup of a lead name', () => {
  const layout = layoutPaper(request('single', { leads: ['<b>'], rhythmLeads: [] }));
  const svg = paperSvg(drawPaper(layout, stepped(0, ['<b>'])));
  expect(svg).toContain(`width="${layout.widthMm}mm"`);
  expect(svg).not.toContain('<b>');
});
