// Whose images a person may look at (RAD-78, RAD-83): those of exams that concern the person's institution. One rule for every door; the same
// for lists is sight-places.ts.
import { type RawBuilder, sql } from 'kysely';
import type { Places, ReachService } from '../../../core/identity/reach.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, institutionOf, institutionsOf, placesCondition, unitedReach } from '../orders/module.ts';

export interface Sight {
  /** Studies of exams that concern it; null: of every institution, and those that no exam was found for. */
  institutionId: string | null;
  /** People with the ECG right alone see electrocardiograms. */
  ecgOnly: boolean;
  /** Acts for the institution whose server this is: archives of others are open to it. */
  own: boolean;
  /** Where the rights were granted for certain places: what they cover, by service, instead of the own institution. */
  reach?: readonly { service: ReachService; places: Places }[];
}

const nowhere: Places = { own: false, departments: [], institutions: [] };

export const fullSight: Sight = { institutionId: null, ecgOnly: false, own: true };

/** Waveforms of the heart, and what accompanies them in a study (PS3.3 C.7.3.1.1.1). */
export const waveforms: readonly string[] = ['ECG', 'HD', 'EPS'];
export const beside: readonly string[] = ['SR', 'DOC', 'PR', 'KO'];

export const isFull = ({ institutionId, ecgOnly }: Sight) => institutionId === null && !ecgOnly;

/**
 * A hospital that stands alone has nobody to hide images from. In a network the archive's keepers at the server's own institution see
 * everything, since they find the exam of what has none; everybody else sees what the exams of the institution are, with or without
 * a reading for another one.
 */
export async function sightOf(kernel: Kernel, db: Kernel['db'], caller: Caller): Promise<Sight> {
  const { person, rights, mode, station } = caller;
  if (mode === 'system') return fullSight;
  const ecgOnly = !rights.includes('radiology.view') && rights.includes('ecg.view');
  // A station that nobody is logged in at keeps its lists fresh; its people are judged when they ask.
  if (person === null && station !== null) return fullSight;
  const network = await institutionsOf(kernel, db);
  const place = institutionOf(network, person?.departmentId ?? '');
  const own = place?.own ?? true;
  const finds = rights.includes('radiology.archive');
  if (caller.places !== undefined && !(own && finds)) {
    const actor = await actorOf(kernel, db, caller);
    const services = (['radiology', 'ecg'] as const).filter((service) => rights.includes(`${service}.view`));
    const reach = services.map((service) => ({ service, places: unitedReach(caller, actor, service) ?? nowhere }));
    return { institutionId: place?.id ?? '', ecgOnly, own: false, reach };
  }
  const keeps = network.length === 1 || finds;
  return { institutionId: own && keeps ? null : (place?.id ?? ''), ecgOnly, own };
}

/** What the grants cover, as a condition on the study's exam: for one study, from what the exam says itself. */
function reachCondition({ institutionId, ecgOnly, reach = [] }: Sight): RawBuilder<boolean> {
  const any = reach
    .filter(({ service }) => service === 'ecg' || !ecgOnly)
    .map(
      ({ service, places }) =>
        sql<boolean>`e.service = ${service} and ${placesCondition(places, institutionId ?? '', 'e')}`,
    );
  const within = any.length === 0 ? sql<boolean>`false` : sql.join(any, sql` or `);
  return sql<boolean>`coalesce((select ${within} from exam e where e.id = imaging_study.exam_id), false)`;
}

interface SeenStudy {
  exam: { service: string; institutions: readonly string[] } | null;
  modalities: readonly string[];
}

/** The rule for one study. @param study null: not in the own archive, maybe in one of others */
export function sees(sight: Sight, study: SeenStudy | null): boolean {
  const { institutionId, ecgOnly, own } = sight;
  if (study === null) return own && !ecgOnly;
  const { exam, modalities } = study;
  if (institutionId !== null && !exam?.institutions.includes(institutionId)) return false;
  if (!ecgOnly) return true;
  if (exam) return exam.service === 'ecg';
  return (
    modalities.some((one) => waveforms.includes(one)) &&
    modalities.every((one) => waveforms.includes(one) || beside.includes(one))
  );
}

/** @throws RIGHT_MISSING, NOT_FOUND */
async function requireReach(db: Kernel['db'], sight: Sight, studyUid: string): Promise<void> {
  const row = await db
    .selectFrom('imaging_study')
    .select(reachCondition(sight).as('within'))
    .where('uid', '=', studyUid)
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'study', studyUid });
  if (!row.within) throw fail('RIGHT_MISSING', { studyUid, right: 'radiology.view' });
}

/**
 * One look at the study's row by its key, and none for who sees everything.
 * @throws RIGHT_MISSING for a study of another institution, or one that is no electrocardiogram; NOT_FOUND for one that is not here, where
 * the archives of others are not open
 */
export async function requireSight(db: Kernel['db'], sight: Sight, studyUid: string): Promise<void> {
  if (isFull(sight)) return;
  if (sight.reach) return requireReach(db, sight, studyUid);
  const row = await db
    .selectFrom('imaging_study')
    .leftJoin('exam', 'exam.id', 'imaging_study.exam_id')
    .select(['imaging_study.modalities', 'exam.service', 'exam.image_institutions', 'exam.institution_id'])
    .where('imaging_study.uid', '=', studyUid)
    .executeTakeFirst();
  const exam =
    row?.service && row.image_institutions ? { service: row.service, institutions: row.image_institutions } : null;
  if (sees(sight, row ? { exam, modalities: row.modalities } : null)) return;
  if (!row) throw fail('NOT_FOUND', { what: 'study', studyUid });
  const { institutionId } = sight;
  if (institutionId !== null && !exam?.institutions.includes(institutionId))
    throw fail('RIGHT_MISSING', { studyUid, institution: row.institution_id ?? '' });
  throw fail('RIGHT_MISSING', { studyUid, right: 'radiology.view' });
}

/**
 * For commands and reads, inside of which a refusal is put on record.
 * @param entry of a read of one study; it names the patient, also when the read is refused
 * @throws RIGHT_MISSING, NOT_FOUND
 */
export async function requireStudySight(
  kernel: Kernel,
  db: Kernel['db'],
  caller: Caller,
  studyUids: readonly string[],
  entry?: AuditEntry,
): Promise<void> {
  if (entry) {
    const study = db
      .selectFrom('imaging_study')
      .select('patient_uuid')
      .where('uid', 'in', [...studyUids]);
    entry.patientId = (await study.executeTakeFirst())?.patient_uuid ?? null;
  }
  const sight = await sightOf(kernel, db, caller);
  for (const studyUid of studyUids) await requireSight(db, sight, studyUid);
}
