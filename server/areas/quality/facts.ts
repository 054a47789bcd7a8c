// What the indicators are counted from: one row an exam of a span of time, by when its images came, with its report, repeats, grades and critical values.
import { type RawBuilder, sql } from 'kysely';
import type { IndicatorDimension, IndicatorId, IndicatorScope } from '../../../core/quality/indicators.ts';
import type { QualitySettings, TimeLimit } from '../../../core/quality/limits.ts';

/** Where a value is not known, so that it can be asked for. */
export const unknownKey = '-';

export interface Span {
  from: Date;
  /** Not included. */
  to: Date;
}

/** The first rule that speaks of the exam, as `limitFor` of core does it. */
function limitMinutes(limits: readonly TimeLimit[]): RawBuilder<unknown> {
  if (limits.length === 0) return sql`null::int`;
  const cases = limits.map(({ priority, modality, minutes }) => {
    const parts = [
      ...(priority === '' ? [] : [sql`priority = ${priority}`]),
      ...(modality === '' ? [] : [sql`modality = ${modality}`]),
    ];
    const when = parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
    return sql`when ${when} then ${minutes}::int`;
  });
  return sql`case ${sql.join(cases, sql` `)} end`;
}

/**
 * Facts as a relation. An exam that was reported without images here, or before they came, counts as an exam, but in no time to report:
 * nobody knows when its images were there to be read. `now` decides what is late already. Grades of closed samples go before the reviewer's: they were given without
 * knowing whose the report is.
 */
export function facts(span: Span, { limits, criticalMinutes }: QualitySettings, now: Date): RawBuilder<unknown> {
  return sql`(
    select x.*, coalesce(x.sample_grade, x.review_grade) as report_grade,
      case when x.imaged and x.first_at >= x.at then extract(epoch from x.first_at - x.at) / 60 end as minutes,
      x.first_at is not null and (not x.imaged or x.first_at < x.at) as untimed,
      (x.at at time zone 'Asia/Shanghai')::date as day
    from (
      select e.id, e.accession, e.modality, e.institution_id, e.priority,
        e.at, e.doc -> 'patient' ->> 'name' as patient_name, e.doc ->> 'procedureName' as procedure_name,
        e.doc ->> 'institutionName' as institution_name,
        coalesce(nullif(e.doc ->> 'deviceId', ''), ${unknownKey}) as device,
        coalesce(q.technician_id::text, ${unknownKey}) as technician, coalesce(q.technician_name, '') as technician_name,
        coalesce(r.author_id::text, ${unknownKey}) as reader, coalesce(p.name, '') as author_name,
        e.doc -> 'report' ->> 'reviewer' as reviewer_name,
        case when e.report_state = 'final' then (e.doc -> 'report' ->> 'positive')::boolean end as positive,
        case when e.imaged and (r.first_at is null or r.first_at >= e.at) then ${limitMinutes(limits)} end as limit_minutes, e.imaged,
        q.image_grade, q.repeats, r.released, r.recalled, r.first_at, r.author_id, r.reviewer_id,
        q.doc -> 'reports' -> r.report_id::text ->> 'grade' as review_grade,
        (select i.grade from quality_sample_item i join quality_sample s on s.id = i.sample_id and s.state = 'done'
          where i.report_id = r.report_id order by s.drawn_at desc limit 1) as sample_grade,
        c.raised, c.told
      from (
        select *, coalesce(doc ->> 'acquiredAt', doc ->> 'registeredAt', doc ->> 'requestedAt')::timestamptz as at,
          doc ->> 'acquiredAt' is not null as imaged
        from exam
        where service = 'radiology' and latest_at >= ${span.from}
          and (state = 'acquired' or (state = 'registered' and report_state in ('final', 'recalled')))
      ) e
      left join exam_quality q on q.exam_id = e.id
      left join lateral (
        select count(released_at)::int as released, coalesce(bool_or(state = 'recalled'), false) as recalled,
          min(released_at) as first_at,
          (array_agg(id order by edition desc) filter (where released_at is not null))[1] as report_id,
          (array_agg(author_id order by edition desc) filter (where released_at is not null))[1] as author_id,
          (array_agg(reviewer_id order by edition desc) filter (where released_at is not null))[1] as reviewer_id
        from exam_report where exam_id = e.id
      ) r on true
      left join person p on p.id = r.author_id
      left join lateral (
        select count(*) filter (where t.told is not null or v.raised_at + make_interval(mins => ${criticalMinutes}::int) < ${now})::int as raised,
          count(*) filter (where t.told <= v.raised_at + make_interval(mins => ${criticalMinutes}::int))::int as told
        from critical_value v cross join lateral (
          select min(coalesce(s ->> 'madeAt', s ->> 'at')::timestamptz) as told from jsonb_array_elements(v.doc -> 'steps') s
          where s ->> 'kind' in ('readBack', 'acknowledged')
        ) t
        where v.subject_id = e.id and v.area = 'radiology' and v.state <> 'withdrawn'
      ) c on true
      where e.at >= ${span.from} and e.at < ${span.to}
    ) x
  ) as f`;
}

