// How much room a text takes on paper, estimated on the safe side: the same figures say whether a layout fits and break its lines.

/** Width of one character in em, on the safe side for Noto Sans SC. */
function em(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x2000) return 1;
  if (/[mwMW%@]/u.test(character)) return 0.92;
  if (/[A-Z]/u.test(character)) return 0.68;
  if (/[ilj.,:;'|! ]/u.test(character)) return 0.32;
  return 0.575;
}

/** Height of a line in em: ascender and descender of Noto Sans SC (its hhea table). */
export const lineEm = 1.448;

/** Estimated width in points; never less than what is drawn, by some percent. */
export const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, character) => sum + em(character), 0) * size;

/** Lines of at most `width` points; a line ends where the text says so or where the next character would not fit. */
export function linesOf(text: string, width: number, size: number): string[] {
  return text.split(/\r?\n/u).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const character of paragraph) {
      const wide = em(character) * size;
      if (line !== '' && used + wide > width) {
        lines.push(line);
        line = '';
        used = 0;
      }
      line += character;
      used += wide;
    }
    return [...lines, line];
  });
}
