// Two windows of one reader changed the same annotations: what each side added, changed or removed since they last agreed is kept.
import type { AnnotationDocument } from './model.ts';

function mergeBy<Item>(
  key: (item: Item) => string,
  base: readonly Item[],
  mine: readonly Item[],
  theirs: readonly Item[],
): Item[] {
  const index = (items: readonly Item[]) => new Map(items.map((item) => [key(item), item]));
  const [before, here, there] = [index(base), index(mine), index(theirs)];
  const merged: Item[] = [];
  for (const id of new Set([...there.keys(), ...here.keys()])) {
    const old = before.get(id);
    const mineNow = here.get(id);
    const theirsNow = there.get(id);
    const changedHere = JSON.stringify(mineNow) !== JSON.stringify(old);
    // Removed on one side and untouched on the other is removed; changed on both sides, this window's hand is the last.
    const kept = changedHere ? mineNow : theirsNow;
    if (kept !== undefined) merged.push(kept);
    else if (changedHere && theirsNow !== undefined && JSON.stringify(theirsNow) !== JSON.stringify(old))
      merged.push(theirsNow);
  }
  return merged;
}

/** @param base what both sides last had in common */
export function mergeAnnotations(
  base: AnnotationDocument,
  mine: AnnotationDocument,
  theirs: AnnotationDocument,
): AnnotationDocument {
  return {
    schema: 1,
    annotations: mergeBy(({ id }) => id, base.annotations, mine.annotations, theirs.annotations),
    keyMarks: mergeBy(
      ({ sopInstanceUid, frame }) => `${sopInstanceUid}/${frame}`,
      base.keyMarks,
      mine.keyMarks,
      theirs.keyMarks,
    ),
  };
}
