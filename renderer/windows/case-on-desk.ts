// What the main window says to its image windows and hears from them: one word for each, checked where it arrives.
import { z } from 'zod';
import { Annotation, AnnotationDocument, KeyMark } from '../../core/imaging/annotation/model.ts';
import { PatientBrief, VisitBrief } from '../../core/patient/model.ts';
import { KeyImage, ReportMeasurement } from '../../core/reporting/exam-report.ts';

/** The case in hand, as much of it as a window with pictures shows. */
export const CaseOnDesk = z.object({
  examId: z.string(),
  patient: PatientBrief,
  visit: VisitBrief.nullable(),
  /** The instant that the age is told for. */
  on: z.string(),
  critical: z.number(),
  modality: z.string(),
  procedureName: z.string(),
  accessionNumber: z.string(),
  studies: z.array(z.object({ studyUid: z.string(), role: z.enum(['current', 'prior']) })),
});
export type CaseOnDesk = z.infer<typeof CaseOnDesk>;

/** How things stand at the main window. `seq` grows with each change, so that an overtaken word is known. */
export const DeskTold = z.object({
  kind: z.literal('told'),
  seq: z.number().int(),
  session: z.enum(['open', 'locked', 'ended']),
  personId: z.string(),
  case: CaseOnDesk.nullable(),
});
export type DeskTold = z.infer<typeof DeskTold>;

const AnnotationsTold = z.object({
  kind: z.literal('annotations'),
  studyUid: z.string(),
  now: AnnotationDocument,
  others: z.array(z.object({ author: z.string(), document: AnnotationDocument })),
  state: z.enum(['loading', 'saved', 'changed', 'saving', 'failed']),
  problem: z.string(),
  /** The last act of each window that is in it. */
  through: z.record(z.string(), z.number().int()),
});
export type AnnotationsTold = z.infer<typeof AnnotationsTold>;

export const ToWindows = z.discriminatedUnion('kind', [
  DeskTold,
  AnnotationsTold,
  z.object({ kind: z.literal('studyChanged'), studyUid: z.string().nullable() }),
]);
export type ToWindows = z.infer<typeof ToWindows>;

export const ActOnAnnotations = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), annotation: Annotation }),
  z.object({ kind: z.literal('replace'), annotation: Annotation }),
  z.object({ kind: z.literal('remove'), id: z.string() }),
  z.object({ kind: z.literal('clear') }),
  z.object({ kind: z.literal('mark'), mark: KeyMark }),
  z.object({ kind: z.literal('unmark'), sopInstanceUid: z.string(), frame: z.number().int() }),
  z.object({ kind: z.literal('undo') }),
  z.object({ kind: z.literal('redo') }),
]);

/** Every word about a case names it: one about a case that is not in hand any more is not heard. */
export const ToMain = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello') }),
  z.object({ kind: z.literal('touched') }),
  /** A key or button of the reader's own for what only the main window offers, e.g. an act of the report. */
  z.object({ kind: z.literal('ownAct'), examId: z.string(), actionId: z.string() }),
  z.object({ kind: z.literal('wantAnnotations'), studyUid: z.string() }),
  z.object({
    kind: z.literal('act'),
    examId: z.string(),
    studyUid: z.string(),
    /** The window, and a number that grows with each of its acts. */
    by: z.string(),
    number: z.number().int(),
    act: ActOnAnnotations,
  }),
  z.object({ kind: z.literal('keyImage'), examId: z.string(), image: KeyImage }),
  z.object({ kind: z.literal('measurement'), examId: z.string(), measurement: ReportMeasurement }),
]);
export type ToMain = z.infer<typeof ToMain>;

const Addressed = z.object({ desk: z.string(), to: z.enum(['main', 'windows']), word: z.unknown() });

/** What BroadcastChannel does here; tests pass their own. */
export interface DeskChannel {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

/** Both ends name the desk's own word beside the channel, so that nobody else on it is heard. */
export const channelName = (desk: string): string => `yishu.desk.${desk}`;
export const sayToWindows = (channel: DeskChannel, desk: string, word: ToWindows): void =>
  channel.postMessage({ desk, to: 'windows', word });
export const sayToMain = (channel: DeskChannel, desk: string, word: ToMain): void =>
  channel.postMessage({ desk, to: 'main', word });

function heard<Word>(schema: z.ZodType<Word>, data: unknown, desk: string, to: 'main' | 'windows'): Word | null {
  const addressed = Addressed.safeParse(data);
  if (!addressed.success || addressed.data.desk !== desk || addressed.data.to !== to) return null;
  const word = schema.safeParse(addressed.data.word);
  return word.success ? word.data : null;
}

/** Null for what is not meant for this end, of another desk, or not understood. */
export const heardFromMain = (data: unknown, desk: string) => heard(ToWindows, data, desk, 'windows');
export const heardFromWindow = (data: unknown, desk: string) => heard(ToMain, data, desk, 'main');
