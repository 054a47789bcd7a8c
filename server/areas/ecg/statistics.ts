// The department's figures, counted by the database: exams by when they were recorded, else when the person was there.

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { EcgStatistics, StatisticsLevel, StatisticsPeriod } from '../../../core/ecg/flow/statistics.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { dayAfter, dayStart } from '../../../core/kernel/hospital-time.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import { actorOf, ownInstitution, placesCondition, unitedReach } from '../orders/module.ts';

type Part<Name extends keyof EcgStatistics> = EcgStatistics[Name] extends (infer Row)[] ? Row : EcgStatistics[Name];

interface Scope {
  from: Date;
  to: Date;
  institutionId: string;
  departmentId: string;
  /** What the right to view was granted for; null: no grant, the institution above alone. */
  within: ((table: 'exam' | 'e') => RawBuilder<boolean>) | null;
}

/** Exams of the period as `e`, with the few values that are counted. */
function exams({ from, to, institutionId, departmentId, within }: Scope): RawBuilder<unknown> {
  // A centre's figures are of what it records and of what it reads for others.
  const place =
    institutionId === ''
      ? sql`true`
      : sql`(institution_id = ${institutionId} or (doc -> 'remote' ->> 'toInstitutionId' = ${institutionId} and doc -> 'remote' ->> 'state' in ('accepted', 'done')))`;
  const asked = departmentId === '' ? sql`true` : sql`doc ->> 'departmentId' = ${departmentId}`;
  return sql`(
    select x.*, (at at time zone 'Asia/Shanghai')::date::text as day from (
      select id, institution_id, state, report_state, risk_level,
        coalesce(doc ->> 'acquiredAt', doc ->> 'registeredAt', doc ->> 'requestedAt')::timestamptz as at,
        doc ->> 'departmentId' as department_id, doc ->> 'departmentName' as department, doc ->> 'priority' as priority,
        doc ->> 'institutionName' as institution, doc ->> 'procedureCode' as item_code, doc ->> 'procedureName' as item,
        trim(doc ->> 'clinicalDiagnosis') as disease,
        coalesce(doc ->> 'ecgType', (select i.ecg_type from exam_item i where i.code = doc ->> 'procedureCode'), '') as ecg_type,
        (doc -> 'report' ->> 'positive')::boolean as positive, (doc -> 'report' ->> 'releasedAt')::timestamptz as released_at,
        doc -> 'report' ->> 'author' as author, doc -> 'report' ->> 'reviewer' as reviewer,
        doc -> 'report' ->> 'authorId' as author_id, (doc -> 'report' ->> 'id')::uuid as report_id,
        case when doc -> 'fee' ->> 'state' = 'paid' then coalesce((doc -> 'fee' ->> 'amountCent')::bigint, 0) else 0 end as fee
      from exam where service = 'ecg' and state <> 'cancelled' and ${place} and ${asked} and ${within?.('exam') ?? sql`true`} and latest_at >= ${from}
    ) x where at >= ${from} and at < ${to}
  ) as e`;
}

const figures = sql`count(*)::int as exams,
  count(*) filter (where report_state = 'final')::int as reported,
  count(*) filter (where report_state = 'final' and positive)::int as positive,
  count(*) filter (where report_state = 'final' and not positive)::int as negative,
  coalesce(sum(fee), 0)::bigint as "feeCent"`;

