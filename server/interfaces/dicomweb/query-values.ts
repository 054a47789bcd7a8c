// Values that a search is asked by: what cannot be meant is refused, what nothing is narrowed by is told.
import { fail } from '../../../core/kernel/errors.ts';
import { matches, type QueryKey, type QueryLevel } from '../../areas/imaging/module.ts';

/** A day, or the year or month that it begins with. */
const date = /^\d{4}((0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?)?$/;
const time = /^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/;

/** One value, `from-to`, `from-` or `-to` (PS3.4 C.2.2.2.5). */
function isRangeOf(one: RegExp, text: string): boolean {
  const [from = '', to, ...more] = text.split('-').map((part) => part.trim());
  if (more.length > 0 || (from === '' && !to)) return false;
  return [from, to ?? ''].every((end) => end === '' || one.test(end));
}

const forms: Partial<Record<string, { fits(text: string): boolean; words: string }>> = {
  DA: { fits: (text) => isRangeOf(date, text), words: 'a date is YYYYMMDD, a range YYYYMMDD-YYYYMMDD' },
  TM: { fits: (text) => isRangeOf(time, text), words: 'a time is HHMMSS, a range HHMMSS-HHMMSS' },
  IS: { fits: (text) => /^[+-]?\d{1,9}$/.test(text), words: 'a whole number' },
  UI: { fits: (text) => /^[\d.,\\* ]+$/.test(text), words: 'a UID, or several with commas' },
};

const asksForAll = (text: string): boolean => /^\**$/.test(text.trim());

/** @throws INPUT_INVALID: an answer of nothing, or of everything, to a slip of the pen would be believed */
export function requireMeant(name: string, vr: string | undefined, text: string): void {
  const form = forms[vr ?? ''];
  if (!form || asksForAll(text) || form.fits(text.trim())) return;
  throw fail('INPUT_INVALID', { what: `${name}=${text.slice(0, 80)}: ${form.words}` });
}

/** Attributes that were asked by and that nothing is narrowed by at this level. */
export function unmatched(level: QueryLevel, keys: ReadonlyMap<QueryKey, string>): QueryKey[] {
  return [...keys].flatMap(([key, text]) => (asksForAll(text) || matches(level, key) ? [] : [key]));
}
