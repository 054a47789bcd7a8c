// What a card reader types: the number of a resident identity card, known by its form and its check character.

export interface IdentityCard {
  /** 18 characters, the last one in upper case. */
  number: string;
  /** `YYYY-MM-DD`. */
  birthDate: string;
  sex: 'male' | 'female';
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

/** Check character over the first 17 digits: GB 11643-1999, ISO 7064 MOD 11-2. */
export function identityCheck(digits: string): string {
  if (!/^\d{17}$/.test(digits)) throw new RangeError('17 digits expected');
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return checks[sum % 11] ?? '';
}

/** The card of an 18-character number whose date exists and whose check character is right; else null, never a guess. */
export function identityCard(code: string): IdentityCard | null {
  const number = code.normalize('NFKC').trim().toUpperCase();
  const match = /^\d{6}((?:19|20)\d\d)(\d\d)(\d\d)\d\d(\d)[\dX]$/.exec(number);
  if (!match) return null;
  const [, year, month, day, order] = match;
  const birthDate = `${year}-${month}-${day}`;
  const date = new Date(`${birthDate}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== birthDate) return null;
  if (identityCheck(number.slice(0, 17)) !== number[17]) return null;
  // The order code is odd for men.
  return { number, birthDate, sex: Number(order) % 2 === 1 ? 'male' : 'female' };
}
