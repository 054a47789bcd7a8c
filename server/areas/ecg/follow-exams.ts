// Alarms follow what a person says about the exam itself: critical by hand alarms the same people (ECG-34), milder retracts what stands.

import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import { decideAlert, isOpenAlert } from '../../../core/ecg/flow/alert-flow.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { CommandWork, Kernel, PublishedChange } from '../../kernel/types.ts';
import { examById, lockExamRow } from '../orders/module.ts';
import { alertsOf, originOf, raiseNewAlert, saveAlert } from './alert-store.ts';

/** What the present word of a person about the exam asks of its alarms. */
export function followed(exam: ExamDocument, alerts: readonly EcgAlert[]): 'raise' | 'retract' | null {
  if (exam.service !== 'ecg' || exam.risk?.by !== 'person') return null;
  if (exam.risk.level === 'critical') return alerts.some(({ state }) => state !== 'dismissed') ? null : 'raise';
  // An alarm of a recording that came after the word is news, not covered by it.
  const { at } = exam.risk;
  return alerts.some((alert) => isOpenAlert(alert) && alert.raisedAt <= at) ? 'retract' : null;
}

export async function followExam(kernel: Kernel, examId: string): Promise<void> {
  const seen = await examById(kernel.db, examId);
  if (!seen || followed(seen, await alertsOf(kernel.db, { examId })) === null) return;
  const ask = {
    id: kernel.newId(),
    at: kernel.clock.now().toISOString(),
    name: 'ecg.followExam',
    right: null,
    subject: examId,
  };
  await kernel.command(systemCaller('ecg'), ask, async (work) => {
    const exam = await lockExamRow(work.tx, examId);
    const alerts = await alertsOf(work.tx, { examId });
    const act = followed(exam, alerts);
    if (act === 'raise') await raiseByHand(work, exam);
    if (act === 'retract') await retractAll(work, exam, alerts);
    return { act };
  });
}

async function raiseByHand(work: CommandWork, exam: ExamDocument): Promise<void> {
  const recordingId = exam.objects.find(({ kind }) => kind === 'recording')?.id ?? null;
  const row =
    recordingId === null
      ? undefined
      : await work.tx.selectFrom('ecg_recording').select('doc').where('id', '=', recordingId).executeTakeFirst();
  const origin = row
    ? await originOf(work.tx, row.doc)
    : { personId: null, name: '', institutionId: exam.institutionId, departmentId: '' };
  const text = exam.risk?.reasons.map((reason) => reason.text).join('；') ?? '';
  await raiseNewAlert(work, {
    by: 'person',
    byName: exam.lock?.personName ?? exam.assignedTo?.personName ?? '诊断医生',
    recordingId,
    exam,
    patientName: exam.patient.name,
    institutionId: exam.institutionId,
    findings: [],
    text,
    origin,
  });
}

async function retractAll(work: CommandWork, exam: ExamDocument, alerts: readonly EcgAlert[]): Promise<void> {
  const at = exam.risk?.at ?? '';
  const reason = exam.risk?.reasons.map(({ text }) => text).join('；') || exam.accessionNumber;
  for (const alert of alerts.filter((one) => isOpenAlert(one) && one.raisedAt <= at))
    await saveAlert(work, decideAlert(alert, { verdict: 'dismissed', reason }, 'system', work.now.toISOString()));
}

/** Looks at each exam that changed; in order, beside requests. */
export function followExams(kernel: Kernel): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const stop = kernel.onPublished((changes: PublishedChange[]) => {
    const ids = new Set(changes.filter(({ kind }) => kind === 'exam').map(({ entityId }) => entityId));
    for (const id of ids) {
      running = running
        .then(() => followExam(kernel, id))
        .catch((error: unknown) =>
          kernel.log('error', 'alarms could not follow an exam', { examId: id, error: String(error) }),
        );
    }
  });
  return {
    async stop() {
      stop();
      await running;
    },
  };
}
