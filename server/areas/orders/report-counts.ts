// Live numbers of reports per campus, counted by the database in one grouped query, and the exams behind a number (RAD-91).
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { spanOf } from '../../../core/orders/booking-slots.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type {
  CountedExam,
  CountedExamQuery,
  ReportCountQuery,
  ReportCountState,
  ReportCounts,
} from '../../../core/orders/report-counts.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { examRight, mayDo, maySeeExam } from './access.ts';
import { actorOf, ownInstitution } from './institutions.ts';
import { deskTime } from './store.ts';

const mostDays = 400;
const mostExams = 1000;
const dayMs = 86_400_000;

/** Somebody began the text; a draft counts, a recalled report too. */
const isWritten = sql<boolean>`report_state <> 'none'`;

const conditions: Readonly<Record<ReportCountState, RawBuilder<boolean>>> = {
  written: isWritten,
  unwritten: sql`not (${isWritten})`,
  reviewed: sql`report_state = 'final'`,
  unreviewed: sql`(${isWritten} and report_state <> 'final')`,
};

/** Whoever only looks at pictures has nothing to count. @throws RIGHT_MISSING */
function requireWork(caller: Caller, service: ExamDocument['service']): Right {
  const duties = ['write', 'review', 'dispatch', 'register', 'acquire'] as const;
  const works = duties.some((duty) => mayDo(caller, service, duty)) || caller.rights.includes('radiology.quality');
  if (!works) throw fail('RIGHT_MISSING', { right: examRight(service, 'write') });
  return examRight(service, 'view');
}

interface Scope {
  kind: ReportCounts['scope'];
  /** Null: no limit. */
  institutionId: string | null;
}

/** Of the server's own institution, who answers for the quality sees the whole network; everybody else what concerns the own place. */
async function scopeOf(kernel: Kernel, db: Kysely<Database>, caller: Caller): Promise<Scope> {
  const { institutionId } = await actorOf(kernel, db, caller);
  const isOwn = institutionId === null || institutionId === (await ownInstitution(kernel, db)).id;
  const whole = isOwn && (caller.mode === 'system' || caller.rights.includes('radiology.quality'));
  return whole ? { kind: 'network', institutionId: null } : { kind: 'asked', institutionId };
}

/** Exams that were done, or are reported already, of the days and of the scope. */
function counted(db: Kysely<Database>, { service, from, to }: z.output<typeof ReportCountQuery>, scope: Scope) {
  const span = spanOf(from, to);
  const days = (span.before.getTime() - span.from.getTime()) / dayMs;
  if (days < 1 || days > mostDays) throw fail('INPUT_INVALID', { fields: ['from', 'to'], mostDays });
  const query = db
    .selectFrom('exam')
    .where('service', '=', service)
    .where('desk_at', '>=', span.from)
    .where('desk_at', '<', span.before)
    .where('state', '<>', 'cancelled')
    .where((at) => at.or([at('state', '=', 'acquired'), at('report_state', '<>', 'none')]));
  const { institutionId } = scope;
  if (institutionId === null) return query;
  return query.where((at) =>
    at.or([
      at('institution_id', '=', institutionId),
      at.and([
        at('remote_state', 'is not', null),
        at('remote_state', '<>', 'withdrawn'),
        at(sql`doc->'remote'->>'toInstitutionId'`, '=', institutionId),
      ]),
    ]),
  );
}

/** @throws RIGHT_MISSING, INPUT_INVALID for a span that is none or too long */
export function reportCounts(
  kernel: Kernel,
  caller: Caller,
  asked: z.output<typeof ReportCountQuery>,
): Promise<ReportCounts> {
  const right = requireWork(caller, asked.service);
  const entry = { act: 'orders.reportCounts', subject: `${asked.from} ${asked.to}` };
  return kernel.read(caller, right, entry, async (db) => {
    const scope = await scopeOf(kernel, db, caller);
    const ownId = (await ownInstitution(kernel, db)).id;
    const sum = (state: ReportCountState) => sql<number>`(count(*) filter (where ${conditions[state]}))::int`.as(state);
    const rows = await counted(db, asked, scope)
      .select([
        'institution_id as institutionId',
        // An institution may have been renamed: the newest name.
        sql<string>`(array_agg(doc->>'institutionName' order by desk_at desc))[1]`.as('institutionName'),
        sum('written'),
        sum('unwritten'),
        sum('reviewed'),
        sum('unreviewed'),
      ])
      .groupBy('institution_id')
      .orderBy('institution_id')
      .execute();
    return {
      rows: rows.toSorted(
        (left, right) => Number(right.institutionId === ownId) - Number(left.institutionId === ownId),
      ),
      scope: scope.kind,
      asOf: kernel.clock.now().toISOString(),
    };
  });
}

/** The exams behind one number, newest first. @throws as `reportCounts` */
export function countedExams(
  kernel: Kernel,
  caller: Caller,
  asked: z.output<typeof CountedExamQuery>,
): Promise<{ rows: CountedExam[]; more: boolean }> {
  const right = requireWork(caller, asked.service);
  const { from, to, state, institutionId } = asked;
  const entry = { act: 'orders.countedExams', subject: `${from} ${to} ${state} ${institutionId}`.trim() };
  return kernel.read(caller, right, entry, async (db) => {
    const actor = await actorOf(kernel, db, caller);
    let query = counted(db, asked, await scopeOf(kernel, db, caller))
      .where(conditions[state])
      .select('doc')
      .orderBy('desk_at', 'desc')
      .limit(mostExams + 1);
    if (institutionId !== '') query = query.where('institution_id', '=', institutionId);
    const exams = (await query.execute()).map(({ doc }) => doc);
    return {
      rows: exams.slice(0, mostExams).map((exam) => ({
        examId: exam.id,
        accessionNumber: exam.accessionNumber,
        patientName: exam.patient.name,
        modality: exam.modality,
        procedureName: exam.procedureName,
        institutionName: exam.institutionName,
        at: deskTime(exam),
        reportState: exam.report.state,
        author: exam.report.author,
        reviewer: exam.report.reviewer,
        open: maySeeExam(caller, actor, exam),
      })),
      more: exams.length > mostExams,
    };
  });
}
