// The indicators, counted by the database: for all, by one dimension, by month, and the exams behind each.

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { dayAfter, dayStart } from '../../../core/kernel/hospital-time.ts';
import type { DrillQuery } from '../../../core/quality/contract.ts';
import {
  type IndicatorAnswer,
  IndicatorDimension,
  type IndicatorExam,
  IndicatorId,
  type IndicatorRow,
  type IndicatorScope,
  monthsUntil,
} from '../../../core/quality/indicators.ts';
import type { QualitySettings } from '../../../core/quality/limits.ts';
import { ImageGrade } from '../../../core/quality/model.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { institutionLimit } from './access.ts';
import { dimensionSql, facts, filtered, indicatorSql, type Span } from './facts.ts';
import { settingsOf } from './settings.ts';

type Db = Kysely<Database>;

interface Asked {
  settings: QualitySettings;
  now: Date;
}

/** Columns of a group: `c_<id>` and `o_<id>` for each indicator, and what stands beside them. */
function columns(now: Date): RawBuilder<unknown> {
  const shares = indicatorSql(now);
  const sums = IndicatorId.options.flatMap((id) => [
    sql`coalesce(sum(${shares[id].counts}), 0)::int as ${sql.ref(`c_${id}`)}`,
    sql`coalesce(sum(${shares[id].of}), 0)::int as ${sql.ref(`o_${id}`)}`,
  ]);
  const grades = ImageGrade.options.map(
    (grade) => sql`count(*) filter (where f.image_grade = ${sql.lit(grade)})::int as ${sql.ref(`g_${grade}`)}`,
  );
  return sql.join([
    sql`count(*)::int as exams`,
    sql`count(*) filter (where f.released > 0)::int as reported`,
    sql`count(*) filter (where f.untimed)::int as untimed`,
    sql`coalesce(sum(f.repeats), 0)::int as repeats`,
    sql`round(percentile_cont(0.5) within group (order by f.minutes))::int as median`,
    sql`round(percentile_cont(0.9) within group (order by f.minutes))::int as p90`,
    ...sums,
    ...grades,
  ]);
}

type Counted = Record<string, number | string | null>;

const numberIn = (row: Counted, name: string): number => {
  const value = row[name];
  return typeof value === 'number' ? value : 0;
};

function rowOf(row: Counted, key: string, name: string): IndicatorRow {
  const share = (id: IndicatorId) => ({ counts: numberIn(row, `c_${id}`), of: numberIn(row, `o_${id}`) });
  const optional = (value: unknown) => (typeof value === 'number' ? value : null);
  return {
    key,
    name,
    exams: numberIn(row, 'exams'),
    reported: numberIn(row, 'reported'),
    untimed: numberIn(row, 'untimed'),
    repeats: numberIn(row, 'repeats'),
    medianMinutes: optional(row.median),
    p90Minutes: optional(row.p90),
    values: Object.fromEntries(IndicatorId.options.map((id) => [id, share(id)])) as IndicatorRow['values'],
    grades: Object.fromEntries(
      ImageGrade.options.map((grade) => [grade, numberIn(row, `g_${grade}`)]),
    ) as IndicatorRow['grades'],
  };
}

async function counted(
  db: Db,
  span: Span,
  scope: IndicatorScope,
  { settings, now }: Asked,
  by: { key: RawBuilder<unknown>; name: RawBuilder<unknown> } | null,
): Promise<IndicatorRow[]> {
  const head = by ? sql`${by.key} as key, max(${by.name}) as name,` : sql``;
  const tail = by ? sql`group by 1 order by exams desc, 1` : sql``;
  const { rows } = await sql<Counted>`select ${head} ${columns(now)} from ${facts(span, settings, now)}
    where ${filtered(scope)} ${tail}`.execute(db);
  return rows.map((row) => rowOf(row, String(row.key ?? ''), String(row.name ?? '')));
}

