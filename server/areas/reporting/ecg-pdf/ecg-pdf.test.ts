// The printed ECG read back from its own strokes: 25.00 mm a second, 10.00 mm a millivolt, within half a percent.
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Tracing } from '../../../../core/ecg/paper/tracing.ts';
import { createEcgPrinter } from './index.ts';
import { pulse, rate, sheet } from './sheet.test-data.ts';
import type { EcgSheet } from './sheet.ts';
import { page } from './units.ts';

type Points = [x: number, y: number][];

/** All polylines of the file in mm from the upper left corner, by line colour. */
function strokesOf(bytes: Uint8Array): Map<string, Points[]> {
  const text = Buffer.from(bytes).toString('latin1');
  const mm = 25.4 / 72;
  const found = new Map<string, Points[]>();
  let colour = '';
  let line: Points = [];
  for (const [, numbers = '', operator = ''] of text.matchAll(/((?:-?[\d.]+ )+)(m|l|SCN|RG|scn)\b/gu)) {
    const values = numbers.trim().split(' ').map(Number);
    if (operator === 'SCN' || operator === 'RG') colour = values.map((value) => Math.round(value * 255)).join(',');
    if (operator === 'm') {
      line = [[(values[0] ?? 0) * mm, (values[1] ?? 0) * mm]];
      found.set(colour, [...(found.get(colour) ?? []), line]);
    }
    if (operator === 'l') line.push([(values[0] ?? 0) * mm, (values[1] ?? 0) * mm]);
  }
  return found;
}

const rgb = (hex: string): string => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(',');
const printer = createEcgPrinter({ compress: false });

