// Which buttons of a bar have room in one row, and which go into its menu: the least used ones first.

export interface BarItem {
  id: string;
  /** Buttons of a group stand together; groups are parted by a line. */
  group: string;
  /** 0: always in the bar. The greatest leave first; of equals the last. */
  priority: number;
}

/**
 * Ids of the items that go into the menu.
 * @param widths of the items, pixels; an item without one is not counted
 * @param room for all of them, pixels, without the menu's own button
 * @param spaces between two buttons and between two groups, pixels
 */
export function overflowing(
  items: readonly BarItem[],
  widths: ReadonlyMap<string, number>,
  room: number,
  spaces: { button: number; group: number },
): ReadonlySet<string> {
  const out = new Set<string>();
  const leaving = items
    .map((item, place) => ({ ...item, place }))
    .filter(({ priority }) => priority > 0)
    .sort((a, b) => b.priority - a.priority || b.place - a.place);
  const needed = () => {
    const left = items.filter(({ id }) => !out.has(id));
    const groups = new Set(left.map(({ group }) => group)).size;
    const buttons = left.reduce((sum, { id }) => sum + (widths.get(id) ?? 0) + spaces.button, 0);
    return buttons + Math.max(0, groups - 1) * spaces.group;
  };
  for (const { id } of leaving) {
    if (needed() <= room) break;
    out.add(id);
  }
  return out;
}
