// Reads of samples: the list, who could be sampled, and a sample as its grader sees it, without names where nothing is graded yet.
import { sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { QualitySample, SampleCriteria, SampleItem, SampleMark } from '../../../core/quality/sample.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { institutionLimit } from './access.ts';
import { releasedReports } from './samples.ts';

export function samples(kernel: Kernel, caller: Caller): Promise<QualitySample[]> {
  return kernel.read(caller, 'radiology.quality', { act: 'quality.samples', subject: '' }, async (db) => {
    const limit = await institutionLimit(kernel, db, caller);
    let query = db.selectFrom('quality_sample').select('doc').orderBy('drawn_at', 'desc').limit(500);
    if (limit !== '') query = query.where('institution_id', '=', limit);
    return (await query.execute()).map(({ doc }) => doc);
  });
}

export function sampleDoctors(
  kernel: Kernel,
  caller: Caller,
  criteria: Pick<SampleCriteria, 'from' | 'to' | 'modality'>,
): Promise<{ personId: string; personName: string; reports: number }[]> {
  const entry = { act: 'quality.sampleDoctors', subject: `${criteria.from} - ${criteria.to}` };
  return kernel.read(caller, 'radiology.quality', entry, async (db) => {
    const reports = await releasedReports(db, criteria, await institutionLimit(kernel, db, caller));
    const byDoctor = new Map<string, { personId: string; personName: string; reports: number }>();
    for (const { authorId, author } of reports) {
      const known = byDoctor.get(authorId);
      byDoctor.set(authorId, { personId: authorId, personName: author, reports: (known?.reports ?? 0) + 1 });
    }
    return [...byDoctor.values()].toSorted((left, right) => right.reports - left.reports);
  });
}

interface Row {
  number: number;
  mark: SampleMark | null;
  former: SampleMark[];
  exam: ExamDocument;
  /** Without its pictures, which nobody looks at here. */
  report: Pick<ExamReport, 'author' | 'reviewer' | 'corrections'>;
  content: Pick<ExamReport['content'], 'method' | 'findings' | 'impression' | 'positive'>;
  reviewGrade: NonNullable<SampleItem['shown']>['reviewGrade'];
}

function itemOf({ number, mark, former, exam, report, content, reviewGrade }: Row): SampleItem {
  const { findings, impression, positive, method } = content;
  return {
    ...{ number, mark, former, findings, impression, positive, method },
    modality: exam.modality,
    procedureName: exam.procedureName,
    sex: exam.patient.sex,
    birthDate: exam.patient.birthDate,
    at: exam.acquiredAt ?? exam.requestedAt,
    clinicalDiagnosis: exam.clinicalDiagnosis,
    purpose: exam.purpose,
    studyUids: exam.objects.flatMap(({ kind, id }) => (kind === 'study' ? [id] : [])),
    shown:
      mark === null
        ? null
        : {
            examId: exam.id,
            accessionNumber: exam.accessionNumber,
            patientName: exam.patient.name,
            author: report.author,
            reviewer: report.reviewer,
            reviewGrade,
            corrections: report.corrections,
          },
  };
}

/** @throws NOT_FOUND, RIGHT_MISSING */
export function sampleOf(
  kernel: Kernel,
  caller: Caller,
  sampleId: string,
): Promise<{ sample: QualitySample; items: SampleItem[] }> {
  return kernel.read(caller, 'radiology.quality', { act: 'quality.sample', subject: sampleId }, async (db) => {
    const limit = await institutionLimit(kernel, db, caller);
    const found = await db.selectFrom('quality_sample').select('doc').where('id', '=', sampleId).executeTakeFirst();
    if (!found || (limit !== '' && found.doc.institutionId !== limit))
      throw fail('NOT_FOUND', { what: 'sample', sampleId });
    const { rows } = await sql<Row>`select i.number, i.mark, i.former, e.doc as exam,
        jsonb_build_object('author', r.doc -> 'author', 'reviewer', r.doc -> 'reviewer', 'corrections', r.doc -> 'corrections') as report,
        jsonb_build_object('method', r.doc #> '{content,method}', 'findings', r.doc #> '{content,findings}',
          'impression', r.doc #> '{content,impression}', 'positive', r.doc #> '{content,positive}') as content,
        q.doc -> 'reports' -> r.id::text ->> 'grade' as "reviewGrade"
      from quality_sample_item i join exam e on e.id = i.exam_id join exam_report r on r.id = i.report_id
        left join exam_quality q on q.exam_id = e.id
      where i.sample_id = ${sampleId} order by i.number`.execute(db);
    return { sample: found.doc, items: rows.map(itemOf) };
  });
}
