// What happens to alarms: seen, acknowledged, decided by a doctor, escalated by the clock, and following what is said about the exam.
import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import {
  acknowledgeAlert,
  concernsPerson,
  confirmedWords,
  decideAlert,
  escalateAlert,
  isOpenAlert,
  reached,
} from '../../../core/ecg/flow/alert-flow.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireReader } from '../../../core/orders/exam-remote.ts';
import { setRisk } from '../../../core/orders/exam-risk.ts';
import { requireAccess, systemCaller } from '../../kernel/access.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { examContext, lockExamRow, raiseRisk, retractRisk, saveExam } from '../orders/module.ts';
import { alertSight } from './alert-sight.ts';
import { alertPerson, alertsOf, headsOf, lockAlert, saveAlert } from './alert-store.ts';
import { settingsOf } from './settings.ts';

interface AlertInput {
  command: CommandMeta;
  alertId: string;
}

const request = (input: AlertInput, name: string) => ({
  ...input.command,
  name,
  right: null,
  subject: input.alertId,
  input,
});

/** The alarm, locked, and the person whom it concerns. @throws NOT_FOUND, RIGHT_MISSING: as if it were not there, for whom it is not listed for */
async function concernedIn(kernel: Kernel, work: CommandWork, caller: Caller, alertId: string) {
  const before = await lockAlert(work.tx, alertId);
  const person = await alertPerson(kernel, work.tx, caller);
  if (concernsPerson(before, person)) return { before, person };
  const sees = await alertSight(kernel, work.tx, caller);
  throw fail('RIGHT_MISSING', { alertId }, sees(before) ? {} : { unseen: { what: 'alert', alertId } });
}

/** @throws RIGHT_MISSING for somebody whom the alarm does not concern */
export function alertReached(kernel: Kernel, caller: Caller, input: AlertInput): Promise<EcgAlert> {
  return kernel.command(caller, request(input, 'ecg.alertReached'), async (work) => {
    const { before, person } = await concernedIn(kernel, work, caller, input.alertId);
    const after = reached(before, person, work.now.toISOString());
    return after === before ? before : saveAlert(work, after);
  });
}

export function acknowledge(kernel: Kernel, caller: Caller, input: AlertInput & { note: string }): Promise<EcgAlert> {
  return kernel.command(caller, request(input, 'ecg.acknowledgeAlert'), async (work) => {
    const { before, person } = await concernedIn(kernel, work, caller, input.alertId);
    return saveAlert(work, acknowledgeAlert(before, person, input.note, work.now.toISOString()));
  });
}

export interface DecideInput extends AlertInput {
  expectedVersion: number;
  verdict: 'confirmed' | 'dismissed';
  reason: string;
  level?: 'majorPositive' | 'attention' | 'normal';
}

/** @throws VERSION_CONFLICT, STATE_REFUSED, REASON_REQUIRED, RIGHT_MISSING for one who does not read this exam */
export function decide(kernel: Kernel, caller: Caller, input: DecideInput): Promise<EcgAlert> {
  return kernel.command(caller, request(input, 'ecg.decideAlert'), async (work) => {
    if (!caller.rights.includes('ecg.review')) requireAccess(caller, 'ecg.write');
    const { before, person } = await concernedIn(kernel, work, caller, input.alertId);
    if (before.version !== input.expectedVersion)
      throw fail('VERSION_CONFLICT', { alertId: before.id, expected: input.expectedVersion, actual: before.version });
    const after = await saveAlert(work, decideAlert(before, input, person.name, work.now.toISOString()));
    work.audit({
      act: 'ecg.decideAlert',
      subject: after.accession || after.id,
      detail: `${input.verdict}: ${input.reason}`.slice(0, 1000),
    });
    if (after.examId !== null) await tellExam(kernel, work, after, after.examId, input);
    return after;
  });
}

/** The doctor's word stands on the exam too; while another alarm of it is open the exam stays critical. */
async function tellExam(
  kernel: Kernel,
  work: CommandWork,
  alert: EcgAlert,
  examId: string,
  input: DecideInput,
): Promise<void> {
  const exam = await lockExamRow(work.tx, examId);
  const context = await examContext(kernel, work);
  if (exam.state === 'cancelled') return;
  // A request that waits at the centre has no reader yet: the doctor who looks first may say what it is.
  if (exam.remote === null) requireReader(exam, context);
  if (input.verdict === 'confirmed') {
    const saved = await saveExam(
      work,
      exam,
      setRisk(exam, { level: 'critical', text: confirmedWords(alert) }, context),
    );
    await confirmCriticals(kernel, work, saved.id, alert);
    return;
  }
  const others = (await alertsOf(work.tx, { examId })).filter(
    (one) => one.id !== alert.id && one.state !== 'dismissed',
  );
  if (others.length > 0) return;
  const said = { level: input.level ?? ('attention' as const), text: input.reason.slice(0, 200) };
  const saved = await saveExam(work, exam, setRisk(exam, said, context));
  await retractRisk(work, saved, `${input.reason}`.slice(0, 1000));
}

/** The machine's critical values stand and are now called; where none stands (raised by hand) one is made. */
async function confirmCriticals(kernel: Kernel, work: CommandWork, examId: string, alert: EcgAlert): Promise<void> {
  const standing = await work.tx
    .selectFrom('critical_value')
    .select('id')
    .where('subject_id', '=', examId)
    .where('state', 'in', ['open', 'notified', 'acknowledged', 'closed'])
    .executeTakeFirst();
  if (standing || alert.by === 'person') return;
  await raiseRisk(kernel, work, await lockExamRow(work.tx, examId));
}

/** Alarms that nobody answered in time; each in a command of its own, so that one failure holds up no other. */
export async function escalateOverdue(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const limits = await settingsOf(kernel.db);
  const due = await kernel.db
    .selectFrom('ecg_alert')
    .select('id')
    .where('state', '=', 'raised')
    .where('escalate_at', '<=', now)
    .where((at) => at(at.cast<number>(at.ref('doc', '->>').key('escalations'), 'integer'), '<', limits.maxEscalations))
    .limit(100)
    .execute();
  for (const { id } of due) {
    const ask = { id: kernel.newId(), at: now.toISOString(), name: 'ecg.escalateAlert', right: null, subject: id };
    await kernel.command(systemCaller('escalation'), ask, async (work) => {
      const before = await lockAlert(work.tx, id);
      const recordedAt = before.recipients.find(({ role }) => role === 'acquisition')?.place ?? '';
      const heads = await headsOf(work.tx, [before.departmentId, recordedAt].filter(Boolean));
      const after = escalateAlert(before, limits, heads, work.now.toISOString());
      if (after !== before && isOpenAlert(after)) await saveAlert(work, after);
      return { ok: true };
    });
  }
  return due.length;
}
