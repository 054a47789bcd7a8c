// Comparing words as people type and machines send them: width, case and spaces do not matter.

/** Full-width forms to half-width, trimmed, inner spaces to one, lower case: a key to compare by, never to show. */
export function comparable(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

export function sameText(left: string, right: string): boolean {
  return comparable(left) === comparable(right);
}

/** True when every space-separated word of `needle` stands somewhere in one of the texts. An empty needle matches. */
export function matchesWords(needle: string, texts: readonly string[]): boolean {
  const words = comparable(needle).split(' ').filter(Boolean);
  if (words.length === 0) return true;
  const searched = texts.map(comparable);
  return words.every((word) => searched.some((text) => text.includes(word)));
}

/** Letters and digits only, upper case, leading zeros of an all-digit number dropped: patient and visit numbers are compared so. */
export function comparableNumber(text: string): string {
  const bare = text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
  return /^\d+$/u.test(bare) ? bare.replace(/^0+(?=\d)/u, '') : bare;
}
