// Samples of reports in the database: drawn by a seed from what was released, graded blind, closed when all are.

import { randomInt } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { dayAfter, dayStart } from '../../../core/kernel/hospital-time.ts';
import { type Candidate, drawSample, mostSeed } from '../../../core/quality/draw.ts';
import type { ReportGrade } from '../../../core/quality/model.ts';
import {
  closeSample,
  gradeItem,
  type QualitySample,
  type SampleCriteria,
  sampleState,
} from '../../../core/quality/sample.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel, Tx } from '../../kernel/types.ts';
import { examReportById } from '../reporting/module.ts';
import { institutionLimit, personOf } from './access.ts';
import { knownReasons } from './reasons.ts';

type Db = Kysely<Database>;

interface Released extends Candidate {
  examId: string;
  author: string;
}

/** Reports in force that were released in the period: the newest edition of each exam, what was recalled is not sampled. */
export async function releasedReports(
  db: Db,
  { from, to, modality }: Pick<SampleCriteria, 'from' | 'to' | 'modality'>,
  institution: string,
): Promise<Released[]> {
  const place = institution === '' ? sql`true` : sql`e.institution_id = ${institution}`;
  const kind = modality === '' ? sql`true` : sql`e.modality = ${modality}`;
  const { rows } = await sql<Released>`select r.id as "reportId", r.exam_id as "examId", r.author_id as "authorId",
      coalesce(p.name, '') as author
    from exam_report r join exam e on e.id = r.exam_id left join person p on p.id = r.author_id
    where r.service = 'radiology' and r.state = 'final' and r.released_at >= ${dayStart(from)}
      and r.released_at < ${dayAfter(to)} and ${place} and ${kind}`.execute(db);
  return rows;
}

function saved(work: CommandWork, sample: QualitySample): void {
  work.changed('qualitySample', sample.id, sample.version, null);
}

async function update(work: CommandWork, sample: QualitySample): Promise<QualitySample> {
  await work.tx
    .updateTable('quality_sample')
    .set({ version: sample.version, state: sample.state, doc: JSON.stringify(sample) })
    .where('id', '=', sample.id)
    .execute();
  saved(work, sample);
  return sample;
}

/** @throws NOT_FOUND; a sample of another institution is not there */
export async function lockSample(kernel: Kernel, tx: Tx, caller: Caller, sampleId: string): Promise<QualitySample> {
  const row = await tx
    .selectFrom('quality_sample')
    .select('doc')
    .where('id', '=', sampleId)
    .forUpdate()
    .executeTakeFirst();
  const limit = await institutionLimit(kernel, tx, caller);
  if (!row || (limit !== '' && row.doc.institutionId !== limit)) throw fail('NOT_FOUND', { what: 'sample', sampleId });
  return row.doc;
}

const request = <Input extends { command: CommandMeta }>(name: string, subject: string, input: Input) => ({
  ...input.command,
  ...{ name, right: 'radiology.quality' as const, subject, input, ownAudit: true },
});

/** @throws RIGHT_MISSING, NOT_FOUND when nothing was released that fits */
export function drawReports(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; criteria: SampleCriteria; seed: number | null },
): Promise<QualitySample> {
  const { criteria } = input;
  // Drawn outside the work, which may run more than once.
  const seed = input.seed ?? randomInt(mostSeed);
  const subject = `${criteria.from} - ${criteria.to}`;
  return kernel.command(caller, request('quality.drawSample', subject, input), async (work) => {
    const by = personOf(caller);
    const institutionId = await institutionLimit(kernel, work.tx, caller);
    const wanted = new Set(criteria.doctors);
    const candidates = (await releasedReports(work.tx, criteria, institutionId)).filter(
      ({ authorId }) => wanted.size === 0 || wanted.has(authorId),
    );
    const drawn = drawSample(candidates, criteria.perDoctor, seed);
    if (drawn.length === 0)
      throw fail('NOT_FOUND', { what: 'released reports', ...{ from: criteria.from, to: criteria.to } });
    const sample: QualitySample = {
      ...{ id: work.newId(), version: 1, state: 'open', criteria, seed, institutionId },
      candidates: candidates.length,
      doctors: new Set(drawn.map(({ authorId }) => authorId)).size,
      size: drawn.length,
      graded: 0,
      ...{ drawnBy: by, drawnAt: work.now.toISOString(), closedBy: null, closedAt: null },
    };
    await work.tx
      .insertInto('quality_sample')
      .values({
        ...{ id: sample.id, version: 1, state: sample.state, institution_id: institutionId, drawn_at: work.now },
        doc: JSON.stringify(sample),
      })
      .execute();
    await work.tx
      .insertInto('quality_sample_item')
      .values(
        drawn.map(({ examId, reportId }, index) => ({
          ...{ sample_id: sample.id, number: index + 1, exam_id: examId, report_id: reportId },
          ...{ grade: null, mark: null, former: '[]' },
        })),
      )
      .execute();
    saved(work, sample);
    const detail = `${drawn.length} of ${candidates.length}, seed ${seed}`;
    work.audit({ act: 'quality.drawSample', subject: sample.id, detail });
    return sample;
  });
}

