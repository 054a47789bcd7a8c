// Text of a file or a sender as a database keeps it: PostgreSQL takes neither NUL nor half a surrogate pair, in text or in JSON.

/** The same text where it can be kept; half a character becomes U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** At most so many UTF-16 units, and no character cut in two. */
export function cutText(text: string, most: number): string {
  const kept = storableText(text);
  if (kept.length <= most) return kept;
  const cut = kept.slice(0, most);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
