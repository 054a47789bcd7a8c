// Histograms drawn as curves from their counts, scattergrams and other pictures as they came (LAB-57).
import type { Content } from 'pdfmake/interfaces.js';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { contentWidth, type Sheet } from './paper.ts';
import { embeddable } from './picture.ts';
import { fitText } from './text.ts';
import { hair, ink, pale, soft } from './tone.ts';

type Figure = LabReport['histograms'][number];

const two = (length: number): string => String(Math.round(length * 100) / 100);

/** A curve over its channels as SVG (points); the highest count reaches the top. */
export function curve(counts: readonly number[], width: number, height: number): string {
  const top = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length - 1);
  const points = counts.map(
    (count, channel) => `${two(channel * step)} ${two(height - (Math.max(0, count) / top) * (height - 4))}`,
  );
  const grid = [1, 2, 3].map((quarter) => `M${two((width * quarter) / 4)} 0V${two(height)}`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${two(width)} ${two(height)}">`,
    `<path d="M0 ${two(height)}L${points.join('L')}L${two(width)} ${two(height)}Z" fill="#e3e6ea"/>`,
    `<path d="${grid}" fill="none" stroke="${hair}" stroke-width="0.35"/>`,
    `<path d="M${points.join('L')}" fill="none" stroke="${ink}" stroke-width="0.8" stroke-linejoin="round"/>`,
    `<path d="M0.25 0.25H${two(width - 0.25)}V${two(height - 0.25)}H0.25Z" fill="none" stroke="${pale}" stroke-width="0.5"/>`,
    '</svg>',
  ].join('');
}

function drawing(figure: Figure, width: number, height: number): Content {
  if (figure.counts !== null && figure.counts.length > 1)
    return { svg: curve(figure.counts, width, height), width, height };
  const picture = figure.picture === null ? null : embeddable(figure.picture);
  if (picture !== null) return { image: picture, fit: [width, height], alignment: 'center' };
  return {
    stack: [
      { canvas: [{ type: 'rect', x: 0, y: 0, w: width, h: height, lineWidth: 0.5, lineColor: hair }] },
      {
        text: '图像无法打印',
        fontSize: 7,
        color: soft,
        alignment: 'center',
        relativePosition: { x: 0, y: -height / 2 - 5 },
      },
    ],
  };
}

/** Rows of up to four figures, each with its name; nothing for a report without any. */
export function figureRows(report: LabReport, sheet: Sheet): Content[] {
  const figures = report.histograms;
  const across = Math.min(Math.max(figures.length, 3), sheet.paper === 'B5' ? 3 : 4);
  const gap = 10;
  const width = (contentWidth(sheet) - gap * (across - 1)) / across;
  const height = sheet.paper === 'A5' ? 46 : width * 0.56;
  const rows: Content[] = [];
  for (let from = 0; from < figures.length; from += across) {
    rows.push({
      unbreakable: true,
      columnGap: gap,
      margin: [0, 6, 0, 0],
      columns: figures.slice(from, from + across).map((figure) => ({
        width,
        stack: [
          drawing(figure, width, height),
          {
            text: fitText(figure.name, width, sheet.body - 1.5),
            fontSize: sheet.body - 1.5,
            color: soft,
            alignment: 'center',
            margin: [0, 1, 0, 0],
          },
        ],
      })),
    });
  }
  return rows;
}
