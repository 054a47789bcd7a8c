// Breaks a text into lines of a width: between any two Chinese characters, not inside a word or a number unless it is wider than the line.

interface Wrap {
  /** Width of a piece; that of a line is the sum of its pieces'. */
  widthOf: (text: string) => number;
  width: number;
}

/** Punctuation that begins no line (GB/T 15834-2011 5.1.10): it goes down together with what it closes. */
const closing = /^[，。、；：？！）】》」』”’…%℃°]$/u;

/** And what it opens stays with its word. */
const opening = /^[（【《「『“‘]$/u;

/** Of a word wider than the line: as much as fits, at least one character. */
function headOf(word: string, { widthOf, width }: Wrap): string {
  const characters = [...word];
  let head = characters[0] ?? '';
  let wide = widthOf(head);
  for (const character of characters.slice(1)) {
    wide += widthOf(character);
    if (wide > width) break;
    head += character;
  }
  return head;
}

function paragraph(text: string, wrap: Wrap): string[] {
  const parts = text.match(/[A-Za-z0-9.%/+-]+|\s+|[^A-Za-z0-9.%/+\s-]/gu) ?? [];
  const lines: string[] = [];
  let line: string[] = [];
  let wide = 0;
  const close = () => {
    const made = line.join('').trimEnd();
    if (made !== '') lines.push(made);
    line = [];
    wide = 0;
  };
  const add = (part: string, itsWidth: number) => {
    line.push(part);
    wide += itsWidth;
  };
  for (const part of parts) {
    const itsWidth = wrap.widthOf(part);
    if (wide + itsWidth <= wrap.width) {
      add(part, itsWidth);
      continue;
    }
    const before = line.at(-1) ?? '';
    const moves = closing.test(part) ? /^\S$/u.test(before) && !closing.test(before) : opening.test(before);
    const carried = moves && line.length > 1;
    if (carried) line.pop();
    close();
    if (part.trim() === '') continue;
    let rest = part;
    if (carried) add(before, wrap.widthOf(before));
    while (line.length === 0 && wrap.widthOf(rest) > wrap.width) {
      const head = headOf(rest, wrap);
      if (head.length === rest.length) break;
      lines.push(head);
      rest = rest.slice(head.length);
    }
    add(rest, wrap.widthOf(rest));
  }
  close();
  return lines;
}

/** All lines of all paragraphs: nothing of the text is left out but blanks at the ends of lines. */
export const wrapped = (text: string, wrap: Wrap): string[] =>
  text.split(/\r?\n|\r/u).flatMap((one) => paragraph(one.trim(), wrap));
