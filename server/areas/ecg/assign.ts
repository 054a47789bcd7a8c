// What people decide about whose a recording is: given to an exam, taken away, brought back, put aside.
import { alertTakenOff, confirmedTakenOff, confirmedWords, isOpenAlert } from '../../../core/ecg/flow/alert-flow.ts';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { dangerRank, next } from '../../../core/orders/exam-rules.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import {
  actorOf,
  detachObject,
  lockExamRow,
  managesCase,
  raiseRisk,
  requireExamAccess,
  retractRisk,
  saveExam,
} from '../orders/module.ts';
import { placingDuties, requirePlacing } from './access.ts';
import { alertsOf, saveAlert } from './alert-store.ts';
import { placeRecording } from './place.ts';
import { lockRecording, type RecordingRow, requireVersion, saveRecording } from './store.ts';

export interface RecordingInput {
  command: CommandMeta;
  recordingId: string;
  expectedVersion: number;
}

interface Act<Input> {
  name: string;
  detail(input: Input): string;
  apply(work: CommandWork, row: RecordingRow, input: Input): Promise<RecordingDocument>;
}

/** Locked, seen, in the version that the person saw. */
export function actOnRecording<Input extends RecordingInput>(
  kernel: Kernel,
  caller: Caller,
  input: Input,
  act: Act<Input>,
): Promise<RecordingDocument> {
  const request = { ...input.command, name: act.name, right: null, subject: input.recordingId, input };
  return kernel.command(caller, request, async (work) => {
    const row = await lockRecording(work.tx, input.recordingId);
    await requirePlacing(kernel, work.tx, caller, row.doc);
    requireVersion(row, input.expectedVersion);
    const after = await act.apply(work, row, input);
    work.audit({
      act: act.name,
      subject: after.accession || row.doc.accession || row.id,
      patientId: after.patientId ?? row.doc.patientId,
      detail: act.detail(input),
    });
    return after;
  });
}

/** Alarms of a recording that was another person's. @returns what a doctor confirmed of it at this exam, as it stands there */
async function takeAlarmsOff(
  work: CommandWork,
  { id: recordingId, patientSaid }: RecordingDocument,
  examId: string,
  reason: string,
): Promise<string[]> {
  const of = { reason: reason.trim(), by: work.caller.person?.name ?? 'system', now: work.now.toISOString() };
  const alerts = await alertsOf(work.tx, { recordingId });
  for (const alert of alerts.filter(isOpenAlert)) {
    const { standing, withdrawn } = alertTakenOff(alert, { ...of, id: work.newId(), patientName: patientSaid.name });
    await saveAlert(work, standing);
    if (withdrawn) await saveAlert(work, withdrawn);
  }
  const confirmed = alerts.filter((alert) => alert.state === 'confirmed' && alert.examId === examId);
  for (const alert of confirmed) await saveAlert(work, confirmedTakenOff(alert, of));
  return confirmed.map(confirmedWords);
}

/**
 * Takes a recording off its exam. The danger that only it had brought goes with it, also as a doctor confirmed it: it was another person's. What
 * a doctor said of the exam besides stays.
 */
export async function unplace(
  kernel: Kernel,
  work: CommandWork,
  recording: RecordingDocument,
  reason: string,
): Promise<RecordingDocument> {
  const { examId } = recording;
  if (examId === null) return recording;
  const exam = await detachObject(work, examId, { kind: 'recording', id: recording.id });
  const confirmed = await takeAlarmsOff(work, recording, examId, reason);
  const { risk } = exam;
  if (risk?.by === 'machine' || confirmed.includes(risk?.reasons[0]?.text ?? ''))
    await riskOfTheRest(kernel, work, exam, reason);
  return {
    ...recording,
    state: 'unmatched',
    examId: null,
    accession: '',
    patientId: null,
    patientName: '',
    matchedBy: null,
    unmatchedReason: 'TAKEN_AWAY',
  };
}

