// Measurements in two columns: a label never runs into its value, one that is too long for its place takes a row of its own.
import { soft } from '../pdf/tone.ts';
import type { Shown } from './furniture.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import { linesOf, type Ruler } from './text-lines.ts';

export const measureWidthMm = 96;
export const measureRowMm = 4.7;
const cellMm = 46;
const size = 8.6;

interface Cell {
  label: string;
  value: string;
  xMm: number;
  widthMm: number;
}

export interface MeasureRow {
  cells: Cell[];
}

export const measureText = ({ value, unit }: { value: string; unit: string }): string =>
  unit === '' ? value : `${value} ${unit}`;

export function measureRows(ruler: Ruler, sheet: EcgSheet, shown: Shown): MeasureRow[] {
  const rows: MeasureRow[] = [];
  let open: MeasureRow | null = null;
  for (const one of sheet.measurements) {
    const label = shown(one.label);
    const value = shown(measureText(one));
    const wide = ruler.width(label, size) + 3 + ruler.width(value, size);
    if (wide > measureWidthMm) {
      const style = { size, leading: 1.3 };
      const lines = linesOf(ruler, `${label}  ${value}`, style, measureWidthMm);
      for (const { text } of lines) rows.push({ cells: [{ label: '', value: text, xMm: 0, widthMm: 0 }] });
      open = null;
    } else if (wide > cellMm) {
      rows.push({ cells: [{ label, value, xMm: 0, widthMm: measureWidthMm }] });
      open = null;
    } else if (open) {
      open.cells.push({ label, value, xMm: measureWidthMm - cellMm, widthMm: cellMm });
      open = null;
    } else {
      open = { cells: [{ label, value, xMm: 0, widthMm: cellMm }] };
      rows.push(open);
    }
  }
  return rows;
}

export function writeMeasureRows(pen: SheetPen, rows: readonly MeasureRow[], xMm: number, yMm: number): void {
  rows.forEach((row, index) => {
    const y = yMm + index * measureRowMm;
    for (const { label, value, xMm: at, widthMm } of row.cells) {
      if (label !== '') pen.write(label, xMm + at, y, { size, colour: soft });
      // A width of nothing: a text that was broken into lines, from the left.
      if (widthMm === 0) pen.write(value, xMm + at, y, { size });
      else pen.write(value, xMm + at, y, { size, widthMm, align: 'right' });
    }
  });
}
