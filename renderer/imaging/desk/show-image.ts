// Brings an image that an object names into the active viewport, from whichever open study has it.
import type { ReadingDesk } from './desk.ts';

/** False when no open study has the image. */
export function showImage(desk: ReadingDesk, image: { sopInstanceUid: string; frame: number }): boolean {
  const state = desk.reading.current();
  for (const study of state.studies) {
    for (const stack of study.stacks) {
      const to = stack.frames.findIndex(
        (frame) => frame.sopInstanceUid === image.sopInstanceUid && frame.frame === image.frame,
      );
      if (to < 0) continue;
      const viewport = state.active;
      const shown = state.viewports[viewport];
      if (shown?.stackId !== stack.id || shown.studyUid !== study.uid) {
        desk.reading.dispatch({ kind: 'show', viewport, studyUid: study.uid, stackId: stack.id });
      }
      desk.reading.dispatch({ kind: 'go', viewport, to });
      return true;
    }
  }
  return false;
}
