// One ECG report on A4 landscape. The words are laid out first and get the height that they need; the tracing keeps its millimetres and
// takes what is left, without its rhythm strips or on a page of its own where it must. Nothing is cut: what has no place goes on overleaf.

import { leftOut } from '../../../../core/ecg/paper/arrange.ts';
import type { PaperLayout } from '../../../../core/ecg/paper/layout.ts';
import type { Tracing } from '../../../../core/ecg/paper/tracing.ts';
import { documentPages } from './document-pages.ts';
import { bodyEnd, drawFoot, drawHead, type Shown } from './furniture.ts';
import { matrixPages } from './matrix-pages.ts';
import { overviewPages } from './overview-pages.ts';
import { backRoom, drawLayout, footerMm, gapMm, type PageBody } from './page-body.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import { stripPages } from './strip-pages.ts';
import { rulerOf, type Section, type TextLine, taken, writeLines } from './text-lines.ts';
import { printLayout, printLayouts } from './tracing-block.ts';
import { contentMm, page } from './units.ts';
import { conclusionFirst, sectionsLines, sectionsOf, type Wording, wordings } from './wording.ts';

/** Every page of one sheet. */
export function drawSheet(pen: SheetPen, sheet: EcgSheet, shown: Shown): void {
  const ruler = rulerOf(pen);
  // The first head is drawn before the plan is made: its height depends on the patient's facts.
  pen.addPage();
  const top = drawHead(pen, sheet, shown, false) + 1.5;
  const plan = planOf({ ...pen, width: ruler.width }, sheet, shown, top);
  plan.front(pen, top);
  drawFoot(pen, sheet, shown, { number: 1, pages: plan.more.length + 1 });
  plan.more.forEach((body, index) => {
    pen.addPage();
    body(pen, drawHead(pen, sheet, shown, true) + 1.5);
    drawFoot(pen, sheet, shown, { number: index + 2, pages: plan.more.length + 1 });
  });
}

interface Plan {
  front: PageBody;
  more: PageBody[];
}

function planOf(ruler: SheetPen, sheet: EcgSheet, shown: Shown, top: number): Plan {
  const { tracing } = sheet;
  const extra = [
    ...(tracing ? otherLeadPages(sheet, tracing, shown) : []),
    ...(tracing ? laterPages(sheet, tracing, shown) : []),
    ...stripPages(sheet, shown, backRoom),
    ...overviewPages(sheet, shown, backRoom),
    ...matrixPages(sheet, shown, backRoom),
  ];
  const pictures = tracing ? [] : documentPages(sheet, shown, backRoom);
  if (!tracing) {
    const notice = pictures.length > 0 ? '心电图原件：接下页' : '本次检查没有可打印的心电波形';
    return planText(ruler, sheet, shown, top, { notice, after: [...pictures, ...extra] });
  }
  const room = bodyEnd - top - footerMm - gapMm;
  const from = sheet.fromMs[0] ?? 0;
  const whole = (wording: Wording) => printLayout(sheet, tracing, { fromMs: from }, room - wording.heightMm);
  const made = wordings(ruler, sheet, shown);
  for (const wording of made) {
    const layout = whole(wording);
    if (layout) return { front: withTracing(wording, layout), more: extra };
  }
  if (sheet.arrangement === '3x4+1' || sheet.arrangement === '3x4+3') {
    const rhythm = printLayouts(sheet, tracing, { fromMs: from, part: 'rhythm' }, backRoom - footerMm);
    for (const wording of made) {
      const layout = printLayout(sheet, tracing, { fromMs: from, part: 'columns' }, room - wording.heightMm);
      if (layout?.panels.some((panel) => panel.x0Mm > layout.signalMm))
        return { front: withTracing(wording, layout), more: [...rhythm.map((one) => tracingPage(one)), ...extra] };
    }
  }
  const least = leastHeight(room);
  const first = least === null ? null : conclusionFirst(ruler, sheet, shown, room - least);
  const layout = first && whole(first);
  if (first && layout) return { front: withTracing(first, layout), more: [...textPages(ruler, first.rest), ...extra] };
  const own = printLayouts(sheet, tracing, { fromMs: from }, backRoom - footerMm);
  return planText(ruler, sheet, shown, top, { notice: '', after: [...own.map((one) => tracingPage(one)), ...extra] });

  /** The lowest that the tracing can be; null when the page cannot hold it at all. */
  function leastHeight(roomMm: number): number | null {
    if (!tracing) return null;
    let low: number | null = null;
    for (let high = roomMm; high > 20; high -= 5) {
      const fitted = printLayout(sheet, tracing, { fromMs: from }, high);
      if (!fitted) break;
      low = fitted.heightMm;
    }
    return low;
  }

  function withTracing(wording: Wording, fitted: PaperLayout): PageBody {
    return (pen, y) => {
      wording.draw(pen, y);
      drawTracing(pen, fitted, y + wording.heightMm + gapMm);
    };
  }

  function tracingPage(fitted: PaperLayout): PageBody {
    return (pen, y) => drawTracing(pen, fitted, y);
  }

  function drawTracing(pen: SheetPen, fitted: PaperLayout, y: number): void {
    if (tracing) drawLayout(pen, sheet, shown, { tracing, layout: fitted, topMm: y });
  }
}

