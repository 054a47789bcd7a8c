// The annotations on studies that are kept here, of each reader the newest: in memory at once, on the disk when it gets to it.
import { z } from 'zod';

export const KeptAnnotations = z.array(
  z.object({ authorId: z.string(), author: z.string(), version: z.number(), savedAt: z.string(), doc: z.unknown() }),
);
export type KeptAnnotations = z.infer<typeof KeptAnnotations>;

/** Where they lie between two runs. */
export interface AnnotationDisk {
  read(studyUid: string): Promise<unknown>;
  write(studyUid: string, list: KeptAnnotations): Promise<void>;
}

const mostInMemory = 40;

/** Answers overtake each other: one that was asked for before a save and comes after it is older, and its entry goes. */
export function newestOf(before: KeptAnnotations, given: KeptAnnotations): KeptAnnotations {
  const byAuthor = new Map(before.map((one) => [one.authorId, one]));
  for (const one of given) {
    const known = byAuthor.get(one.authorId);
    if (!known || known.version <= one.version) byAuthor.set(one.authorId, one);
  }
  return [...byAuthor.values()];
}

export function createKeptAnnotations(disk: AnnotationDisk) {
  const inMemory = new Map<string, KeptAnnotations>();

  function remember(studyUid: string, list: KeptAnnotations): void {
    inMemory.delete(studyUid);
    inMemory.set(studyUid, list);
    const [oldest] = inMemory.keys();
    if (inMemory.size > mostInMemory && oldest !== undefined) inMemory.delete(oldest);
  }
  /** Null when they were never fetched. */
  async function of(studyUid: string): Promise<KeptAnnotations | null> {
    const known = inMemory.get(studyUid);
    if (known) return known;
    const kept = await disk.read(studyUid);
    // While the disk was read a newer list may have come.
    return inMemory.get(studyUid) ?? (kept === null ? null : KeptAnnotations.parse(kept));
  }

  return {
    of,
    /** @throws when it is no list of annotations */
    async keep(studyUid: string, list: unknown): Promise<void> {
      const given = KeptAnnotations.parse(list);
      const before = await of(studyUid);
      const newest = newestOf(before ?? [], given);
      remember(studyUid, newest);
      await disk.write(studyUid, newest);
    },
    forget: (studyUid: string) => void inMemory.delete(studyUid),
  };
}
