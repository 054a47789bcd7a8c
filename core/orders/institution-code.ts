// The codes under which an institution is registered (RAD-76): unified social credit code (统一社会信用代码, GB 32100-2015) and number of its
// licence to practise (医疗机构执业许可证登记号).
import { z } from 'zod';

/** The value of a character is its place; I, O, S, V and Z are not used. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const length = 18;
const modulus = 31;

/** Check character over the first 17, by weights 3^i modulo 31. Null for a character that is none. */
function checkCharacter(first: string): string | null {
  let sum = 0;
  let weight = 1;
  for (const character of first) {
    const value = alphabet.indexOf(character);
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * 3) % modulus;
  }
  return alphabet[(modulus - (sum % modulus)) % modulus] ?? null;
}

/** Upper case, 18 characters: authority and kind, six digits of the registering place, nine of the organisation, check character. */
export function isCreditCode(code: string): boolean {
  return code.length === length && /^..\d{6}/u.test(code) && checkCharacter(code.slice(0, -1)) === code.at(-1);
}

/** As it is typed or pasted: any case, with blanks between. */
export const asCode = (typed: string): string => typed.replace(/\s+/gu, '').toUpperCase();

/** Empty: not entered. */
export const CreditCode = z.string().refine((code) => code === '' || isCreditCode(code), 'not a code of GB 32100-2015');

/** Provinces give it in forms of their own, most of 22 characters after WS 218: only what can be in none of them is refused. */
export const LicenceNumber = z.string().regex(/^([0-9A-Z][0-9A-Z-]{7,29})?$/u);