describe('printed ECG', () => {
  test('has a line each millimetre and a heavy one each five', async () => {
    const strokes = strokesOf(await printer.renderEcg([sheet()]));
    const upright = (hex: string) =>
      (strokes.get(rgb(hex)) ?? []).filter((line) => line[0]?.[0] === line[1]?.[0]).map((line) => line[0]?.[0] ?? 0);
    const heavy = upright('#e89e98');
    const all = [...heavy, ...upright('#f6d0cd')].sort((a, b) => a - b);
    expect(heavy.length).toBe(53);
    for (let i = 1; i < heavy.length; i++) expect((heavy[i] ?? 0) - (heavy[i - 1] ?? 0)).toBeCloseTo(5, 2);
    for (let i = 1; i < all.length; i++) expect((all[i] ?? 0) - (all[i - 1] ?? 0)).toBeCloseTo(1, 2);
    // 260 mm within half a percent of themselves.
    expect(Math.abs((all.at(-1) ?? 0) - (all[0] ?? 0) - 260)).toBeLessThan(0.013);
  });

  test.each([
    { speedMmPerS: 25, gainMmPerMv: 10 },
    { speedMmPerS: 25, gainMmPerMv: 5 },
    { speedMmPerS: 12.5, gainMmPerMv: 20 },
  ] as const)('a pulse of 1 mV and 1 s is $gainMmPerMv mm high and $speedMmPerS mm wide', async (scale) => {
    const strokes = strokesOf(await printer.renderEcg([sheet({ scale, arrangement: 'single' })]));
    const curves = (strokes.get(rgb('#101418')) ?? []).filter((line) => line.length > 100);
    expect(curves).toHaveLength(1);
    const [curve = []] = curves;
    const ys = curve.map(([, y]) => y);
    const high = Math.max(...ys) - Math.min(...ys);
    expect(Math.abs(high / scale.gainMmPerMv - 1)).toBeLessThan(0.005);
    const middle = (Math.max(...ys) + Math.min(...ys)) / 2;
    const crossings = curve.flatMap(([x, y], i) => {
      const [beforeX, beforeY] = curve[i - 1] ?? [x, y];
      return (beforeY - middle) * (y - middle) < 0 ? [(beforeX + x) / 2] : [];
    });
    expect(crossings).toHaveLength(2);
    const wide = (crossings[1] ?? 0) - (crossings[0] ?? 0);
    expect(Math.abs(wide / scale.speedMmPerS - 1)).toBeLessThan(0.005);
  });

  test('the calibration pulse is 10.00 mm by 5.00 mm', async () => {
    const strokes = strokesOf(await printer.renderEcg([sheet()]));
    const pulses = (strokes.get(rgb('#101418')) ?? []).filter((line) => line.length === 6);
    expect(pulses).toHaveLength(4);
    for (const line of pulses) {
      expect((line[3]?.[0] ?? 0) - (line[1]?.[0] ?? 0)).toBeCloseTo(5, 2);
      expect((line[1]?.[1] ?? 0) - (line[2]?.[1] ?? 0)).toBeCloseTo(10, 2);
    }
  });

  test.each(['3x4+1', '3x4+3', '6x2', '12x1', 'single'] as const)('%s stays on the page', async (arrangement) => {
    const strokes = strokesOf(await printer.renderEcg([sheet({ arrangement })]));
    const points = ['#101418', '#e89e98', '#f6d0cd'].flatMap((hex) => (strokes.get(rgb(hex)) ?? []).flat());
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    expect(xs.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(5);
    expect(xs.reduce((a, b) => Math.max(a, b))).toBeLessThan(page.width - 5);
    // Neither into the head above nor into the signatures below.
    expect(ys.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(32);
    expect(ys.reduce((a, b) => Math.max(a, b))).toBeLessThan(page.height - 24);
  });

  test('a long record has a page for each beginning; a picture says that it has no curve', async () => {
    const long: Tracing = {
      ...pulse(),
      durationMs: 60_000,
      leads: [{ name: 'MLII', samples: new Float32Array(60 * rate) }],
    };
    const text = async (made: EcgSheet) => Buffer.from(await printer.renderEcg([made])).toString('latin1');
    expect((await text(sheet({ tracing: long, fromMs: [0, 20_000, 40_000] }))).match(/\/Type \/Page\b/gu)).toHaveLength(
      3,
    );
    expect((await text(sheet({ tracing: null }))).match(/\/Type \/Page\b/gu)).toHaveLength(1);
  });

  test.each(['image/png', 'image/jpeg'] as const)(
    'as %s the page has its size, its grid and its text',
    async (type) => {
      const bytes = await printer.renderEcgPicture(sheet(), { type, dpi: 150, page: 0 });
      const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      // A4 landscape at 150 dpi.
      expect([info.width, info.height]).toEqual([1754, 1240]);
      const perMm = 150 / 25.4;
      const dark = (x0: number, y0: number, x1: number, y1: number) => {
        let count = 0;
        for (let y = Math.round(y0 * perMm); y < y1 * perMm; y += 1)
          for (let x = Math.round(x0 * perMm); x < x1 * perMm; x += 1)
            if ((data[(y * info.width + x) * info.channels] ?? 255) < 90) count += 1;
        return count;
      };
      // The patient's name, the hospital in the middle, the code at the right; nothing in the margin.
      expect(dark(12, 17, 32, 23)).toBeGreaterThan(100);
      expect(dark(120, 6, 180, 12)).toBeGreaterThan(100);
      expect(dark(270, 180, 286, 200)).toBeGreaterThan(500);
      expect(dark(0, 0, 10, 210)).toBe(0);
    },
  );

  test('as a picture without a page number all pages stand below each other', async () => {
    const made = sheet({ findings: '所见很长，分页。'.repeat(300) });
    const bytes = await printer.renderEcgPicture(made, { type: 'image/jpeg', dpi: 72, page: null });
    const { width = 0, height = 0 } = await sharp(bytes).metadata();
    const file = Buffer.from(await printer.renderEcg([made])).toString('latin1');
    const count = file.match(/\/Type \/Page\b/gu)?.length ?? 0;
    expect(count).toBeGreaterThan(1);
    expect([width, height]).toEqual([842, 595 * count]);
  });

  test('embeds its fonts and says no name wrong: rare characters are named', async () => {
    const bytes = await printer.renderEcg([sheet({ patient: { name: '𠮷某', sex: '男', age: '1岁', number: '1' } })]);
    const text = Buffer.from(bytes).toString('latin1');
    expect(text).toContain('/FontFile2');
    expect(text).toContain('NotoSansSC');
  });
});
