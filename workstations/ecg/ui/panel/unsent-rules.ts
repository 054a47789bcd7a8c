// What a station has kept, beside what the window has: every text once.
import type { DraftCopy, KeptText } from '../../../../core/reporting/draft-copy.ts';

/** More than this nobody compares; the oldest goes. */
export const mostLeft = 5;

const isSame = (one: DraftCopy, other: DraftCopy): boolean =>
  one.at === other.at || JSON.stringify(one.content) === JSON.stringify(other.content);

/**
 * The station gets a text a moment after the window: of one and the same writing the window's copy is the newer, and stands alone.
 * @param before what the window has, by itself
 */
export function withFound(before: readonly DraftCopy[], { typed, left }: KeptText): readonly DraftCopy[] {
  const [own] = before;
  const isBehind =
    typed !== null &&
    own !== undefined &&
    own.baseVersion === typed.baseVersion &&
    Date.parse(own.at) >= Date.parse(typed.at) &&
    Date.parse(own.at) - Date.parse(typed.at) < 60_000;
  const found = [...(typed && !isBehind ? [typed] : []), ...left].filter(
    (copy, index, all) =>
      !before.some((one) => isSame(one, copy)) && all.findIndex((one) => isSame(one, copy)) === index,
  );
  if (found.length === 0) return before;
  return [...before, ...found].toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at)).slice(0, mostLeft);
}
