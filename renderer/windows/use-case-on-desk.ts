// Puts the case that a screen has open on the desk, for as long as it is open: its image windows follow.
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { AnnotationDesk } from '../imaging/desk/annotation-desk.ts';
import type { ImagingSource } from '../imaging/source.ts';
import type { CaseOnDesk } from './case-on-desk.ts';
import { useMainDesk } from './desk-provider.tsx';
import type { CaseHands } from './main-desk.ts';

/**
 * @param inHand a component that opens another exam must be mounted anew: an exam is opened by mounting, never by an update
 * @returns the source to give to the reading room, so that its annotations are those of all windows
 */
export function useCaseOnDesk(inHand: CaseOnDesk, hands: CaseHands, source: ImagingSource): ImagingSource {
  const desk = useMainDesk();
  const newest = useRef({ inHand, hands });
  newest.current = { inHand, hands };
  const { examId } = inHand;
  // Before the first paint, so that no other patient stands beside.
  useLayoutEffect(() => {
    if (!desk) return;
    desk.open(newest.current.inHand, {
      addKeyImage: (image) => newest.current.hands.addKeyImage(image),
      addMeasurement: (measurement) => newest.current.hands.addMeasurement(measurement),
    });
    return () => desk.close(examId);
  }, [desk, examId]);
  const words = JSON.stringify(inHand);
  useEffect(() => {
    if (words) desk?.news(newest.current.inHand);
  }, [desk, words]);
  useEffect(() => source.onChanged?.((studyUid) => desk?.studyChanged(studyUid)), [desk, source]);
  return useMemo(
    () => ({
      ...source,
      makeAnnotations(readerId, readOnly) {
        const made = new AnnotationDesk(source, readerId, readOnly);
        desk?.annotations.attach(made);
        return made;
      },
    }),
    [desk, source],
  );
}
