// Strips of a long recording, several on a page at the standard scale: what a rule or a person pointed at, with the reason above each.

import type { PaperLayout } from '../../../../core/ecg/paper/layout.ts';
import type { Shown } from './furniture.ts';
import { drawLayout, footerMm, type PageBody } from './page-body.ts';
import type { EcgSheet, SheetStrip } from './sheet.ts';
import { printLayout } from './tracing-block.ts';
import { page } from './units.ts';

const titleMm = 5.5;
const betweenMm = 3;
/** Of one, two and three leads: three, two and two strips to a page. */
const roomsMm = [35, 60, 75];

interface Placed {
  strip: SheetStrip;
  layout: PaperLayout;
}

export function stripPages(sheet: EcgSheet, shown: Shown, roomMm: number): PageBody[] {
  const stacked: EcgSheet = { ...sheet, arrangement: '12x1' };
  const pages: Placed[][] = [];
  let free = 0;
  for (const strip of sheet.strips) {
    const room = roomsMm[strip.tracing.leads.length - 1] ?? roomMm - titleMm - footerMm;
    const layout = printLayout(stacked, strip.tracing, { fromMs: strip.fromMs }, room);
    if (!layout) throw new Error(`a strip of ${strip.tracing.leads.length} leads is higher than its place`);
    const high = titleMm + layout.heightMm + footerMm + betweenMm;
    if (free < high) {
      pages.push([]);
      free = roomMm + betweenMm;
    }
    pages.at(-1)?.push({ strip, layout });
    free -= high;
  }
  return pages.map(
    (placed): PageBody =>
      (pen, topMm) => {
        let y = topMm;
        for (const { strip, layout } of placed) {
          pen.write(shown(strip.title), page.side, y, { size: 9.5, bold: true });
          drawLayout(pen, stacked, shown, { tracing: strip.tracing, layout, topMm: y + titleMm });
          y += titleMm + layout.heightMm + footerMm + betweenMm;
        }
      },
  );
}
