// The rules of uploading applied to unread exams that were there before them (对未读的重新套用, ECG-41): only what nobody has in hand.
import type { Kysely } from 'kysely';
import { mostReapplied, type ReapplyPreview, reapplyDays } from '../../../core/ecg/flow/reapply-contract.ts';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { liveLock } from '../../../core/orders/exam-lock.ts';
import { dangerRank } from '../../../core/orders/exam-rules.ts';
import type { Database } from '../../db/schema.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import { lockExamRow, planOf, planRight } from '../orders/module.ts';
import { goesUp } from './goes-up.ts';
import { forward } from './place.ts';

const keeper = (caller: Caller) => administers(caller, 'institution.forwarding', planRight('ecg'));

/** Nobody opened, took or was given it, nobody asked for it or took it back, and a tracing is there. */
function isFree(exam: ExamDocument, now: string): boolean {
  const isUnread = exam.state === 'acquired' && exam.report.state === 'none' && exam.remote === null;
  return isUnread && exam.assignedTo === null && liveLock(exam, now) === null;
}

/** The newest tracing of an exam: what it was sent up with. */
async function newestOf(db: Kysely<Database>, examId: string): Promise<RecordingDocument | null> {
  const row = await db
    .selectFrom('ecg_recording')
    .select('doc')
    .where('exam_id', '=', examId)
    .where('state', '=', 'matched')
    .orderBy('received_at', 'desc')
    .executeTakeFirst();
  return row?.doc ?? null;
}

export function reapplyPreview(kernel: Kernel, caller: Caller): Promise<ReapplyPreview> {
  const entry = { act: 'ecg.reapplyPreview', subject: '' };
  return kernel.read(caller, keeper(caller), entry, async (db) => {
    const now = kernel.clock.now();
    const exams = await db
      .selectFrom('exam')
      .select('doc')
      .where('service', '=', 'ecg')
      .where('state', '=', 'acquired')
      .where('report_state', '=', 'none')
      .where('remote_state', 'is', null)
      .where('latest_at', '>=', new Date(now.getTime() - reapplyDays * 86_400_000))
      .orderBy('latest_at')
      .execute();
    // The dangerous first, then who waits longest: where there are more than are sent at once, none of them is left behind.
    const free = exams
      .map(({ doc }) => doc)
      .filter((exam) => isFree(exam, now.toISOString()))
      .toSorted((left, right) => dangerRank(left.risk) - dangerRank(right.risk));
    const rows: ReapplyPreview['rows'] = [];
    for (const exam of free) {
      const recording = await newestOf(db, exam.id);
      const to = recording && (await goesUp(kernel, db, exam.institutionId, recording.risk.level));
      if (!recording || !to) continue;
      const { id: examId, accessionNumber: accession, acquiredAt, institutionName } = exam;
      rows.push({ examId, accession, acquiredAt, institutionName, level: recording.risk.level, ...to });
      if (rows.length > mostReapplied) break;
    }
    const { version } = await planOf(db, 'ecg');
    const shown = rows.slice(0, mostReapplied);
    return { planVersion: version, examined: free.length, rows: shown, more: rows.length > mostReapplied };
  });
}

/** @throws RIGHT_MISSING, VERSION_CONFLICT when the plan is another one than was looked at */
export function reapplyForwarding(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; planVersion: number; examIds: string[] },
): Promise<{ sent: number; stayed: number }> {
  const name = 'ecg.reapplyForwarding';
  const request = { ...input.command, name, right: keeper(caller), subject: `plan ${input.planVersion}`, input };
  return kernel.command(caller, request, async (work) => {
    const { version } = await planOf(work.tx, 'ecg');
    if (version !== input.planVersion) throw fail('VERSION_CONFLICT', { expected: input.planVersion, actual: version });
    // The rule acts, not the administrator, who may see none of these exams.
    const machine = { ...work, caller: systemCaller('ecg') };
    const sent: string[] = [];
    for (const examId of [...new Set(input.examIds)].sort()) {
      const exam = await lockExamRow(work.tx, examId);
      const recording = isFree(exam, work.now.toISOString()) ? await newestOf(work.tx, examId) : null;
      if (recording === null || exam.service !== 'ecg') continue;
      const after = await forward(kernel, machine, exam, recording);
      if (after.remote !== null) sent.push(exam.accessionNumber);
    }
    const stayed = new Set(input.examIds).size - sent.length;
    work.audit({
      act: name,
      subject: request.subject,
      detail: `sent ${sent.length}: ${sent.join(' ')}; stayed ${stayed}`,
    });
    return { sent: sent.length, stayed };
  });
}
