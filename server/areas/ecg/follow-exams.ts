// Alarms follow the exam: where it is read now its readers are alarmed; critical by hand alarms the same people (ECG-34), milder retracts.

import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import { alertMoved, decideAlert, isOpenAlert } from '../../../core/ecg/flow/alert-flow.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { CommandWork, Kernel, PublishedChange } from '../../kernel/types.ts';
import { examById, hasReader, lockExamRow } from '../orders/module.ts';
import { alarmedInstitution, alertsOf, originOf, raiseNewAlert, saveAlert } from './alert-store.ts';
import { settingsOf } from './settings.ts';

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
  if (seen?.service !== 'ecg') return;
  const known = await alertsOf(kernel.db, { examId });
  if (followed(seen, known) === null && !known.some((alert) => liesElsewhere(seen, alert))) return;
  const ask = {
    id: kernel.newId(),
    at: kernel.clock.now().toISOString(),
    name: 'ecg.followExam',
    right: null,
    subject: examId,
  };
  await kernel.command(systemCaller('ecg'), ask, async (work) => {
    const exam = await lockExamRow(work.tx, examId);
    const alerts = await moveAll(kernel, work, exam, await alertsOf(work.tx, { examId }));
    const act = followed(exam, alerts);
    if (act === 'raise') await raiseByHand(kernel, work, exam);
    if (act === 'retract') await retractAll(work, exam, alerts);
    return { act };
  });
}

/** The exam is read, or waits, somewhere else than the alarm says. */
function liesElsewhere(exam: ExamDocument, alert: EcgAlert): boolean {
  return isOpenAlert(alert) && alert.readingInstitutionId !== alarmedInstitution(exam);
}

/** As they stand after that. */
async function moveAll(
  kernel: Kernel,
  work: CommandWork,
  exam: ExamDocument,
  alerts: readonly EcgAlert[],
): Promise<EcgAlert[]> {
  const limits = await settingsOf(work.tx);
  const moved: EcgAlert[] = [];
  for (const alert of alerts) {
    if (!liesElsewhere(exam, alert)) {
      moved.push(alert);
      continue;
    }
    const institutionId = alarmedInstitution(exam);
    const { remote } = exam;
    const name = remote?.toInstitutionId === institutionId ? remote.toInstitutionName : exam.institutionName;
    const isNobody = !(await hasReader(kernel, work.tx, 'ecg', institutionId));
    const reader = { institutionId, name, isNobody };
    moved.push(await saveAlert(work, alertMoved(alert, reader, limits, work.now.toISOString())));
    work.audit({
      act: 'ecg.alertMoved',
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: `${alert.readingInstitutionId} -> ${institutionId}`,
    });
  }
  return moved;
}

async function raiseByHand(kernel: Kernel, work: CommandWork, exam: ExamDocument): Promise<void> {
  const recordingId = exam.objects.find(({ kind }) => kind === 'recording')?.id ?? null;
  const row =
    recordingId === null
      ? undefined
      : await work.tx.selectFrom('ecg_recording').select('doc').where('id', '=', recordingId).executeTakeFirst();
  const origin = row
    ? await originOf(work.tx, row.doc)
    : { personId: null, name: '', institutionId: exam.institutionId, departmentId: '' };
  const text = exam.risk?.reasons.map((reason) => reason.text).join('；') ?? '';
  await raiseNewAlert(kernel, work, {
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

/** What was cut off between an exam's change and its alarms: every exam with an open alarm. */
async function examsAlarmed(kernel: Kernel): Promise<string[]> {
  const rows = await kernel.db
    .selectFrom('ecg_alert')
    .select('exam_id')
    .distinct()
    .where('state', 'in', ['raised', 'acknowledged'])
    .where('exam_id', 'is not', null)
    .execute();
  return rows.flatMap(({ exam_id }) => exam_id ?? []);
}

/** Looks at each exam that changed, and at the start at those that are alarmed; in order, beside requests. */
export function followExams(kernel: Kernel): { stop(): Promise<void> } {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const queue = (what: string, work: () => Promise<void>) => {
    running = running.then(async () => {
      if (isStopped) return;
      await work().catch((error: unknown) =>
        kernel.log('error', 'alarms could not follow an exam', { examId: what, error: String(error) }),
      );
    });
  };
  queue('all', async () => {
    for (const id of await examsAlarmed(kernel)) queue(id, () => followExam(kernel, id));
  });
  const stop = kernel.onPublished((changes: PublishedChange[]) => {
    const ids = new Set(changes.filter(({ kind }) => kind === 'exam').map(({ entityId }) => entityId));
    for (const id of ids) queue(id, () => followExam(kernel, id));
  });
  return {
    async stop() {
      isStopped = true;
      stop();
      await running;
    },
  };
}
