// The small print of a long record: every minute has its place, one spike of a day is on the paper, gaps stay gaps.
import { expect, test } from 'vitest';
import { envelopeOf } from './envelope.ts';
import {
  clockText,
  disclosureMarginMm,
  disclosurePages,
  disclosureScale,
  disclosureSteps,
  drawDisclosure,
} from './full-disclosure.ts';

const hour = 3_600_000;

test('pages follow each other without a hole and end with the record', () => {
  for (const durationMs of [61_000, 600_000, hour, 24 * hour + 7_000]) {
    const pages = disclosurePages(durationMs, 150);
    expect(pages[0]?.fromMs).toBe(0);
    expect(pages.at(-1)?.toMs).toBe(durationMs);
    pages.slice(1).forEach((page, index) => {
      expect(page.fromMs).toBe(pages[index]?.toMs);
    });
  }
  expect(disclosurePages(24 * hour, 150)).toHaveLength(24);
});

test('a spike of one sample is drawn at its place in its row, and a gap is not bridged', () => {
  const durationMs = 2 * hour;
  const samples = new Float32Array((durationMs / 1000) * 10);
  // 0:03:00, one minute into the second row.
  samples[180 * 10] = 2000;
  samples.fill(Number.NaN, 4 * 60 * 10, 4 * 60 * 10 + 300);
  const envelope = envelopeOf(samples, 10, disclosureSteps(durationMs));
  const [first] = disclosurePages(durationMs, 150);
  if (!first) throw new Error('no page');
  const drawing = drawDisclosure(envelope, durationMs, first);
  const lines = drawing.strokes[0]?.lines ?? [];
  const scale = disclosureScale(durationMs);
  const second = lines.find((line) => Math.abs((line[1] ?? 0) - 1.6 * scale.rowMm) < 0.01);
  const points = Array.from({ length: (second?.length ?? 0) / 2 }, (_, i) => [
    second?.[2 * i] ?? 0,
    second?.[2 * i + 1] ?? 0,
  ]);
  const top = points.reduce((a, b) => ((b[1] ?? 0) < (a[1] ?? 0) ? b : a));
  expect(top[0]).toBeCloseTo(disclosureMarginMm + 120, 0);
  expect(1.6 * scale.rowMm - (top[1] ?? 0)).toBeCloseTo(2 * scale.gainMmPerMv, 6);
  // The row with the gap begins after it: 30 s of 120 are missing.
  const third = lines.find((line) => Math.abs((line[1] ?? 0) - 2.6 * scale.rowMm) < 0.01);
  expect(third?.[0]).toBeCloseTo(disclosureMarginMm + 60, 0);
  expect(drawing.labels.map((label) => label.text).slice(0, 3)).toEqual(['0:00:00', '0:02:00', '0:04:00']);
});

test('the time of a day is written with its hours', () => {
  expect(clockText(26 * hour + 61_000)).toBe('26:01:01');
});
