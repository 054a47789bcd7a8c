// Which lead it is, where the page is enlarged or moved so far that the label drawn on it is out of sight.

import { labelMm } from '../../core/ecg/paper/drawing.ts';
import type { PaperLayout } from '../../core/ecg/paper/layout.ts';

interface Seen {
  pxPerMm: number;
  /** How far the page is scrolled, px; negative where it is smaller than the view. */
  xPx: number;
  yPx: number;
  width: number;
  height: number;
}

/** So much of a stretch must be seen, px: a sliver needs no name. */
const leastWide = 36;
const leastHigh = 14;

export interface EdgeLabel {
  text: string;
  leftPx: number;
  topPx: number;
}

/** Labels at the edge of the view for the stretches whose own label is cut off by it. */
export function edgeLabels(layout: PaperLayout, { pxPerMm, xPx, yPx, width, height }: Seen): EdgeLabel[] {
  return layout.panels.flatMap((panel) => {
    const right = Math.min(width, panel.x1Mm * pxPerMm - xPx);
    const left = Math.max(0, panel.x0Mm * pxPerMm - xPx);
    const top = Math.max(0, panel.topMm * pxPerMm - yPx);
    const bottom = Math.min(height, panel.bottomMm * pxPerMm - yPx);
    if (right - left < leastWide || bottom - top < leastHigh) return [];
    const own = labelMm(panel);
    const ownLeft = own.xMm * pxPerMm - xPx;
    const ownTop = (own.yMm - own.sizeMm) * pxPerMm - yPx;
    if (ownLeft >= 0 && ownTop >= 0 && own.yMm * pxPerMm - yPx <= height) return [];
    return [
      { text: panel.label, leftPx: Math.max(2, ownLeft), topPx: Math.min(Math.max(0, ownTop), bottom - leastHigh) },
    ];
  });
}

export function EdgeLabels({ layout, seen }: { layout: PaperLayout; seen: Seen }) {
  return edgeLabels(layout, seen).map(({ text, leftPx, topPx }) => (
    <b key={`${text} ${leftPx} ${topPx}`} className="ecg-edge-label" style={{ left: leftPx, top: topPx }}>
      {text}
    </b>
  ));
}
