// Which rows of a list are chosen: clicks with Shift and Ctrl, arrow keys that stretch, all at once. Keys, not places, so that a filter
// or a new order keeps the choice.

export interface Selection {
  chosen: ReadonlySet<string>;
  /** Where the last plain click was: Shift stretches from here. */
  anchor: string | null;
  /** The row that the keys move from. */
  cursor: string | null;
}

export const nothingChosen: Selection = { chosen: new Set(), anchor: null, cursor: null };

export type Manner = 'only' | 'toggle' | 'stretch';

export function pick(before: Selection, keys: readonly string[], key: string, manner: Manner): Selection {
  if (manner === 'toggle') {
    const chosen = new Set(before.chosen);
    if (!chosen.delete(key)) chosen.add(key);
    return { chosen, anchor: key, cursor: key };
  }
  const from = before.anchor === null ? -1 : keys.indexOf(before.anchor);
  const to = keys.indexOf(key);
  if (manner === 'stretch' && from >= 0 && to >= 0) {
    return {
      chosen: new Set(keys.slice(Math.min(from, to), Math.max(from, to) + 1)),
      anchor: before.anchor,
      cursor: key,
    };
  }
  return { chosen: new Set([key]), anchor: key, cursor: key };
}

export function pickAll(before: Selection, keys: readonly string[]): Selection {
  return { chosen: new Set(keys), anchor: keys[0] ?? null, cursor: before.cursor ?? keys[0] ?? null };
}

/** The row so many steps from the cursor, chosen alone or stretched to. */
export function step(before: Selection, keys: readonly string[], by: number, stretch: boolean): Selection {
  if (keys.length === 0) return before;
  const at = before.cursor === null ? -1 : keys.indexOf(before.cursor);
  const to = at < 0 ? 0 : Math.min(keys.length - 1, Math.max(0, at + by));
  return pick(before, keys, keys[to] ?? '', stretch ? 'stretch' : 'only');
}

/**
 * Before which row the choice goes to stand one place earlier or later, or first or last; undefined when it stands there already.
 * Null is the end.
 */
export function moveTarget(
  keys: readonly string[],
  chosen: ReadonlySet<string>,
  where: 'earlier' | 'later' | 'first' | 'last',
): string | null | undefined {
  const places = keys.flatMap((key, at) => (chosen.has(key) ? [at] : []));
  const [first] = places;
  const last = places.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const together = last - first + 1 === places.length;
  if (where === 'first') return together && first === 0 ? undefined : keys[0];
  if (where === 'last') return together && last === keys.length - 1 ? undefined : null;
  if (where === 'earlier') return first === 0 ? (together ? undefined : keys[0]) : keys[first - 1];
  if (last === keys.length - 1) return together ? undefined : null;
  return keys[last + 2] ?? null;
}
