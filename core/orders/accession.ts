// Accession numbers (0008,0050): the day and a running number, so that people can read them and nobody gives one twice.
import { hospitalDay } from '../kernel/hospital-time.ts';

/** `20260717` and the number: the number alone is unique, from a block that was given away once. At most 16 characters (SH). */
export function accessionNumber(now: string, number: number): string {
  const text = `${hospitalDay(now).replaceAll('-', '')}${number}`;
  if (text.length > 16 || !Number.isSafeInteger(number) || number < 0)
    throw new RangeError(`no accession number can be made of ${number}`);
  return text;
}

/** Printable ASCII without the backslash, 16 at most: what every modality accepts in SH (PS3.5 6.2). */
export function isAccessionNumber(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._/-]{0,15}$/u.test(text);
}
