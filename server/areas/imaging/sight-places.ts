// A person's sight in lists: the places whose studies the person sees, as the database names them beside each study (migration 0272).
import { type RawBuilder, sql } from 'kysely';
import type { Places, ReachService } from '../../../core/identity/reach.ts';
import { beside, isFull, type Sight, waveforms } from './sight.ts';

function placesOf(service: ReachService, { own, departments, institutions }: Places, institutionId: string): string[] {
  if (institutions === 'all') return [service];
  return [
    ...(own ? [`${service} at ${institutionId}`] : []),
    ...institutions.map((id) => `${service} done ${id}`),
    ...departments.map((id) => `${service} asked ${institutionId} ${id}`),
  ];
}

/** Who has one of them sees the study; null: the person sees what no exam was found for, too. */
export function sightPlaces({ institutionId, ecgOnly, reach }: Sight): string[] | null {
  const services = (['radiology', 'ecg'] as const).filter((service) => service === 'ecg' || !ecgOnly);
  if (reach) {
    return reach
      .filter(({ service }) => services.includes(service))
      .flatMap(({ service, places }) => placesOf(service, places, institutionId ?? ''));
  }
  return institutionId === null ? null : services.map((service) => `${service} at ${institutionId}`);
}

/** The rule as a condition on studies; null where it hides nothing. @param table what they are called in the query */
export function sightCondition(sight: Sight, table: 't' | 'imaging_study' = 't'): RawBuilder<boolean> | null {
  if (isFull(sight)) return null;
  const t = sql.ref(table);
  const places = sightPlaces(sight);
  if (places !== null) return sql<boolean>`${t}.sight && ${places}::text[]`;
  // Electrocardiograms alone, of a hospital on its own: without an exam, what the objects say.
  return sql<boolean>`(${t}.sight && array['ecg'] or (${t}.sight = '{}' and ${t}.modalities && ${waveforms}::text[]
    and ${t}.modalities <@ ${[...waveforms, ...beside]}::text[]))`;
}

/** As many places are read side by side; of more, each study is asked whether it has one. */
const mostMerged = 64;

/**
 * Studies of a limited sight, newest first, from the index that keeps them so: columns study_date, study_time and uid, each study once.
 * @param narrowed conditions on these columns of `t`
 * @param most the newest so many at most, read from the index; null: all, which the planner may read and sort
 * @returns null where the sight is no few places: then most of the archive is the person's, or {@link sightCondition} has to look
 */
export function listedStudies(
  sight: Sight,
  narrowed: readonly RawBuilder<boolean>[],
  most: number | null,
): RawBuilder<unknown> | null {
  const places = isFull(sight) ? null : sightPlaces(sight);
  // A service alone is everywhere.
  if (places === null || places.length > mostMerged || places.some((place) => !place.includes(' '))) return null;
  const inOrder = sql`order by t.study_date desc, t.study_time desc, t.uid`;
  // A limit outside is not seen in here by the planner, which would sort all of a large hospital for a page.
  const end = most === null ? sql`` : sql`${inOrder} limit ${most}`;
  const listed = (place: string) =>
    sql`(select t.study_date, t.study_time, t.uid from imaging_sight t
      where ${sql.join([sql`t.place = ${place}`, ...narrowed], sql` and `)} ${end})`;
  const [first, ...more] = places.map(listed);
  if (!first) return sql`select ''::text study_date, ''::text study_time, ''::text uid where false`;
  if (more.length === 0) return first;
  return sql`select distinct on (t.study_date, t.study_time, t.uid) t.study_date, t.study_time, t.uid
    from (${sql.join([first, ...more], sql` union all `)}) t ${inOrder} ${most === null ? sql`` : sql`limit ${most}`}`;
}