/** What the filters can be set to: of the period, whatever else is chosen. */
async function choices(
  db: Db,
  span: Span,
  institution: string,
  { settings, now }: Asked,
): Promise<IndicatorAnswer['choices']> {
  const place = institution === '' ? sql`true` : sql`f.institution_id = ${institution}`;
  const lists = IndicatorDimension.options.map(
    (dimension) =>
      sql`(select coalesce(jsonb_agg(distinct jsonb_build_object('key', ${dimensionSql[dimension].key},
        'name', ${dimensionSql[dimension].name})), '[]') from f) as ${sql.ref(dimension)}`,
  );
  const { rows } = await sql<IndicatorAnswer['choices']>`with f as materialized (
      select distinct f.modality, f.device, f.technician, f.technician_name, f.reader, f.author_name, f.institution_id,
        f.institution_name from ${facts(span, settings, now)} where ${place})
    select ${sql.join(lists)}`.execute(db);
  const [found] = rows;
  return found ?? { modality: [], device: [], technician: [], reader: [], institution: [] };
}

const spanOf = ({ from, to }: { from: string; to: string }): Span => ({ from: dayStart(from), to: dayAfter(to) });

function read<Output>(
  kernel: Kernel,
  caller: Caller,
  act: string,
  scope: IndicatorScope,
  query: (db: Db, scope: IndicatorScope, asked: Asked) => Promise<Output>,
): Promise<Output> {
  const entry = { act, subject: `${scope.from} - ${scope.to}`, detail: scope.institution };
  return kernel.read(caller, 'radiology.quality', entry, async (db) => {
    const limit = await institutionLimit(kernel, db, caller);
    const asked = { settings: await settingsOf(db), now: kernel.clock.now() };
    return query(db, limit === '' ? scope : { ...scope, institution: limit }, asked);
  });
}

/** People of another institution see the figures of their own alone. */
export function indicators(
  kernel: Kernel,
  caller: Caller,
  { by, ...given }: IndicatorScope & { by: IndicatorDimension },
): Promise<IndicatorAnswer> {
  return read(kernel, caller, 'quality.indicators', given, async (db, scope, asked) => {
    const span = spanOf(scope);
    const [total] = await counted(db, span, scope, asked, null);
    return {
      scope,
      by,
      total: total ?? rowOf({}, '', ''),
      groups: await counted(db, span, scope, asked, dimensionSql[by]),
      choices: await choices(db, span, await institutionLimit(kernel, db, caller), asked),
      asOf: asked.now.toISOString(),
    };
  });
}

const trendMonths = 12;

export function trend(kernel: Kernel, caller: Caller, given: IndicatorScope): Promise<IndicatorRow[]> {
  return read(kernel, caller, 'quality.trend', given, async (db, scope, asked) => {
    const months = monthsUntil(scope.to, trendMonths);
    const span = { from: dayStart(`${months[0]}-01`), to: dayAfter(scope.to) };
    const month = sql`to_char(f.day, 'YYYY-MM')`;
    const rows = await counted(db, span, scope, asked, { key: month, name: month });
    return months.map((key) => rows.find((row) => row.key === key) ?? rowOf({}, key, key));
  });
}

const mostRows = 500;

export function indicatorExams(
  kernel: Kernel,
  caller: Caller,
  { indicator, part, ...given }: z.output<typeof DrillQuery>,
): Promise<{ rows: IndicatorExam[]; more: boolean }> {
  return read(kernel, caller, `quality.indicatorExams ${indicator}`, given, async (db, scope, asked) => {
    const { counts, of } = indicatorSql(asked.now)[indicator];
    const wanted = { of: sql`${of} > 0`, counts: sql`${counts} > 0`, rest: sql`${of} > ${counts}` }[part];
    const { rows } = await sql<Omit<IndicatorExam, 'at'> & { at: Date }>`
      select f.id as "examId", f.accession as "accessionNumber", f.patient_name as "patientName", f.modality,
        f.procedure_name as "procedureName", f.at, f.technician_name as technician, f.author_name as author,
        coalesce(f.reviewer_name, '') as reviewer, f.image_grade as "imageGrade", f.report_grade as "reportGrade",
        round(f.minutes)::int as minutes, f.untimed, f.limit_minutes as "limitMinutes", ${counts} as counts, ${of} as of
      from ${facts(spanOf(scope), asked.settings, asked.now)} where ${filtered(scope)} and ${wanted}
      order by f.at desc, f.id limit ${mostRows + 1}`.execute(db);
    return {
      rows: rows.slice(0, mostRows).map((row) => ({ ...row, at: row.at.toISOString() })),
      more: rows.length > mostRows,
    };
  });
}
