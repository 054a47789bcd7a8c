// Nothing of a report is ever cut: whatever its words and its arrangement, all of them are on the paper, on the page, and clear of the grid.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrangements } from '../../../../core/ecg/paper/arrange.ts';
import type { Drawing } from '../../../../core/ecg/paper/drawing.ts';
import { canReadPdf, papersUnread, pdfWords } from '../../../../test/support/pdf-words.ts';
import { drawSheet } from './draw-sheet.ts';
import { createEcgPrinter } from './index.ts';
import type { SheetPen } from './pen.ts';
import { pulse, rate, sheet } from './sheet.test-data.ts';
import type { EcgSheet } from './sheet.ts';
import { page, pointsPerMm } from './units.ts';

interface Written {
  text: string;
  xMm: number;
  yMm: number;
  size: number;
  wide: number;
}

interface DrawnPage {
  written: Written[];
  drawings: { drawing: Drawing; xMm: number; yMm: number }[];
}

/** As wide as the shipped font is, near enough: a Chinese character is one em, a Latin letter rather less. */
const widthOf = (text: string, size: number) =>
  ([...text].reduce((sum, one) => sum + (one.charCodeAt(0) < 0x300 ? 0.56 : 1), 0) * size) / pointsPerMm;

function drawn(made: EcgSheet): DrawnPage[] {
  const pages: DrawnPage[] = [];
  const now = () => pages.at(-1) ?? { written: [], drawings: [] };
  const pen: SheetPen = {
    addPage: () => pages.push({ written: [], drawings: [] }),
    width: (text, size) => widthOf(text, size),
    write(text, x, yMm, { size, widthMm, align = 'left' }) {
      const wide = widthOf(text, size);
      const free = widthMm === undefined ? 0 : widthMm - wide;
      const xMm = x + (align === 'right' ? free : align === 'center' ? free / 2 : 0);
      now().written.push({ text, xMm, yMm, size, wide });
    },
    rule: () => undefined,
    strokes: (drawing, xMm, yMm) => now().drawings.push({ drawing, xMm, yMm }),
    picture: () => undefined,
    pdfPage: () => true,
    qr: () => undefined,
  };
  drawSheet(pen, made, (text) => text);
  return pages;
}

const bare = (text: string) => text.replaceAll(/\s/gu, '');
const wordsOf = (pages: readonly DrawnPage[]) =>
  pages.map(({ written }) => written.map((one) => bare(one.text)).join('')).join('');

/** How often each character stands in a text. */
function counted(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of bare(text)) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function missing(text: string, from: string): string {
  const there = counted(from);
  return [...counted(text)].flatMap(([one, count]) => ((there.get(one) ?? 0) < count ? [one] : [])).join('');
}

/** Numbered words: each can be looked for by itself. */
function prose(count: number, prefix: string, wordsALine: number): string {
  return Array.from(
    { length: count },
    (_, i) => `疑似急性前壁心肌梗死${prefix}${i}，请结合临床${(i + 1) % wordsALine === 0 ? '\n' : ''}`,
  ).join('');
}

/** Whose curves are full scale: all leads at ten seconds, or fewer. */
const leadSets = [
  ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
  ['MLII', 'V5', 'V1'],
  ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7', 'V8', 'V9', 'V3R', 'V4R', 'V5R'],
];

const anySheet = fc
  .record({
    conclusions: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 400 })),
    findings: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 800 })),
    measurements: fc.integer({ min: 0, max: 200 }),
    wordsALine: fc.integer({ min: 1, max: 5 }),
    arrangement: fc.constantFrom(...arrangements),
    leads: fc.constantFrom(...leadSets),
    longLabel: fc.boolean(),
    tracing: fc.boolean(),
  })
  .map(({ conclusions, findings, measurements, wordsALine, arrangement, leads, longLabel, tracing }) =>
    sheet({
      impression: prose(conclusions, 'C', wordsALine),
      findings: prose(findings, 'F', wordsALine),
      measurements: Array.from({ length: measurements }, (_, i) => ({
        label: `M${i}x${longLabel && i % 7 === 0 ? '某项很长的测量名称'.repeat(1 + (i % 9)) : 'QT'}`,
        value: String(400 + i),
        unit: 'ms',
      })),
      arrangement,
      tracing: tracing
        ? {
            ...pulse(),
            leads: leads.map((name) => ({ name, samples: pulse().leads[0]?.samples ?? new Float32Array(rate) })),
          }
        : null,
      scale: { speedMmPerS: 25, gainMmPerMv: arrangement === '12x1' ? 5 : 10 },
    }),
  );

