// The words of a report beside its tracing, in ever closer settings: the first that leaves the tracing its room is taken.
import type { Shown } from './furniture.ts';
import {
  type MeasureRow,
  measureRowMm,
  measureRows,
  measureText,
  measureWidthMm,
  writeMeasureRows,
} from './measure-rows.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import {
  balanced,
  heightOf,
  linesOf,
  type Ruler,
  type Section,
  sectionLines,
  type TextLine,
  type TextStyle,
  titleStyle,
  writeLines,
} from './text-lines.ts';
import { contentMm, page } from './units.ts';

const gapMm = 8;
const textWidthMm = contentMm - measureWidthMm - gapMm;
const columnGapMm = 6;
const conclusionTitle = '诊断意见';
const findingsTitle = '所见';

const roomy: { conclusion: TextStyle; findings: TextStyle } = {
  conclusion: { size: 11, bold: true, leading: 1.3 },
  findings: { size: 9.2, leading: 1.3 },
};
const close: typeof roomy = {
  conclusion: { size: 9.5, bold: true, leading: 1.22 },
  findings: { size: 8.5, leading: 1.2 },
};

/** What stands above the tracing on the first page. */
export interface Wording {
  heightMm: number;
  draw(pen: SheetPen, yMm: number): void;
  /** What has no place there, for the pages that follow. */
  rest: Section[];
}

export function conclusionOf(sheet: EcgSheet, shown: Shown): Section {
  return {
    title: sheet.positive ? `${conclusionTitle}（${shown(sheet.positive)}）` : conclusionTitle,
    text: shown(sheet.impression),
    style: close.conclusion,
  };
}

export function findingsOf(sheet: EcgSheet, shown: Shown): Section {
  return { title: findingsTitle, text: shown(sheet.findings), style: close.findings };
}

/** Measurements as running text: one a line. */
export function measurementsOf(sheet: EcgSheet, shown: Shown, from = 0): Section {
  const lines = sheet.measurements.slice(from).map((one) => shown(`${one.label}  ${measureText(one)}`));
  return { title: '测量值', text: lines.join('\n'), style: { size: 8.6, leading: 1.25 } };
}

interface Side {
  heightMm: number;
  draw(pen: SheetPen, xMm: number, yMm: number): void;
}

function single(lines: readonly TextLine[]): Side {
  return { heightMm: heightOf(lines), draw: (pen, x, y) => writeLines(pen, lines, x, y) };
}

function paired(lines: readonly TextLine[], columnMm: number): Side {
  const [left, right] = balanced(lines);
  return {
    heightMm: Math.max(heightOf(left), heightOf(right)),
    draw(pen, x, y) {
      writeLines(pen, left, x, y);
      writeLines(pen, right, x + columnMm + columnGapMm, y);
    },
  };
}

interface Part {
  rows: readonly MeasureRow[];
  conclusion: Side;
  findings: readonly TextLine[];
  rest: Section[];
  notice: string;
}

function wordingOf(ruler: Ruler, sheet: EcgSheet, shown: Shown, part: Part): Wording {
  const [title] = linesOf(ruler, conclusionTitle, titleStyle, textWidthMm);
  const titleMm = title?.heightMm ?? 0;
  const positive = shown(sheet.positive);
  const notice = linesOf(ruler, part.notice, { size: 8.5, bold: true, leading: 1.3 }, textWidthMm);
  const findingsAt = titleMm + part.conclusion.heightMm + (part.findings.length > 0 ? 1 : 0);
  const noticeAt = findingsAt + heightOf(part.findings);
  return {
    heightMm: Math.max(part.rows.length * measureRowMm, noticeAt + heightOf(notice)),
    rest: part.rest,
    draw(pen, y) {
      const left = page.side + measureWidthMm + gapMm;
      writeMeasureRows(pen, part.rows, page.side, y);
      if (title) writeLines(pen, [title], left, y);
      if (positive) pen.write(positive, left, y, { size: 8.6, widthMm: textWidthMm, align: 'right' });
      part.conclusion.draw(pen, left, y + titleMm);
      writeLines(pen, part.findings, left, y + findingsAt);
      writeLines(pen, notice, left, y + noticeAt);
    },
  };
}

const findingsText = (sheet: EcgSheet): string =>
  sheet.findings.trim() === '' ? '' : `${findingsTitle}：${sheet.findings.trim().replace(/\s*\n+\s*/gu, ' ')}`;

/** Everything, from the roomiest setting to the closest. */
export function wordings(ruler: Ruler, sheet: EcgSheet, shown: Shown): Wording[] {
  const rows = measureRows(ruler, sheet, shown);
  const column = (textWidthMm - columnGapMm) / 2;
  const conclusion = shown(sheet.impression);
  const setting = (style: typeof roomy, side: Side): Wording =>
    wordingOf(ruler, sheet, shown, {
      rows,
      conclusion: side,
      findings: linesOf(ruler, shown(findingsText(sheet)), style.findings, textWidthMm),
      rest: [],
      notice: '',
    });
  const tight = [
    setting(close, single(linesOf(ruler, conclusion, close.conclusion, textWidthMm))),
    setting(close, paired(linesOf(ruler, conclusion, close.conclusion, column), column)),
  ].sort((a, b) => a.heightMm - b.heightMm);
  return [setting(roomy, single(linesOf(ruler, conclusion, roomy.conclusion, textWidthMm))), ...tight];
}

/** The whole conclusion within a height, with what measurements fit beside it; findings follow on the next page. Null: it does not fit. */
export function conclusionFirst(ruler: Ruler, sheet: EcgSheet, shown: Shown, heightMm: number): Wording | null {
  const rows = measureRows(ruler, sheet, shown);
  const most = Math.max(0, Math.floor(heightMm / measureRowMm));
  // Rows and entries are not one to one: what is left out of the rows is told again whole on the next page.
  const whole = rows.length <= most;
  const rest = [
    ...(sheet.findings.trim() === '' ? [] : [findingsOf(sheet, shown)]),
    ...(whole ? [] : [measurementsOf(sheet, shown)]),
  ];
  const notice = rest.map(({ title }) => title).join('、');
  const column = (textWidthMm - columnGapMm) / 2;
  const text = shown(sheet.impression);
  const made = [
    single(linesOf(ruler, text, close.conclusion, textWidthMm)),
    paired(linesOf(ruler, text, close.conclusion, column), column),
  ].map((conclusion) =>
    wordingOf(ruler, sheet, shown, {
      rows: rows.slice(0, most),
      conclusion,
      findings: [],
      rest,
      notice: notice === '' ? '' : `${notice}${whole ? '' : '（全部）'}：接下页`,
    }),
  );
  return made.find((one) => one.heightMm <= heightMm) ?? null;
}

/** All sections in the order of their weight: the conclusion first. */
export const sectionsOf = (sheet: EcgSheet, shown: Shown): Section[] => [
  conclusionOf(sheet, shown),
  findingsOf(sheet, shown),
  measurementsOf(sheet, shown),
];

export const sectionsLines = (ruler: Ruler, sections: readonly Section[], widthMm: number): TextLine[] =>
  sections.flatMap((section) => sectionLines(ruler, section, widthMm));
