// Samples written as numbers in text: integers and decimals, apart by white space or commas.
import type { ProblemList } from './refusal.ts';
import { finite } from './xml/query.ts';

/** Longest list that is read: 48 h at 500 Hz, and room. */
const maximumSamples = 100_000_000;

const isGap = (code: number) => code === 32 || code === 44 || (code >= 9 && code <= 13);

/** Values as written; one that is no number is NaN and a problem `SAMPLE_INVALID` at `where`. */
export function parseSampleList(text: string, where: string, problems: ProblemList): Float64Array {
  let values = new Float64Array(Math.min(maximumSamples, (text.length >> 2) + 16));
  let count = 0;
  let from = 0;
  while (from < text.length && count < maximumSamples) {
    while (from < text.length && isGap(text.charCodeAt(from))) from++;
    if (from >= text.length) break;
    let to = from;
    const negative = text.charCodeAt(from) === 45;
    if (negative) to++;
    let whole = 0;
    let digits = 0;
    for (; to < text.length; to++) {
      const digit = text.charCodeAt(to) - 48;
      if (digit < 0 || digit > 9) break;
      whole = whole * 10 + digit;
      digits++;
    }
    let value = negative ? -whole : whole;
    if (digits === 0 || digits > 15 || (to < text.length && !isGap(text.charCodeAt(to)))) {
      while (to < text.length && !isGap(text.charCodeAt(to))) to++;
      const token = text.slice(from, to);
      const number = finite(token);
      if (number === undefined) {
        problems.add('SAMPLE_INVALID', `${where}, sample ${count}`, `"${token.slice(0, 20)}" is no number`);
      }
      value = number ?? Number.NaN;
    }
    if (count === values.length) {
      const wider = new Float64Array(values.length * 2);
      wider.set(values);
      values = wider;
    }
    values[count++] = value;
    from = to;
  }
  return values.subarray(0, count);
}
