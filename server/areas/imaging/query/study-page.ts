// Which studies a page of a search holds, newest first: of the whole archive, or of what a person of limited sight sees.
import { type RawBuilder, sql } from 'kysely';
import type { Kernel } from '../../../kernel/types.ts';
import type { Sight } from '../sight.ts';
import { listedStudies, sightCondition } from '../sight-places.ts';
import type { Narrowing } from './match.ts';

/** So many of the newest studies are looked through before an index of patterns is asked: a few milliseconds. */
const newestProbed = 3000;
/** Of those of a limited sight each is fetched by its key, and the indexes name fewer. */
export const newestProbedOf = 1000;
/** Memory of one search, so that a pattern that fits half the archive is not looked up page by page twice. */
const patternMemory = '64MB';

export const newest = sql`t.study_date desc, t.study_time desc, t.uid`;

/** Conditions on studies, with those that hide removed ones and what the person does not see. */
export function all(narrowed: readonly Narrowing[], sight: Sight | undefined): RawBuilder<unknown> {
  const seen = (sight && sightCondition(sight)) ?? [];
  return sql.join([sql`t.removed_at is null`, ...narrowed.map(({ where }) => where).concat(seen)], sql` and `);
}

export interface Walk {
  /** What stands behind `from`: `t` are studies, in their order where `order` says so. */
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
  order: RawBuilder<unknown>;
  /** The person's studies of these dates that were looked through; null: no list of the person's. */
  listed: RawBuilder<unknown> | null;
}

/**
 * From the newest study on, by the index that holds the person's studies in their order, or that of all.
 * @param most of a limited sight only so many of the newest of these dates, before the other conditions are asked; null: all
 */
export function walk(narrowed: readonly Narrowing[], sight: Sight | undefined, most: number | null): Walk {
  const dates = narrowed.filter(({ listed }) => listed).map(({ where }) => where);
  const mine = sight ? listedStudies(sight, dates, most) : null;
  if (!mine) return { from: sql`imaging_study t`, where: all(narrowed, sight), order: newest, listed: null };
  const rest = narrowed.filter(({ listed }) => !listed);
  return {
    from: sql`(${mine}) p join imaging_study t on t.uid = p.uid`,
    where: all(rest, undefined),
    order: sql`p.study_date desc, p.study_time desc, p.uid`,
    listed: mine,
  };
}

/** Studies that were found already, in the order of their list. */
export function inTurn(uids: readonly string[], narrowed: readonly Narrowing[]): Walk {
  const listed = sql`select uid, place from unnest(${[...uids]}::text[]) with ordinality as p(uid, place) order by place`;
  return {
    from: sql`(${listed}) p join imaging_study t on t.uid = p.uid`,
    where: all(narrowed, undefined),
    order: sql`p.place`,
    listed: null,
  };
}

export interface Page {
  /** What is asked of the studies. */
  found: readonly Narrowing[];
  sight?: Sight;
  limit: number;
  offset: number;
}

type Uids = { uid: string }[];
const uidsOf = (rows: Uids) => rows.map(({ uid }) => uid);

/** By dates alone, or by nothing: the list itself is the answer. */
async function listedPage(db: Kernel['db'], { found, sight, limit, offset }: Page): Promise<string[] | null> {
  if (!sight || !found.every(({ listed }) => listed)) return null;
  const mine = listedStudies(
    sight,
    found.map(({ where }) => where),
    offset + limit,
  );
  if (!mine) return null;
  const { rows } = await sql<{ uid: string }>`select t.uid from (${mine}) t order by ${newest}
    limit ${limit} offset ${offset}`.execute(db);
  return uidsOf(rows);
}

const truth = sql<boolean>`true`;

/** @returns null where the newest do not tell */
async function probe(db: Kernel['db'], { found, limit, offset, sight }: Page): Promise<string[] | null> {
  const vague = found.filter(({ kind }) => kind === 'vague');
  const rest = found.filter(({ kind }) => kind !== 'vague');
  const { from, where, order, listed } = walk(rest, sight, newestProbedOf);
  const most = listed ? newestProbedOf : newestProbed;
  if (offset + limit > most) return null;
  const fits = sql.join([truth, ...vague.map((one) => one.walk)], sql` and `);
  const counted = listed ? sql`(${listed})` : sql`t`;
  // The columns go by name: materialised, the whole row would be read into memory.
  const { rows } = await sql<{ probed: number; uids: string[] }>`with t as materialized (
      select t.uid, t.study_date, t.study_time, t.name_search, t.patient_id, t.issuer, t.accession, t.study_id, t.sex, t.description,
        t.referring, t.institution, t.birth_date, t.modalities, t.body_parts
      from ${from} where ${where} order by ${order} limit ${most}
    )
    select (select count(*)::int from ${counted} p) probed,
      array(select t.uid from t where ${fits} order by ${newest} limit ${limit} offset ${offset}) uids`.execute(db);
  const { probed = 0, uids = [] } = rows[0] ?? {};
  return uids.length === limit || probed < most ? uids : null;
}

/**
 * UIDs of the page, newest first. What is vague is looked for among the newest studies first: an index would name
 * all of many that fit, to be sorted; where few fit it is what helps. No planner knows beforehand which it is.
 */
export async function studyPage(db: Kernel['db'], page: Page): Promise<string[]> {
  const { found, sight, limit, offset } = page;
  const here = sql`limit ${limit} offset ${offset}`;
  if (found.some(({ kind }) => kind === 'exact')) {
    const { rows } = await sql<{ uid: string }>`select t.uid from imaging_study t where ${all(found, sight)}
      order by ${newest} ${here}`.execute(db);
    return uidsOf(rows);
  }
  if (found.every(({ kind }) => kind !== 'vague')) {
    const listed = (await listedPage(db, page)) ?? (sight && (await probe(db, page)));
    if (listed) return listed;
    const { from, where, order } = walk(found, sight, null);
    const { rows } = await sql<{ uid: string }>`select t.uid from ${from} where ${where}
      order by ${order} ${here}`.execute(db);
    return uidsOf(rows);
  }
  const probed = await probe(db, page);
  if (probed) return probed;
  const rows = await db.transaction().execute(async (tx): Promise<Uids> => {
    await sql`select set_config('work_mem', ${patternMemory}, true)`.execute(tx);
    // Few fit: all of them are found by what narrows best and then sorted, where a walk from the newest on would not end.
    return (
      await sql<{ uid: string }>`with t as materialized (
          select t.uid, t.study_date, t.study_time from imaging_study t where ${all(found, sight)}
        ) select t.uid from t order by ${newest} ${here}`.execute(tx)
    ).rows;
  });
  return uidsOf(rows);
}
