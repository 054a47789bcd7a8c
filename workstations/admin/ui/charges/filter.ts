// Which charge items a search and the filters leave over; words are prepared once a load, so that typing stays quick at 5,000 rows.

import { comparable } from '../../../../core/kernel/text.ts';
import type { ChargeItem } from '../../../../core/lab/charges/model.ts';

export interface ChargeFilter {
  words: string;
  show: 'all' | 'unmapped' | 'inactive';
  /** Null is every category; the empty text those without one. */
  category: string | null;
}

export interface SoughtItem {
  item: ChargeItem;
  sought: string;
}

export function soughtItems(items: readonly ChargeItem[]): SoughtItem[] {
  return items.map((item) => ({ item, sought: comparable(`${item.code}\n${item.name}\n${item.pinyin}`) }));
}

/** Unmapped items that are not in use are nobody's work: they count as inactive only. */
export function filtered(items: readonly SoughtItem[], { words, show, category }: ChargeFilter): ChargeItem[] {
  const parts = comparable(words).split(' ').filter(Boolean);
  return items
    .filter(
      ({ item, sought }) =>
        (category === null || item.category === category) &&
        (show === 'all' || (show === 'inactive' ? !item.active : item.active && item.links.length === 0)) &&
        parts.every((part) => sought.includes(part)),
    )
    .map(({ item }) => item);
}

export function categoriesOf(items: readonly ChargeItem[]): string[] {
  const words = new Intl.Collator('zh-u-co-pinyin');
  return [...new Set(items.map(({ category }) => category))].sort(words.compare);
}
