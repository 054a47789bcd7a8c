// In which order the frames of the stacks on the screen are fetched: what is seen, what comes next, every fourth, the rest.

export interface StackDemand {
  frames: number;
  index: number;
  /** Where the reader scrolls to: 1 forwards, -1 backwards, 0 not yet known. */
  direction: -1 | 0 | 1;
}

const ahead = 12;
const behind = 4;

/** Every place from the nearest to the farthest; of two at the same distance the lower first. */
function outwards(from: number, least: number, most: number): number[] {
  const places: number[] = [];
  for (let step = 0; from - step >= least || from + step <= most; step += 1) {
    if (from - step >= least && from - step <= most) places.push(from - step);
    if (step > 0 && from + step <= most && from + step >= least) places.push(from + step);
  }
  return places;
}

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
  const rest = outwards(index, 0, frames - 1);
  const quarter = rest.filter((place) => place % 4 === 0);
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
