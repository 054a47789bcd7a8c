// Breaks a text into lines of a width: between any two Chinese characters, but not inside a word or a number.

/** `most` lines at the most; the last one ends with an ellipsis when there was more. */
export function wrapped(
  text: string,
  { widthOf, width, most }: { widthOf: (text: string) => number; width: number; most: number },
): string[] {
  const parts = text.match(/[A-Za-z0-9.%/+-]+|\s+|[^A-Za-z0-9.%/+\s-]/gu) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && widthOf(line + part) > width) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  let last = lines[most - 1] ?? '';
  while (last !== '' && widthOf(`${last}…`) > width) last = last.slice(0, -1);
  return [...lines.slice(0, most - 1), `${last}…`];
}
