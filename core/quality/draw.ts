// A random sample of reports, so many a doctor: the same candidates and the same seed give the same sample, whatever order they came in.

/** Largest seed that is drawn or typed. */
export const mostSeed = 2 ** 31 - 1;

/** Numbers in [0, 1) from a seed (mulberry32, a public-domain generator): small, even enough to shuffle, the same everywhere. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fisher and Yates, from the end. */
function shuffled<Item>(items: readonly Item[], next: () => number): Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (left.length > 0) drawn.push(...left.splice(Math.floor(next() * left.length), 1));
  return drawn;
}

export interface Candidate {
  reportId: string;
  authorId: string;
}

/** At most `perDoctor` of each author, mixed, so that the order says nothing about whose a report is. */
export function drawSample<One extends Candidate>(candidates: readonly One[], perDoctor: number, seed: number): One[] {
  const next = numbersFrom(seed);
  const byAuthor = new Map<string, One[]>();
  const ordered = [...new Map(candidates.map((one) => [one.reportId, one])).values()].toSorted((left, right) =>
    left.reportId < right.reportId ? -1 : 1,
  );
  for (const one of ordered) byAuthor.set(one.authorId, [...(byAuthor.get(one.authorId) ?? []), one]);
  const authors = [...byAuthor.keys()].toSorted();
  const chosen = authors.flatMap((author) => shuffled(byAuthor.get(author) ?? [], next).slice(0, perDoctor));
  return shuffled(chosen, next);
}
