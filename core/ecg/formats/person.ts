// Sex and age as files write them.
import type { EcgPatient } from '../recording.ts';

/** "M", "Male", "男", "F", "FEMALE", "女", "UN", "other"; unknown words and "undefined" give nothing. */
export function sexOf(text: string | undefined): EcgPatient['sex'] | undefined {
  const word = text?.trim().toLowerCase() ?? '';
  if (/^(m|male|男|男性|1)$/.test(word)) return 'male';
  if (/^(f|female|女|女性|2)$/.test(word)) return 'female';
  return /^(o|other|un|undifferentiated|9)$/.test(word) ? 'other' : undefined;
}

/** Years from a number and the unit that follows it. */
export function yearsOf(value: number | undefined, unit: string | undefined): number | undefined {
  if (value === undefined || value < 0) return undefined;
  const word = (unit ?? 'a').trim().toLowerCase();
  const perYear = /^(a|y|yr|years?|岁)$/.test(word)
    ? 1
    : /^(mo|m|months?|月)$/.test(word)
      ? 12
      : /^(wk|w|weeks?|周)$/.test(word)
        ? 52.1775
        : /^(d|days?|天)$/.test(word)
          ? 365.25
          : /^(h|hours?)$/.test(word)
            ? 8766
            : undefined;
  const years = perYear && value / perYear;
  return years !== undefined && years <= 150 ? Math.round(years * 100) / 100 : undefined;
}
