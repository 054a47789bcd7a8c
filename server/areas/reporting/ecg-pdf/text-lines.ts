// The words of a sheet as lines of a width: sections in the order in which they are read, nothing of them cut.
import { soft } from '../pdf/tone.ts';
import type { SheetPen } from './pen.ts';
import { pointsPerMm } from './units.ts';
import { wrapped } from './wrap.ts';

/** One line of text at the left edge of its column. */
export interface TextLine {
  text: string;
  size: number;
  bold: boolean;
  colour?: string;
  /** Down to the upper edge of the next line, mm. */
  heightMm: number;
}

export interface TextStyle {
  /** Points; never below 8.5, which is the smallest that is read easily at arm's length. */
  size: number;
  bold?: boolean;
  colour?: string;
  /** Line distance as a multiple of the size. */
  leading: number;
}

export interface Section {
  title: string;
  text: string;
  style: TextStyle;
}

export const titleStyle: TextStyle = { size: 8.5, colour: soft, leading: 1.3 };

export type Ruler = Pick<SheetPen, 'width'>;

/** Widths of pieces of text are asked for once: a page of 20 000 characters has few different ones. */
export function rulerOf(pen: Ruler): Ruler {
  const known = new Map<string, number>();
  return {
    width(text, size, bold = false) {
      const key = `${size}${bold ? 'b' : 'n'}${text}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = pen.width(text, size, bold);
      known.set(key, made);
      return made;
    },
  };
}

export const lineMm = ({ size, leading }: TextStyle): number => (size * leading) / pointsPerMm;

export function linesOf(ruler: Ruler, text: string, style: TextStyle, widthMm: number): TextLine[] {
  const { size, bold = false, colour } = style;
  // A hair narrower than the column: a line is drawn as one, with the font's own kerning.
  const lines = wrapped(text, { width: widthMm * 0.985, widthOf: (part) => ruler.width(part, size, bold) });
  return lines.map((line) => ({
    text: line,
    size,
    bold,
    ...(colour === undefined ? {} : { colour }),
    heightMm: lineMm(style),
  }));
}

export const heightOf = (lines: readonly TextLine[]): number => lines.reduce((sum, line) => sum + line.heightMm, 0);

/** A section as lines, its title first; none without a text. */
export function sectionLines(ruler: Ruler, section: Section, widthMm: number): TextLine[] {
  const lines = linesOf(ruler, section.text, section.style, widthMm);
  return lines.length === 0 ? [] : [...linesOf(ruler, section.title, titleStyle, widthMm), ...lines];
}

/** As many lines as fit, and the rest. A column takes one line at least, so that every text comes to its end. */
export function taken(lines: readonly TextLine[], heightMm: number): { here: TextLine[]; rest: TextLine[] } {
  let high = 0;
  let count = 0;
  for (const line of lines) {
    if (count > 0 && high + line.heightMm > heightMm + 1e-6) break;
    high += line.heightMm;
    count += 1;
  }
  return { here: lines.slice(0, count), rest: lines.slice(count) };
}

/** Two columns of about the same height. */
export function balanced(lines: readonly TextLine[]): [TextLine[], TextLine[]] {
  const { here, rest } = taken(lines, heightOf(lines) / 2 + (lines[0]?.heightMm ?? 0) / 2);
  return [here, rest];
}

export function writeLines(pen: SheetPen, lines: readonly TextLine[], xMm: number, yMm: number): void {
  let y = yMm;
  for (const { text, heightMm, ...style } of lines) {
    pen.write(text, xMm, y, style);
    y += heightMm;
  }
}
