// Sends on by itself what waits where nobody reads it: at once when a request comes to wait, and again as hours close and desks empty.
import type { ExamDocument, ExamService, RemoteRequest } from '../../../../core/orders/exam.ts';
import { liveLock } from '../../../../core/orders/exam-lock.ts';
import type { ExamActor } from '../../../../core/orders/exam-rules.ts';
import type { ForwardPlace } from '../../../../core/orders/forward-choice.ts';
import type { ForwardRule } from '../../../../core/orders/forwarding.ts';
import { cameUp, chainOf, sendOn } from '../../../../core/orders/remote-levels.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Running } from '../../../kernel/area.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { examById, lockExamRow, saveExam } from '../store.ts';
import { type ForwardNow, forwardingNow } from './choice.ts';

const everyMs = 30_000;
const rowsPerQuery = 200;

/** Who acts when a rule does: no person, and for each institution. */
export const ruleActor: ExamActor = {
  personId: 'system',
  personName: '自动转诊规则',
  stationName: 'system',
  institutionId: null,
};

/** Why it was sent on, as every level reads it. */
const reasons: Readonly<Record<ForwardRule['when'], string>> = {
  always: '按规则转上级',
  closed: '非诊断时间，按规则转上级',
  unattended: '无医师在岗，按规则转上级',
  notOpen: '未开放此项诊断，按规则转上级',
};
const levels: Readonly<Record<ForwardRule['which'], string>> = {
  all: '',
  abnormal: '（非正常组）',
  critical: '（疑似危急）',
};

/** Waits for its first look where it lies, and nobody has it in hand. */
function isFree(exam: ExamDocument, now: string): boolean {
  const { remote, assignedTo, report } = exam;
  if (remote?.state !== 'waiting' || !cameUp(remote)) return false;
  return assignedTo === null && report.state === 'none' && liveLock(exam, now) === null;
}

/** Where it lies, and who took part. */
function placeOf({ risk }: ExamDocument, remote: RemoteRequest): ForwardPlace {
  return { institutionId: remote.toInstitutionId, level: risk?.level ?? 'unknown', chain: chainOf(remote) };
}

/**
 * @param now the rules as they were read a moment ago; absent: they are read
 * @returns whether it was sent on
 */
export async function forwardByRule(kernel: Kernel, examId: string, now?: ForwardNow): Promise<boolean> {
  const seen = await examById(kernel.db, examId);
  const at = kernel.clock.now().toISOString();
  if (!seen?.remote || !isFree(seen, at)) return false;
  // Most of what waits stays where it is, look after look: nothing is written for that.
  const look = now ?? (await forwardingNow(kernel, kernel.db, seen.service));
  if (look(placeOf(seen, seen.remote)) === null) return false;
  const name = 'orders.forwardByRule';
  const request = { id: kernel.newId(), at, name, right: null, subject: examId, ownAudit: true };
  return kernel.command(systemCaller('forwarding'), request, async (work) => {
    const exam = await lockExamRow(work.tx, examId);
    const { remote } = exam;
    if (remote === null || !isFree(exam, work.now.toISOString())) return false;
    const chosen = (await forwardingNow(kernel, work.tx, exam.service))(placeOf(exam, remote));
    if (chosen === null) return false;
    const { rule, toInstitutionId, toInstitutionName } = chosen;
    const reason = `${reasons[rule.when]}${levels[rule.which]}`;
    const context = { now: work.now.toISOString(), by: ruleActor };
    await saveExam(work, exam, sendOn(exam, { toInstitutionId, toInstitutionName }, reason, context));
    work.audit({
      act: name,
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: `${remote.toInstitutionId} -> ${toInstitutionId}: ${reason}`,
    });
    return true;
  });
}

/** Everything that waits; one that cannot be sent on holds up no other. */
export async function forwardWaiting(kernel: Kernel): Promise<number> {
  const plans = await kernel.db.selectFrom('forwarding_plan').select(['service', 'doc']).execute();
  let sent = 0;
  for (const { service, doc } of plans)
    if (doc.rules.some(({ active }) => active)) sent += await forwardService(kernel, service);
  return sent;
}

async function forwardService(kernel: Kernel, service: ExamService): Promise<number> {
  const now = await forwardingNow(kernel, kernel.db, service);
  let sent = 0;
  let after: string | null = null;
  for (;;) {
    let query = kernel.db
      .selectFrom('exam')
      .select('id')
      .where('service', '=', service)
      .where('remote_state', '=', 'waiting')
      .orderBy('id')
      .limit(rowsPerQuery);
    if (after !== null) query = query.where('id', '>', after);
    const rows: { id: string }[] = await query.execute();
    for (const { id } of rows) if (await tryForward(kernel, id, now)) sent += 1;
    const last = rows.at(-1);
    if (!last || rows.length < rowsPerQuery) return sent;
    after = last.id;
  }
}

async function tryForward(kernel: Kernel, examId: string, now?: ForwardNow): Promise<boolean> {
  try {
    return await forwardByRule(kernel, examId, now);
  } catch (error) {
    kernel.log('error', 'a request could not be sent on by rule', { examId, error: String(error) });
    return false;
  }
}

/** One after the other: each change of an exam, and all of them at the start and from time to time. */
export function startForwarding(kernel: Kernel): Running {
  let isStopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const queue = (work: () => Promise<unknown>) => {
    running = running.then(async () => {
      if (isStopped) return;
      await work().catch((error: unknown) =>
        kernel.log('error', 'waiting requests could not be looked through', { error: String(error) }),
      );
    });
  };
  queue(() => forwardWaiting(kernel));
  const timer = setInterval(() => queue(() => forwardWaiting(kernel)), everyMs);
  const unhook = kernel.onPublished((changes) => {
    const ids = new Set(changes.filter(({ kind }) => kind === 'exam').map(({ entityId }) => entityId));
    for (const id of ids) queue(() => tryForward(kernel, id));
  });
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      unhook();
      await running;
    },
  };
}
