// Which rows of a long list are drawn, and in which element each: as one scrolls, the elements that leave at one end are filled
// anew at the other. New elements would be styled from nothing, which costs ten times what a new text in an old one does. Pure.

export const rowHeight = 28;
/** Rows drawn beyond either edge of what is in sight. */
const overscan = 14;

/**
 * The row of each element, in the order of the elements, which never changes.
 * @param scrollTop @param height of what is in sight, in CSS px
 */
export function rowWindow(scrollTop: number, height: number, count: number): number[] {
  const elements = Math.min(count, Math.ceil(height / rowHeight) + 1 + 2 * overscan);
  const from = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight) - overscan, count - elements));
  return Array.from(
    { length: elements },
    (_, element) => from + ((((element - from) % elements) + elements) % elements),
  );
}

/** Where to scroll so that the row is in sight; null when it is. */
export function scrollTopFor(index: number, scrollTop: number, height: number): number | null {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : null;
}
