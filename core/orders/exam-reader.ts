// Somebody who may be given an exam to read, as the one who distributes the work sees him.
import { z } from 'zod';
import { Id, ShortText } from '../kernel/contract.ts';

export const ExamReader = z.object({
  personId: Id,
  personName: ShortText,
  title: ShortText,
  /** 专业; absent from servers that did not know it. */
  specialty: ShortText.optional(),
  department: ShortText,
  /** There is a photo, and which. */
  photoVersion: z.number().int().optional(),
  /** Exams given to him that are not reported yet. */
  inHand: z.number().int().nonnegative(),
});
export type ExamReader = z.infer<typeof ExamReader>;

/** Part of a name, a title, a specialty or a department, in any case; several words must all be found. */
export function findReaders(readers: readonly ExamReader[], text: string): ExamReader[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return readers.filter(({ personName, title, specialty = '', department }) => {
    const all = `${personName} ${title} ${specialty} ${department}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
