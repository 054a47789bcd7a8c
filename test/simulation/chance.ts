// Chance from a seed: the same seed makes the same world and the same faults (mulberry32, public domain, Tommy Ettinger).
export interface Chance {
  /** 0 <= x < 1 */
  next(): number;
  /** True with this probability. */
  is(probability: number): boolean;
  /** from <= whole number <= to */
  between(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** A stream of its own: what one part draws does not move the others. */
  fork(): Chance;
  /** A UUID of version 4. */
  id(): string;
}

export function createChance(seed: number): Chance {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    is: (probability) => next() < probability,
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    fork: () => createChance(Math.floor(next() * 4_294_967_296)),
    id() {
      const hex = Array.from({ length: 32 }, () => between(0, 15).toString(16));
      hex[12] = '4';
      hex[16] = (8 + between(0, 3)).toString(16);
      const text = hex.join('');
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
    },
  };
}
