// In which order the frames of the stacks on the screen are fetched: what is seen, what comes next, every fourth, the rest.

export interface StackDemand {
  frames: number;
  index: number;
  /** Where the reader scrolls to: 1 forwards, -1 backwards, 0 not yet known. */
  direction: -1 | 0 | 1;
}

const ahead = 12;
const behind = 4;

/** Tiers of places in the stack: seen, near (in scroll direction first), every fourth, all others by distance. Each place once. */
export function loadTiers({ frames, index, direction }: StackDemand): [number[], number[], number[], number[]] {
  const taken = new Set<number>();
  const take = (places: Iterable<number>) => {
    const found: number[] = [];
    for (const place of places) {
      if (place < 0 || place >= frames || taken.has(place)) continue;
      taken.add(place);
      found.push(place);
    }
    return found;
  };
  const forward = direction >= 0 ? 1 : -1;
  const seen = take([index]);
  const near: number[] = [];
  const reach = direction === 0 ? Math.floor((ahead + behind) / 2) : ahead;
  for (let step = 1; step <= reach; step += 1) {
    near.push(index + forward * step);
    if (step <= (direction === 0 ? reach : behind)) near.push(index - forward * step);
  }
  const quarter = Array.from({ length: Math.ceil(frames / 4) }, (_, place) => place * 4).sort(
    (a, b) => Math.abs(a - index) - Math.abs(b - index),
  );
  const rest = Array.from({ length: frames }, (_, place) => place).sort(
    (a, b) => Math.abs(a - index) - Math.abs(b - index),
  );
  return [seen, take(near), take(quarter), take(rest)];
}

/** One list out of several, taking turns, so that no viewport waits for another one's whole series. */
export function takeTurns<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const found: Item[] = [];
  for (let at = 0; at < longest; at += 1) {
    for (const list of lists) {
      const item = list[at];
      if (item !== undefined) found.push(item);
    }
  }
  return found;
}