/** Right chest, posterior and other leads that columns have no place for: below each other on a page of their own. */
function otherLeadPages(sheet: EcgSheet, tracing: Tracing, shown: Shown): PageBody[] {
  const others = leftOut(
    tracing.leads.map(({ name }) => name),
    sheet,
  );
  if (others.length === 0) return [];
  const stacked = { ...sheet, arrangement: '12x1' as const };
  const wish = { fromMs: sheet.fromMs[0] ?? 0, shown: others };
  return printLayouts(stacked, tracing, wish, backRoom - footerMm).map(
    (layout): PageBody =>
      (pen, topMm) =>
        drawLayout(pen, sheet, shown, { tracing, layout, topMm }),
  );
}

/** Further beginnings of a record of several pages. */
function laterPages(sheet: EcgSheet, tracing: Tracing, shown: Shown): PageBody[] {
  return sheet.fromMs.slice(1).flatMap((fromMs) =>
    printLayouts(sheet, tracing, { fromMs }, backRoom - footerMm).map(
      (layout): PageBody =>
        (pen, topMm) =>
          drawLayout(pen, sheet, shown, { tracing, layout, topMm }),
    ),
  );
}

const columnGapMm = 8;
const columnMm = (contentMm - columnGapMm) / 2;
const onwards = { size: 8.5, bold: true } as const;

/** Words alone, in two columns: the first page, and as many as they need. */
function planText(
  ruler: SheetPen,
  sheet: EcgSheet,
  shown: Shown,
  top: number,
  { notice, after }: { notice: string; after: PageBody[] },
): Plan {
  const [roomy] = wordings(ruler, sheet, shown);
  const room = bodyEnd - top - footerMm;
  const said = (pen: SheetPen, y: number) => {
    if (notice) pen.write(notice, page.side, y, { size: 11, widthMm: contentMm, align: 'center' });
  };
  if (roomy && roomy.heightMm <= room - 12)
    return {
      front: (pen, y) => {
        roomy.draw(pen, y);
        said(pen, y + roomy.heightMm + 4);
      },
      more: after,
    };
  const [front, ...more] = columnPages(sectionsLines(ruler, sectionsOf(sheet, shown), columnMm), [room, backRoom]);
  return { front: front ?? (() => undefined), more: [...more, ...after] };
}

/** What had no place on the first page. */
export function textPages(ruler: SheetPen, sections: readonly Section[]): PageBody[] {
  return columnPages(sectionsLines(ruler, sections, columnMm), [backRoom, backRoom]);
}

function columnPages(lines: TextLine[], [first, others]: readonly [number, number]): PageBody[] {
  const pages: PageBody[] = [];
  let left = lines;
  while (left.length > 0) {
    // The last line's room belongs to the word that says that more follows.
    const room = (pages.length === 0 ? first : others) - 5;
    const one = taken(left, room);
    const two = taken(one.rest, room);
    left = two.rest;
    const goesOn = left.length > 0;
    pages.push((pen, y) => {
      writeLines(pen, one.here, page.side, y);
      writeLines(pen, two.here, page.side + columnMm + columnGapMm, y);
      if (goesOn) pen.write('未完，接下页', page.side, y + room, { ...onwards, widthMm: contentMm, align: 'right' });
    });
  }
  return pages;
}
