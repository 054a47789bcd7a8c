// The page as SVG in true millimetres: for previews, pictures in documents, and proof.
import type { Drawing, StrokeKind } from './drawing.ts';

/** Line widths in mm and colours of ECG paper. */
export const inks: Record<StrokeKind, { colour: string; widthMm: number }> = {
  fine: { colour: '#f6d0cd', widthMm: 0.1 },
  heavy: { colour: '#e89e98', widthMm: 0.2 },
  trace: { colour: '#101418', widthMm: 0.28 },
  calibration: { colour: '#101418', widthMm: 0.28 },
  break: { colour: '#101418', widthMm: 0.25 },
  pacing: { colour: '#5b2a86', widthMm: 0.35 },
};

const asText = (text: string): string => text.replace(/[&<>"]/gu, (one) => `&#${one.codePointAt(0)};`);
const figure = (mm: number): string => String(Math.round(mm * 1000) / 1000);

function pathOf(lines: Drawing['strokes'][number]['lines']): string {
  return lines
    .map((points) => {
      let path = '';
      for (let i = 0; i < points.length; i += 2)
        path += `${i === 0 ? 'M' : 'L'}${figure(points[i] ?? 0)} ${figure(points[i + 1] ?? 0)}`;
      return path;
    })
    .join('');
}

export function paperSvg(drawing: Drawing): string {
  const strokes = drawing.strokes
    .filter((stroke) => stroke.lines.length > 0)
    .map((stroke) => {
      const ink = inks[stroke.kind];
      return `<path d="${pathOf(stroke.lines)}" fill="none" stroke="${ink.colour}" stroke-width="${ink.widthMm}" stroke-linejoin="round"/>`;
    });
  const labels = drawing.labels.map(
    (label) =>
      `<text x="${figure(label.xMm)}" y="${figure(label.yMm)}" font-size="${label.sizeMm}" font-family="sans-serif">${asText(label.text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${drawing.widthMm}mm" height="${drawing.heightMm}mm" viewBox="0 0 ${drawing.widthMm} ${drawing.heightMm}">${strokes.join('')}${labels.join('')}</svg>`;
}
