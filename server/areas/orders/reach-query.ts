// What a person's rights reach, as a condition on exams: a list of the newest would else be filled with those of others.
import { type RawBuilder, sql } from 'kysely';
import { ownPlaces, type Places, unitedPlaces } from '../../../core/identity/reach.ts';
import type { ExamService } from '../../../core/orders/exam.ts';
import { dutiesHeld, placesFor } from '../../../core/orders/exam-reach.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import type { Caller } from '../../kernel/types.ts';
import type { ExamDuty } from './access.ts';

/** What the held rights of a service cover together; of a station on its own and of the server, the own institution. */
export function unitedReach(
  caller: Caller,
  actor: ExamActor,
  service: ExamService,
  among?: readonly ExamDuty[],
): Places | null {
  if (caller.person === null) return ownPlaces;
  const held = dutiesHeld(caller.rights, service).filter((duty) => !among || among.includes(duty));
  const places = held.map((duty) => placesFor(actor, service, duty));
  return places.length === 0 ? null : places.reduce(unitedPlaces);
}

/** @param table what the exams are called in the query. The rows are still judged one by one: withdrawn requests are not in it. */
export function placesCondition(
  { own, departments, institutions }: Places,
  institutionId: string,
  table: 'exam' | 'e',
): RawBuilder<boolean> {
  if (institutions === 'all') return sql<boolean>`true`;
  const e = sql.ref(table);
  const mine = sql<boolean>`${e}.image_institutions @> array[${institutionId}::text]`;
  const parts: RawBuilder<boolean>[] = [];
  if (own) parts.push(mine);
  if (institutions.length > 0) parts.push(sql<boolean>`${e}.institution_id = any(${institutions}::text[])`);
  if (departments.length > 0) {
    const asked = sql`${departments}::text[]`;
    parts.push(
      sql<boolean>`${mine} and (${e}.department_id = any(${asked}) or ${e}.doc -> 'remote' ->> 'toDepartmentId' = any(${asked})
        or exists (select from jsonb_array_elements(${e}.doc -> 'remote' -> 'levels') level where level ->> 'departmentId' = any(${asked})))`,
    );
  }
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** Null: the person has no grant beside the own institution, of which lists are made anyway. */
export function reachCondition(
  caller: Caller,
  actor: ExamActor,
  service: ExamService,
  table: 'exam' | 'e' = 'exam',
): RawBuilder<boolean> | null {
  if (actor.places === undefined || actor.institutionId === null) return null;
  const places = unitedReach(caller, actor, service);
  return places === null ? sql<boolean>`false` : placesCondition(places, actor.institutionId, table);
}