/** @throws NOT_FOUND, VERSION_CONFLICT when somebody graded it meanwhile, and what the rule throws */
export function gradeSampled(
  kernel: Kernel,
  caller: Caller,
  input: {
    command: CommandMeta;
    sampleId: string;
    number: number;
    expectedGrades: number;
    grade: ReportGrade;
    reasons: string[];
    note: string;
  },
): Promise<QualitySample> {
  const { sampleId, number } = input;
  return kernel.command(caller, request('quality.gradeSample', sampleId, input), async (work) => {
    const by = personOf(caller);
    const sample = await lockSample(kernel, work.tx, caller, sampleId);
    const item = await work.tx
      .selectFrom('quality_sample_item')
      .selectAll()
      .where('sample_id', '=', sampleId)
      .where('number', '=', number)
      .executeTakeFirst();
    const found = item && (await examReportById(work.tx, item.report_id));
    if (!item || !found) throw fail('NOT_FOUND', { what: 'sampled report', sampleId, number });
    const { report } = found;
    const given = item.former.length + (item.mark === null ? 0 : 1);
    if (given !== input.expectedGrades)
      throw fail('VERSION_CONFLICT', {
        ...{ sampleId, number, expected: input.expectedGrades, actual: given },
        ...{ by: item.mark?.by.personName ?? null, value: item.mark?.grade ?? null },
      });
    const reviewerId = report.signatures.find(({ role }) => role === 'reviewer')?.personId ?? null;
    const known = await knownReasons(work.tx, 'report');
    const { mark, former } = gradeItem(
      sample,
      { authorId: report.authorId, reviewerId, mark: item.mark, former: item.former },
      input,
      { now: work.now.toISOString(), by, known },
    );
    await work.tx
      .updateTable('quality_sample_item')
      .set({ grade: mark?.grade ?? null, mark: JSON.stringify(mark), former: JSON.stringify(former) })
      .where('sample_id', '=', sampleId)
      .where('number', '=', number)
      .execute();
    const graded = sample.graded + (item.mark === null ? 1 : 0);
    work.audit({
      ...{ act: 'quality.gradeSample', subject: `${sampleId} ${number}`, patientId: found.patientId },
      detail: [input.grade, input.reasons.join(' ')].filter(Boolean).join('; '),
    });
    return update(work, { ...sample, version: sample.version + 1, graded, state: sampleState(sample.size, graded) });
  });
}

/** @throws NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED while something is left to grade */
export function closeDrawn(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; sampleId: string; expectedVersion: number },
): Promise<QualitySample> {
  return kernel.command(caller, request('quality.closeSample', input.sampleId, input), async (work) => {
    const by = personOf(caller);
    const sample = await lockSample(kernel, work.tx, caller, input.sampleId);
    if (sample.version !== input.expectedVersion)
      throw fail('VERSION_CONFLICT', { sampleId: sample.id, expected: input.expectedVersion, actual: sample.version });
    const after = closeSample(sample, { now: work.now.toISOString(), by });
    work.audit({ act: 'quality.closeSample', subject: sample.id, detail: `${sample.size} reports` });
    return update(work, after);
  });
}
