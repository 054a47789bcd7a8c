// Which places a person's right covers, and for which institutions the person acts (ECG-49, RAD-78).
import { ownPlaces, type Places, type PlacesByRight, type ReachDuty, reachDuties } from '../identity/reach.ts';
import type { ExamService } from './exam.ts';

export interface ReachHolder {
  /** Null: acts for each. */
  institutionId: string | null;
  /** Absent: every right reaches the own institution. */
  places?: PlacesByRight | undefined;
}

export function placesFor(by: ReachHolder, service: ExamService, duty: ReachDuty): Places {
  return by.places?.[`${service}.${duty}`] ?? ownPlaces;
}

/** What was done where, for whom: an exam, or a recording that nobody has placed yet. */
export interface Placed {
  institutionId: string;
  /** Departments that asked for it or were asked, those of the levels between among them. */
  departmentIds: readonly string[];
  /** It concerns the holder's own institution. */
  isOwn: boolean;
}

export function covers(places: Places, { institutionId, departmentIds, isOwn }: Placed): boolean {
  if (places.institutions === 'all' || places.institutions.includes(institutionId)) return true;
  return isOwn && (places.own || departmentIds.some((one) => one !== '' && places.departments.includes(one)));
}

/** Who may read a report: with the right to view, and those who make it. */
export const reportDuties: readonly ReachDuty[] = ['view', 'write', 'review', 'recall'];

/** The duties of a service among rights. */
export function dutiesHeld(rights: readonly string[], service: ExamService): ReachDuty[] {
  return reachDuties.filter((duty) => rights.includes(`${service}.${duty}`));
}

/** Whether the person acts for an institution: the own one, and those that were named for one of the duties. */
export function actsFor(
  by: ReachHolder,
  service: ExamService,
  institutionId: string,
  duties: readonly ReachDuty[],
): boolean {
  if (by.institutionId === null || by.institutionId === institutionId) return true;
  return duties.some((duty) => {
    const { institutions } = placesFor(by, service, duty);
    return institutions === 'all' || institutions.includes(institutionId);
  });
}