async function totals(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['totals']> {
  const { rows } = await sql<Omit<EcgStatistics['totals'], 'recordings' | 'positiveRate'>>`select ${figures},
      count(*) filter (where risk_level = 'critical')::int as critical,
      count(*) filter (where risk_level = 'majorPositive')::int as "majorPositive",
      percentile_cont(0.5) within group (order by extract(epoch from released_at - at) / 60)
        filter (where report_state = 'final' and released_at >= at) as "medianMinutesToReport"
    from ${exams(scope)}`.execute(db);
  // As the exams: a centre's are also those of the exams that it reads for others.
  const place =
    scope.institutionId === ''
      ? sql`true`
      : sql`(institution_id = ${scope.institutionId} or exists (select from exam x where x.id = r.exam_id
          and x.doc -> 'remote' ->> 'toInstitutionId' = ${scope.institutionId} and x.doc -> 'remote' ->> 'state' in ('accepted', 'done')))`;
  // A recording asks for nothing: of a department only those count whose exam it asked for.
  const asked =
    scope.departmentId === ''
      ? sql`true`
      : sql`exists (select from exam x where x.id = r.exam_id and x.doc ->> 'departmentId' = ${scope.departmentId})`;
  const granted = scope.within
    ? sql`exists (select from exam e where e.id = r.exam_id and ${scope.within('e')})`
    : sql`true`;
  const counted = await sql<{ count: number }>`select count(*)::int as count from ecg_recording r
    where received_at >= ${scope.from} and received_at < ${scope.to} and state <> 'discarded' and ${place} and ${asked} and ${granted}`.execute(
    db,
  );
  const [row] = rows;
  const { positive = 0, negative = 0, medianMinutesToReport = null } = row ?? {};
  return {
    exams: row?.exams ?? 0,
    recordings: counted.rows[0]?.count ?? 0,
    reported: row?.reported ?? 0,
    positive,
    negative,
    positiveRate: positive + negative === 0 ? null : positive / (positive + negative),
    critical: row?.critical ?? 0,
    majorPositive: row?.majorPositive ?? 0,
    medianMinutesToReport: medianMinutesToReport === null ? null : Math.round(medianMinutesToReport),
    feeCent: row?.feeCent ?? 0,
  };
}

async function byInstitution(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['byInstitution']> {
  const { rows } = await sql<
    Part<'byInstitution'>
  >`select institution_id as "institutionId", max(institution) as name, ${figures}
    from ${exams(scope)} group by institution_id order by exams desc, institution_id`.execute(db);
  return rows;
}

async function byDepartment(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['byDepartment']> {
  const { rows } = await sql<
    Part<'byDepartment'>
  >`select coalesce(department_id, '') as "departmentId", coalesce(max(department), '') as name, ${figures}
    from ${exams(scope)} group by 1 order by exams desc, 1`.execute(db);
  return rows;
}

async function byType(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['byType']> {
  const { rows } = await sql<Part<'byType'>>`select e.ecg_type as code, coalesce(max(t.name), '') as name,
      coalesce(max(t.name_en), '') as "nameEn", ${figures}
    from ${exams(scope)} left join ecg_type t on t.code = e.ecg_type group by e.ecg_type order by exams desc, 1`.execute(
    db,
  );
  return rows;
}

async function byUploadPoint(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['byUploadPoint']> {
  const { rows } = await sql<Part<'byUploadPoint'>>`select coalesce(entered.point::text, '') as id,
      coalesce(max(p.name), max(entered.said), '') as name,
      coalesce(max(entered.institution), '') as "institutionName",
      coalesce(sum(entered.recordings), 0)::int as recordings, ${figures}
    from ${exams(scope)} left join lateral (
      select (array_agg(r.upload_point_id order by r.received_at, r.id))[1] as point,
        (array_agg(r.doc -> 'source' -> 'uploadPoint' ->> 'name' order by r.received_at, r.id))[1] as said,
        (array_agg(r.doc -> 'source' ->> 'institutionName' order by r.received_at, r.id))[1] as institution,
        count(*) as recordings
      from ecg_recording r where r.exam_id = e.id and r.state = 'matched'
    ) entered on true left join ecg_upload_point p on p.id = entered.point
    group by entered.point order by exams desc, name, 1`.execute(db);
  return rows.map((row) => (row.id === '' ? { ...row, name: '', institutionName: '' } : row));
}

async function turnaround(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['turnaround']> {
  const { rows } = await sql<Part<'turnaround'>>`select priority, count(*)::int as reported,
      round(percentile_cont(0.5) within group (order by minutes))::int as "medianMinutes",
      round(percentile_cont(0.9) within group (order by minutes))::int as "p90Minutes",
      round(max(minutes))::int as "longestMinutes"
    from (
      select priority, extract(epoch from released_at - at) / 60 as minutes from ${exams(scope)}
      where report_state = 'final' and released_at >= at
    ) t group by priority`.execute(db);
  return (['emergency', 'urgent', 'routine'] as const).map(
    (priority) =>
      rows.find((row) => row.priority === priority) ?? {
        priority,
        reported: 0,
        medianMinutes: null,
        p90Minutes: null,
        longestMinutes: null,
      },
  );
}

async function byDay(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['byDay']> {
  const { rows } = await sql<Part<'byDay'>>`select day, count(*)::int as exams,
      count(*) filter (where report_state = 'final')::int as reported,
      count(*) filter (where report_state = 'final' and positive)::int as positive,
      count(*) filter (where report_state = 'final' and not positive)::int as negative
    from ${exams(scope)} group by day order by day`.execute(db);
  return rows;
}

/** Statements of released reports; of a report without statements the first line of its conclusion, without the number before it. */
async function conclusions(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['conclusions']> {
  const { rows } = await sql<Part<'conclusions'>>`select text, count(*)::int as count from (
      select r.doc -> 'content' as content from exam_report r join ${exams(scope)} on e.id = r.exam_id where r.state = 'final'
    ) c cross join lateral (
      select s ->> 'text' as text from jsonb_array_elements(content -> 'statements') s
      union all
      select regexp_replace(split_part(trim(content ->> 'impression'), chr(10), 1), '^[0-9]+[.、．]\\s*', '') where jsonb_array_length(content -> 'statements') = 0
    ) t where trim(text) <> '' group by text order by count desc, text limit 200`.execute(db);
  return rows;
}

type Worked = Part<'workload'> & { person: string | null; userName: string | null };

/** By person, not by name: two of one name are two. Work from before ids were kept belongs to the one person of its name. */
async function workload(db: Kysely<Database>, scope: Scope): Promise<Worked[]> {
  const { rows } =
    await sql<Worked>`select k.person, max(p.user_name) as "userName", coalesce(max(p.name), max(k.name)) as name,
      sum(acquired)::int as acquired, sum(written)::int as written, sum(reviewed)::int as reviewed
    from (
      select w.name, acquired, written, reviewed, coalesce(w.person, known.id) as person from (
        select author as name, author_id as person, 0 as acquired, 1 as written, 0 as reviewed from ${exams(scope)} where report_state = 'final'
        union all
        select reviewer, (
            select s ->> 'personId' from exam_report r, jsonb_array_elements(coalesce(r.doc -> 'signatures', '[]')) s
            where r.id = e.report_id and s ->> 'role' = 'reviewer' order by s ->> 'at' desc limit 1
          ), 0, 0, 1 from ${exams(scope)} where report_state = 'final'
        union all
        select r.doc -> 'source' ->> 'name', r.doc -> 'source' ->> 'personId', 1, 0, 0 from ecg_recording r join ${exams(scope)} on e.id = r.exam_id
      ) w left join (select name, min(id::text) as id from person group by name having count(*) = 1) known on known.name = w.name
      where w.name <> ''
    ) k left join person p on p.id::text = k.person
    group by k.person, case when k.person is null then k.name end order by sum(acquired + written + reviewed) desc, 3`.execute(
      db,
    );
  return rows;
}

/** Lines as they are shown: with the login where another has the same name. */
function named(rows: readonly Worked[]): EcgStatistics['workload'] {
  return rows.map(({ person: _person, userName, name, ...counts }) => {
    const again = rows.filter((row) => row.name === name).length > 1;
    return { name: again && userName ? `${name}（${userName}）` : name, ...counts };
  });
}

async function items(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['items']> {
  const { rows } = await sql<Part<'items'>>`select item_code as code, item as name, count(*)::int as count,
      count(*) filter (where report_state = 'final' and positive)::int as positive, coalesce(sum(fee), 0)::bigint as "feeCent"
    from ${exams(scope)} group by item_code, item order by count desc, item_code`.execute(db);
  return rows;
}

async function diseases(db: Kysely<Database>, scope: Scope): Promise<EcgStatistics['diseases']> {
  const { rows } = await sql<Part<'diseases'>>`select disease as text, count(*)::int as exams,
      count(*) filter (where report_state = 'final')::int as reported,
      count(*) filter (where report_state = 'final' and positive)::int as positive,
      count(*) filter (where report_state = 'final' and not positive)::int as negative
    from ${exams(scope)} where disease <> '' group by disease order by exams desc, disease limit 200`.execute(db);
  return rows;
}

function levelOf({ rights }: Caller): StatisticsLevel {
  const has = (...wanted: Caller['rights'][number][]) => wanted.some((right) => rights.includes(right));
  if (has('ecg.statistics', 'ecg.review', 'identity.admin')) return 'department';
  return has('ecg.write', 'ecg.acquire', 'ecg.register') ? 'staff' : 'requester';
}

/** What the level does not see is not sent. */
function withheld(figures: EcgStatistics): EcgStatistics {
  const free = <Row extends { feeCent: number | null }>(row: Row): Row => ({ ...row, feeCent: null });
  switch (figures.level) {
    case 'department':
    case 'staff':
      return figures;
    case 'requester':
      return {
        ...figures,
        workload: [],
        totals: free(figures.totals),
        byInstitution: figures.byInstitution.map(free),
        byDepartment: figures.byDepartment.map(free),
        byType: figures.byType.map(free),
        byUploadPoint: figures.byUploadPoint.map(free),
        items: figures.items.map(free),
      };
    default:
      throw new Error(`unknown level ${String(figures.level satisfies never)}`);
  }
}

/**
 * Numbers, no patients: also for who sums up cases (病例汇总) without seeing any. A grant of the right to view says whose exams are counted. Without one, people of another institution see their own alone, a ward's doctor what the own department asked for.
 * @throws RIGHT_MISSING for a requester without a department
 */
export function statistics(kernel: Kernel, caller: Caller, period: StatisticsPeriod): Promise<EcgStatistics> {
  const subject = `${period.from} - ${period.to}`;
  return kernel.read(
    caller,
    administers(caller, 'ecg.view', 'ecg.statistics'),
    { act: 'ecg.statistics', subject, detail: period.institutionId },
    async (db) => {
      const actor = await actorOf(kernel, db, caller);
      const { institutionId } = actor;
      const granted = actor.places === undefined ? null : unitedReach(caller, actor, 'ecg', ['view']);
      const level = levelOf(caller);
      const ward = caller.person?.departmentId ?? '';
      if (level === 'requester' && ward === '') throw fail('RIGHT_MISSING', { what: 'figures without a department' });
      const own = (await ownInstitution(kernel, db)).id;
      const free = granted !== null || institutionId === null || institutionId === own;
      const limited = free ? period.institutionId : institutionId;
      const departmentId = level === 'requester' ? ward : period.departmentId;
      const within =
        granted === null ? null : (table: 'exam' | 'e') => placesCondition(granted, institutionId ?? '', table);
      const scope: Scope = {
        from: dayStart(period.from),
        to: dayAfter(period.to),
        institutionId: limited,
        departmentId,
        within,
      };
      const figures: EcgStatistics = {
        level,
        period: { ...period, institutionId: limited, departmentId },
        totals: await totals(db, scope),
        byInstitution: await byInstitution(db, scope),
        byDepartment: await byDepartment(db, scope),
        byType: await byType(db, scope),
        byUploadPoint: await byUploadPoint(db, scope),
        turnaround: await turnaround(db, scope),
        byDay: await byDay(db, scope),
        conclusions: await conclusions(db, scope),
        workload: named(
          (await workload(db, scope)).filter(({ person }) => level === 'department' || person === caller.person?.id),
        ),
        diseases: await diseases(db, scope),
        items: await items(db, scope),
      };
      return withheld(figures);
    },
  );
}
