// The whole of a long recording, small: rows of equal time, and the speed that this is drawn at.
import {
  clockText,
  disclosurePages,
  disclosureScale,
  drawDisclosure,
} from '../../../../core/ecg/paper/full-disclosure.ts';
import { soft } from '../pdf/tone.ts';
import type { Shown } from './furniture.ts';
import type { PageBody } from './page-body.ts';
import type { EcgSheet } from './sheet.ts';
import { page, pt } from './units.ts';

/** Clear of the first row's tall waves. */
const titleMm = 6.5;

export function overviewPages(sheet: EcgSheet, shown: Shown, roomMm: number): PageBody[] {
  const { overview } = sheet;
  if (!overview) return [];
  const { lead, durationMs, envelope } = overview;
  const { speedMmPerS, gainMmPerMv } = disclosureScale(durationMs);
  return disclosurePages(durationMs, roomMm - titleMm).map(
    (part): PageBody =>
      (pen, topMm) => {
        const title = `全程概览 ${lead} 导联   ${clockText(part.fromMs)}–${clockText(part.toMs)}   ${speedMmPerS} mm/s   ${gainMmPerMv} mm/mV   每段取最低与最高值，不供测量`;
        pen.write(shown(title), page.side, topMm, { size: 8.5, colour: soft });
        const drawing = drawDisclosure(envelope, durationMs, part);
        const x = (page.width - drawing.widthMm) / 2;
        pen.strokes(drawing, x, topMm + titleMm);
        for (const label of drawing.labels)
          pen.write(label.text, x + label.xMm, topMm + titleMm + label.yMm - label.sizeMm, {
            size: pt(label.sizeMm) * 0.8,
            colour: soft,
          });
      },
  );
}