describe('a printed ECG', () => {
  test('has every word of conclusion, findings and measurements, on the page and clear of the grid', () => {
    fc.assert(
      fc.property(anySheet, (made) => {
        const pages = drawn(made);
        const all = wordsOf(pages);
        expect(missing(made.impression, all)).toBe('');
        for (const [, word] of `${made.impression}${made.findings}`.matchAll(/([CF]\d+)，/gu))
          expect(all).toMatch(new RegExp(`${word}(?!\\d)`, 'u'));
        for (const { label, value } of made.measurements) {
          expect(all).toContain(label.slice(0, label.indexOf('x') + 1));
          expect(all).toContain(value);
        }
        expect(all).not.toContain('…');
        pages.forEach(({ written, drawings }, index) => {
          for (const { text, xMm, yMm, size, wide } of written) {
            expect(xMm, text).toBeGreaterThanOrEqual(page.side - 0.1);
            expect(xMm + wide, text).toBeLessThanOrEqual(page.width - page.side + 0.2);
            expect(yMm + (size * 1.3) / pointsPerMm, text).toBeLessThanOrEqual(page.height);
          }
          expect(all).toContain(`第${index + 1}页/共${pages.length}页`);
          expect(written.some(({ text }) => text === made.patient.name)).toBe(true);
          for (const { drawing, yMm } of drawings) {
            expect(yMm + drawing.heightMm).toBeLessThanOrEqual(182);
            const labels = new Set(drawing.labels.map((label) => label.text));
            const inside = written.filter(
              (one) =>
                one.yMm + one.size / pointsPerMm > yMm + 1.5 &&
                one.yMm < yMm + drawing.heightMm &&
                !labels.has(one.text),
            );
            expect(inside.map((one) => one.text)).toEqual([]);
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  test('keeps its millimetres: every lead is there, a second is 25.00 mm and a millivolt as many as the footer says', () => {
    fc.assert(
      fc.property(anySheet, (made) => {
        if (!made.tracing) return;
        const pages = drawn(made);
        const drawings = pages.flatMap((one) => one.drawings);
        const labels = new Set(drawings.flatMap(({ drawing }) => drawing.labels.map((label) => label.text)));
        const asked = made.arrangement === 'single' ? [] : made.tracing.leads.map((lead) => lead.name);
        for (const lead of asked) expect(labels).toContain(lead);
        const curves = drawings.flatMap(({ drawing }) =>
          drawing.strokes.filter((one) => one.kind === 'trace').flatMap((one) => one.lines),
        );
        // The pulse of 1 mV lasts from 6 to 7 s: curves that show both of its edges tell speed and gain.
        let told = 0;
        for (const line of curves) {
          const ys = Array.from(line).filter((_, i) => i % 2 === 1);
          const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
          const up = ys.indexOf(top);
          const down = ys.lastIndexOf(top);
          if (top === bottom || up === 0 || down === ys.length - 1) continue;
          told += 1;
          expect(Math.abs((bottom - top) / made.scale.gainMmPerMv - 1)).toBeLessThan(0.005);
          const wide = (line[2 * down + 2] ?? 0) - (line[2 * up] ?? 0);
          expect(Math.abs(wide / 25 - 1)).toBeLessThan(0.005);
        }
        expect(told).toBeGreaterThan(0);
      }),
      { numRuns: 12 },
    );
  });

  test('the last diagnosis of a long conclusion stands on the first page, above the tracing', () => {
    const impression = Array.from({ length: 9 }, (_, i) => `${i + 1}. 疑似第${i + 1}项诊断，请结合临床`).join('\n');
    const [front, ...more] = drawn(sheet({ impression, findings: prose(3, 'F', 9) }));
    expect(more).toHaveLength(0);
    expect(front?.written.some(({ text }) => text.includes('疑似第9项诊断'))).toBe(true);
    expect(front?.drawings).toHaveLength(1);
  });

  test('with more words the rhythm strip goes overleaf before a word does', () => {
    const impression = Array.from({ length: 27 }, (_, i) => `${i + 1}. 疑似第${i + 1}项诊断，请结合临床`).join('\n');
    const [front, back] = drawn(sheet({ impression, findings: prose(3, 'F', 9) }));
    expect(front?.drawings[0]?.drawing.labels).toHaveLength(12);
    expect(back?.drawings[0]?.drawing.labels.map((label) => label.text)).toEqual(['II']);
    expect(wordsOf(front ? [front] : [])).toContain('疑似第27项诊断');
  });

  test('right chest and posterior leads stand on a page of their own behind the columns', () => {
    const samples = pulse().leads[0]?.samples ?? new Float32Array(rate);
    const leads = (leadSets[2] ?? []).map((name) => ({ name, samples }));
    const pages = drawn(sheet({ tracing: { ...pulse(), leads } }));
    expect(pages).toHaveLength(2);
    const labels = pages[1]?.drawings[0]?.drawing.labels.map((label) => label.text);
    expect(labels).toEqual(['V7', 'V8', 'V9', 'V3R', 'V4R', 'V5R']);
  });

  test('a gain that is in doubt is said below the tracing', () => {
    const doubted = drawn(sheet({ scaleDoubt: { kind: 'too-high', medianMv: 8, largestMv: 12 } }));
    expect(wordsOf(doubted)).toContain('文件增益待核对');
    expect(wordsOf(drawn(sheet()))).not.toContain('待核对');
  });

  test('an impossible amplitude does not run through the words: it is cut and said', () => {
    const tall = pulse().leads.map(({ name, samples }) => ({ name, samples: samples.map((value) => value * 10) }));
    const [front] = drawn(sheet({ tracing: { ...pulse(), leads: tall } }));
    const { drawing } = front?.drawings[0] ?? { drawing: null };
    const ys = (drawing?.strokes ?? [])
      .filter(({ kind }) => kind === 'trace')
      .flatMap(({ lines }) => lines.flatMap((line) => Array.from(line).filter((_, i) => i % 2 === 1)));
    expect(Math.min(...ys)).toBeCloseTo(-12, 9);
    expect(wordsOf(front ? [front] : [])).toContain('已截断');
    expect(wordsOf(drawn(sheet()))).not.toContain('已截断');
  });

  test('what goes on overleaf says so', () => {
    const [front] = drawn(sheet({ findings: prose(120, 'F', 9) }));
    expect(wordsOf(front ? [front] : [])).toContain('所见：接下页');
  });
});

describe.runIf(canReadPdf)('the file', () => {
  const printer = createEcgPrinter();
  test.each(arrangements)('%s with a long report has every word', async (arrangement) => {
    const made = sheet({
      arrangement,
      impression: prose(14, 'C', 1),
      findings: prose(60, 'F', 9),
      measurements: Array.from({ length: 23 }, (_, i) => ({ label: `M${i}x`, value: String(i), unit: 'ms' })),
    });
    const words = pdfWords(await printer.renderEcg([made]));
    for (const [, word] of `${made.impression}${made.findings}`.matchAll(/([CF]\d+)，/gu))
      expect(words).toContain(word);
    for (const { label } of made.measurements) expect(words).toContain(label);
    expect(missing(made.impression + made.findings, words)).toBe('');
    expect(words).not.toContain('…');
  });
});

test.skipIf(canReadPdf)(papersUnread, () => undefined);
