// Masking: what a screen shows of a number until somebody has a reason to see it in full (GB/T 35273 display rules; research section 10).

/** Identity number: first 3 and last 4 stay, `110***********123X`. Short ones lose everything but the last character. */
export function maskIdentityNumber(number: string): string {
  const characters = [...number];
  if (characters.length < 8) return '*'.repeat(Math.max(0, characters.length - 1)) + (characters.at(-1) ?? '');
  return characters.slice(0, 3).join('') + '*'.repeat(characters.length - 7) + characters.slice(-4).join('');
}

/** Telephone: first 3 and last 4 of a mobile number, last 4 of a shorter one. */
export function maskPhone(phone: string): string {
  const characters = [...phone];
  if (characters.length <= 4) return '*'.repeat(characters.length);
  const head = characters.length >= 11 ? 3 : 0;
  return characters.slice(0, head).join('') + '*'.repeat(characters.length - head - 4) + characters.slice(-4).join('');
}

/** Name for people outside the treatment: the family name stays, `张*`, `欧阳**` becomes `欧***`. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name.trim()];
  return first + '*'.repeat(Math.max(rest.length, first ? 1 : 0));
}

/** Numbers are compared without spaces and hyphens, the check digit X in capitals. */
export function normaliseNumber(number: string): string {
  return number.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase();
}
