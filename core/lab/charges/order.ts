// The order of charge items in lists: renumbering a selection by a word, and moving it before another item.
import { comparable } from '../../kernel/text.ts';

export interface Placed {
  code: string;
  name: string;
  category: string;
  order: number;
}

export type SortWord = 'code' | 'name' | 'category';

/** Numbers are left free between neighbours, so that a move changes only what moves. */
export const orderStep = 10;

const inPlace = (left: Placed, right: Placed) => left.order - right.order || (left.code < right.code ? -1 : 1);

/** The selected items sorted among the places that they hold; nothing else moves. Only orders that change are in the answer. */
export function renumbered(all: readonly Placed[], chosen: ReadonlySet<string>, by: SortWord): Map<string, number> {
  const words = new Intl.Collator('zh-u-co-pinyin', { numeric: true });
  const present = [...all].sort(inPlace);
  const selected = present.filter(({ code }) => chosen.has(code));
  const sorted = [...selected].sort(
    (left, right) => words.compare(comparable(left[by]), comparable(right[by])) || inPlace(left, right),
  );
  const places = selected.map(({ order }) => order);
  return changesOf(sorted.map((item, at) => ({ item, order: places[at] ?? item.order })));
}

/**
 * The selected items, in the order that they have, stand before `before` (null: at the end). Where no numbers are free between the
 * neighbours, all items are numbered anew.
 */
export function moved(all: readonly Placed[], chosen: ReadonlySet<string>, before: string | null): Map<string, number> {
  const present = [...all].sort(inPlace);
  const selected = present.filter(({ code }) => chosen.has(code));
  const others = present.filter(({ code }) => !chosen.has(code));
  const at = targetIndex(present, others, chosen, before);
  const low = others[at - 1]?.order;
  const high = others[at]?.order;
  const from = low ?? (high === undefined ? 0 : high - (selected.length + 1) * orderStep);
  const step = high === undefined ? orderStep : Math.floor((high - from) / (selected.length + 1));
  if (step >= 1) return changesOf(selected.map((item, index) => ({ item, order: from + step * (index + 1) })));
  const sequence = [...others.slice(0, at), ...selected, ...others.slice(at)];
  return changesOf(sequence.map((item, index) => ({ item, order: (index + 1) * orderStep })));
}

/** Where among the others; a target that is selected itself means the next one that is not. */
function targetIndex(
  present: readonly Placed[],
  others: readonly Placed[],
  chosen: ReadonlySet<string>,
  before: string | null,
): number {
  const from = before === null ? -1 : present.findIndex(({ code }) => code === before);
  const target = from < 0 ? undefined : present.slice(from).find(({ code }) => !chosen.has(code));
  return target ? others.indexOf(target) : others.length;
}

function changesOf(placed: readonly { item: Placed; order: number }[]): Map<string, number> {
  return new Map(placed.filter(({ item, order }) => item.order !== order).map(({ item, order }) => [item.code, order]));
}
