// Text that must fit a place on paper, units with real superscripts, and instants as local minutes.
import { localMinute } from '../../../../core/kernel/hospital-time.ts';
import { widthOf } from '../../../../core/reporting/paper-text.ts';

export { widthOf } from '../../../../core/reporting/paper-text.ts';

/** The text, or its beginning with an ellipsis, so that it takes no more than `width` points. */
export function fitText(text: string, width: number, size: number): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (widthOf(line, size) <= width) return line;
  let kept = '';
  for (const character of line) {
    if (widthOf(`${kept}${character}…`, size) > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The largest size between `least` and `most` at which the text takes no more than `width` points. */
export const sizeFor = (text: string, width: number, most: number, least: number): number =>
  Math.max(least, Math.min(most, width / Math.max(widthOf(text, 1), 0.1)));

export interface Run {
  text: string;
  sup?: boolean;
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `10^9/L`, `10*9/L` and `10⁹/L` as runs with a raised exponent: the font lacks most superscript digits. */
export function unitRuns(unit: string): Run[] {
  const plain = unit.replace(/10([⁰¹²³⁴-⁹]+)/gu, (_, digits: string) => {
    const exponent = [...digits].map((digit) => raised.indexOf(digit)).join('');
    return `10^${exponent}`;
  });
  return plain.split(/(?<=10)[\^*]{1,2}(-?\d+)/u).flatMap((part, index): Run[] => {
    if (part === '') return [];
    return [index % 2 === 1 ? { text: part, sup: true } : { text: part }];
  });
}

/** `YYYY-MM-DD HH:mm` in China time, or a dash when the step is not known. */
export const minute = (instant: string | null): string => (instant === null ? '—' : localMinute(instant));