async function riskOfTheRest(kernel: Kernel, work: CommandWork, exam: ExamDocument, reason: string): Promise<void> {
  const rows = await work.tx
    .selectFrom('ecg_recording')
    .select('doc')
    .where('exam_id', '=', exam.id)
    .where('id', 'in', [...exam.objects.filter(({ kind }) => kind === 'recording').map(({ id }) => id), exam.id])
    .execute();
  const at = work.now.toISOString();
  const risks = rows.map(({ doc }) => ({
    level: doc.risk.level,
    by: 'machine' as const,
    reasons: doc.risk.reasons,
    at,
  }));
  const [worst] = risks.toSorted((left, right) => dangerRank(left) - dangerRank(right));
  const before = await lockExamRow(work.tx, exam.id);
  const after = await saveExam(work, before, next(before, { risk: worst ?? null }));
  await retractRisk(work, after, reason);
  if (worst?.level === 'critical') await raiseRisk(kernel, work, after);
}

export async function remember(
  work: CommandWork,
  recording: RecordingDocument,
  to: string | null,
  reason: string,
): Promise<void> {
  await work.tx
    .insertInto('ecg_assignment')
    .values({
      id: work.newId(),
      recording_id: recording.id,
      at: work.now,
      person: work.caller.person?.name ?? 'system',
      reason,
      from_exam: recording.examId,
      to_exam: to,
      undone_at: null,
    })
    .execute();
}

async function move(
  kernel: Kernel,
  work: CommandWork,
  row: RecordingRow,
  to: string | null,
  reason: string,
): Promise<RecordingDocument> {
  const { doc } = row;
  if (doc.state === 'parked' || doc.state === 'discarded')
    throw fail('STATE_REFUSED', { recordingId: doc.id, state: doc.state });
  if (doc.examId === to) return doc;
  const loose = await unplace(kernel, work, doc, reason);
  if (to === null) return saveRecording(work, row, loose);
  const exam = await lockExamRow(work.tx, to);
  if (exam.service !== 'ecg') throw fail('INPUT_INVALID', { fields: [`examId: ${exam.service} is not ecg`] });
  const actor = await actorOf(kernel, work.tx, work.caller);
  if (!managesCase(work.caller, actor, exam)) requireExamAccess(work.caller, actor, exam, placingDuties);
  return saveRecording(work, row, await placeRecording(kernel, work, loose, to, 'person'));
}

/** @throws NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED for a cancelled exam or a parked recording, RIGHT_MISSING */
export function assignRecording(
  kernel: Kernel,
  caller: Caller,
  input: RecordingInput & { examId: string | null; reason: string },
): Promise<RecordingDocument> {
  return actOnRecording(kernel, caller, input, {
    name: 'ecg.assign',
    detail: ({ examId, reason }) => `${examId ?? 'none'}: ${reason}`,
    async apply(work, row, { examId, reason }) {
      await remember(work, row.doc, examId, reason);
      return move(kernel, work, row, examId, reason);
    },
  });
}

/** Brings back where it was before the last assignment that stands. @throws NOT_FOUND when there is none */
export function undoAssign(
  kernel: Kernel,
  caller: Caller,
  input: RecordingInput & { reason: string },
): Promise<RecordingDocument> {
  return actOnRecording(kernel, caller, input, {
    name: 'ecg.undoAssign',
    detail: ({ reason }) => reason,
    async apply(work, row, { reason }) {
      const last = await work.tx
        .selectFrom('ecg_assignment')
        .selectAll()
        .where('recording_id', '=', row.id)
        .where('undone_at', 'is', null)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .executeTakeFirst();
      if (!last) throw fail('NOT_FOUND', { what: 'assignment', recordingId: row.id });
      await work.tx.updateTable('ecg_assignment').set({ undone_at: work.now }).where('id', '=', last.id).execute();
      return move(kernel, work, row, last.from_exam, reason);
    },
  });
}

/** @throws STATE_REFUSED while its alarm is open: a doctor decides that first */
export function discardRecording(
  kernel: Kernel,
  caller: Caller,
  input: RecordingInput & { reason: string },
): Promise<RecordingDocument> {
  return actOnRecording(kernel, caller, input, {
    name: 'ecg.discard',
    detail: ({ reason }) => reason,
    async apply(work, row, { reason }) {
      const open = (await alertsOf(work.tx, { recordingId: row.id })).filter(isOpenAlert);
      if (open.length > 0)
        throw fail('STATE_REFUSED', {
          recordingId: row.id,
          alert: open[0]?.state ?? '',
          remedy: 'decide the alert first',
        });
      const loose = await unplace(kernel, work, row.doc, reason);
      return saveRecording(work, row, { ...loose, state: 'discarded', unmatchedReason: reason.slice(0, 64) });
    },
  });
}
