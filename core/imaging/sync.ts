// Which frames the other viewports go to when one is scrolled: by place in the patient, or by offsets that the reader set.
import { dot, type PlacedPlane, subtract } from './plane.ts';
import { type ReadingState, stackOf } from './reading/state.ts';
import { nearestFrame, type Stack } from './stack.ts';

/** Where a frame lies along the normal of its stack's first frame, millimetres; null where nothing is known. */
function along(stack: Stack, index: number): number | null {
  const first = stack.frames[0]?.placed;
  const frame = stack.frames[index]?.placed;
  return first && frame && stack.order === 'position'
    ? dot(subtract(frame.position, first.position), first.normal)
    : null;
}

/** The stack's direction of reading against that of another, so that both move towards the head. */
function sameWay(one: PlacedPlane, other: PlacedPlane): boolean {
  return dot(one.normal, other.normal) >= 0;
}

function byOffset(moved: Stack, from: number, to: number, other: Stack, anchor: number): number {
  const last = other.frames.length - 1;
  const limit = (index: number) => Math.max(0, Math.min(last, index));
  const start = along(moved, from);
  const end = along(moved, to);
  const base = along(other, limit(anchor));
  const mine = moved.frames[0]?.placed;
  const theirs = other.frames[0]?.placed;
  if (start === null || end === null || base === null || !mine || !theirs) return limit(anchor + to - from);
  const wanted = base + (end - start) * (sameWay(mine, theirs) ? 1 : -1);
  let best = limit(anchor);
  for (let index = 0; index <= last; index += 1) {
    const here = along(other, index);
    const there = along(other, best);
    if (here !== null && there !== null && Math.abs(here - wanted) < Math.abs(there - wanted) - 1e-9) best = index;
  }
  return best;
}

/** New index by viewport. Nothing follows across an angle of more than 15 degrees or, by position, into another frame of reference. */
export function followers(state: ReadingState, at: number): Map<number, number> {
  const found = new Map<number, number>();
  const viewport = state.viewports[at];
  const stack = viewport && stackOf(state, viewport);
  const frame = stack?.frames[viewport?.index ?? 0];
  if (!viewport || !stack || !frame || state.link.scroll === 'off') return found;
  for (const [index, other] of state.viewports.entries()) {
    const theirs = index === at ? null : stackOf(state, other);
    if (!theirs) continue;
    if (state.link.scroll === 'offset') {
      const from = state.link.anchors[at] ?? viewport.index;
      const here = stack.frames[0]?.placed;
      const there = theirs.frames[0]?.placed;
      if (here && there && Math.abs(dot(here.normal, there.normal)) < Math.cos((15 * Math.PI) / 180)) continue;
      found.set(index, byOffset(stack, from, viewport.index, theirs, state.link.anchors[index] ?? other.index));
      continue;
    }
    const reference = frame.instance.image?.frameOfReferenceUid;
    if (!frame.placed || !reference) continue;
    const nearest = nearestFrame(theirs, frame.placed, reference);
    if (nearest !== null) found.set(index, nearest);
  }
  return found;
}