/** What each indicator counts (`counts`) out of what (`of`), as whole numbers of one row of the facts. */
export function indicatorSql(
  now: Date,
): Readonly<Record<IndicatorId, { counts: RawBuilder<number>; of: RawBuilder<number> }>> {
  const due = sql`f.first_at is not null or f.at + make_interval(mins => f.limit_minutes) < ${now}`;
  const of = {
    graded: sql<boolean>`f.image_grade is not null`,
    reportGraded: sql<boolean>`f.released > 0 and f.report_grade is not null`,
    released: sql<boolean>`f.released > 0`,
    sampled: sql<boolean>`f.sample_grade is not null and f.review_grade is not null`,
  };
  const share = (whole: RawBuilder<boolean>, part: RawBuilder<boolean>) => ({
    of: sql<number>`(case when ${whole} then 1 else 0 end)`,
    counts: sql<number>`(case when (${whole}) and (${part}) then 1 else 0 end)`,
  });
  return {
    imageGradeA: share(of.graded, sql`f.image_grade = 'A'`),
    imageReject: share(of.graded, sql`f.image_grade = 'reject'`),
    repeat: share(sql`f.repeats is not null`, sql`f.repeats > 0`),
    reportGood: share(of.reportGraded, sql`f.report_grade = 'A'`),
    reportQualified: share(of.reportGraded, sql`f.report_grade in ('A', 'B')`),
    doubleSign: share(of.released, sql`f.reviewer_id is not null and f.author_id <> f.reviewer_id`),
    timely: share(
      sql`f.limit_minutes is not null and (${due})`,
      sql`f.minutes is not null and f.minutes <= f.limit_minutes`,
    ),
    criticalTimely: { of: sql<number>`coalesce(f.raised, 0)`, counts: sql<number>`coalesce(f.told, 0)` },
    positive: share(sql`f.positive is not null`, sql`f.positive`),
    amended: share(of.released, sql`f.released > 1`),
    recalled: share(of.released, sql`f.recalled`),
    sampleAgreement: share(of.sampled, sql`f.sample_grade = f.review_grade`),
  };
}

/** Key and name of an exam in each dimension. */
export const dimensionSql: Readonly<Record<IndicatorDimension, { key: RawBuilder<string>; name: RawBuilder<string> }>> =
  {
    modality: { key: sql`f.modality`, name: sql`f.modality` },
    device: { key: sql`f.device`, name: sql`f.device` },
    technician: { key: sql`f.technician`, name: sql`f.technician_name` },
    reader: { key: sql`f.reader`, name: sql`f.author_name` },
    institution: { key: sql`f.institution_id`, name: sql`f.institution_name` },
  };

export function filtered(scope: IndicatorScope): RawBuilder<unknown> {
  const chosen = (['modality', 'device', 'technician', 'reader', 'institution'] as const).flatMap((dimension) =>
    scope[dimension] === '' ? [] : [sql`${dimensionSql[dimension].key} = ${scope[dimension]}`],
  );
  return chosen.length === 0 ? sql`true` : sql.join(chosen, sql` and `);
}
