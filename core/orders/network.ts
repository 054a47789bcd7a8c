// The network of institutions (RAD-50, RAD-77): who is whose superior, whom one may ask to read, and what cannot be in the register.
import { confirmerTroubles } from './confirmers.ts';
import type { ExamService } from './exam.ts';
import type { InstitutionEntry } from './institution.ts';

type Related = Pick<InstitutionEntry, 'id' | 'superiorIds'> & Partial<Pick<InstitutionEntry, 'superiorLimits'>>;
type Reading = Related & Pick<InstitutionEntry, 'reads' | 'own'>;

/** The superiors of an institution for a service, whether they have it open or not. */
export function superiorIdsFor(network: readonly Related[], id: string, service: ExamService): string[] {
  const one = network.find((each) => each.id === id);
  return (one?.superiorIds ?? []).filter((superiorId) => {
    const limit = one?.superiorLimits?.find((each) => each.superiorId === superiorId);
    return limit === undefined || limit.services.includes(service);
  });
}

/** The institutions that an exam that lies at `fromId` can be sent to: its superiors that have the service open, this server's own first. */
export function superiorsFor<One extends Reading>(
  network: readonly One[],
  fromId: string,
  service: ExamService,
): One[] {
  const superiorIds = superiorIdsFor(network, fromId, service);
  return network
    .filter(({ id, reads }) => id !== fromId && superiorIds.includes(id) && reads.includes(service))
    .toSorted((left, right) => Number(right.own) - Number(left.own));
}

/**
 * The nearest institution above that has the service open and is `good`; of those on one step this server's own first. The way up may lead
 * through institutions that are neither.
 */
export function nearestAbove<One extends Reading>(
  network: readonly One[],
  fromId: string,
  service: ExamService,
  good: (one: One) => boolean,
): One | null {
  const seen = new Set([fromId]);
  for (let step = [fromId]; step.length > 0; ) {
    const next = new Set(step.flatMap((id) => superiorIdsFor(network, id, service)).filter((id) => !seen.has(id)));
    const [found] = network
      .filter((one) => next.has(one.id) && one.reads.includes(service) && good(one))
      .toSorted((left, right) => Number(right.own) - Number(left.own));
    if (found) return found;
    for (const id of next) seen.add(id);
    step = [...next];
  }
  return null;
}

/** Everybody above, by one step or several. @param service only along relations for it */
export function above(network: readonly Related[], id: string, service?: ExamService): ReadonlySet<string> {
  const found = new Set<string>();
  const next = [id];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    const superiors =
      service === undefined
        ? (network.find((one) => one.id === at)?.superiorIds ?? [])
        : superiorIdsFor(network, at, service);
    for (const superior of superiors) {
      if (found.has(superior)) continue;
      found.add(superior);
      next.push(superior);
    }
  }
  return found;
}

/** Who may be made a superior of `id`: nobody who is below it, nor it itself. */
export function possibleSuperiors<One extends Related>(network: readonly One[], id: string): One[] {
  return network.filter((one) => one.id !== id && !above(network, one.id).has(id));
}

/**
 * What is wrong with an entry among the others, named by field; none when it is good.
 * @param belongs whether a department is the entry's own
 */
export function institutionTroubles(
  entry: InstitutionEntry,
  others: readonly InstitutionEntry[],
  belongs: (departmentId: string) => boolean,
): string[] {
  const network = [...others.filter(({ id }) => id !== entry.id), entry];
  const known = new Set(network.map(({ id }) => id));
  return [
    ...entry.superiorIds.filter((id) => !known.has(id)).map((id) => `superiorIds: ${id} is no institution`),
    ...entry.superiorIds
      .filter((id) => id === entry.id || above(network, id).has(entry.id))
      .map((id) => `superiorIds: ${id} is below ${entry.id}`),
    ...(entry.superiorLimits ?? [])
      .filter(({ superiorId }) => !entry.superiorIds.includes(superiorId))
      .map(({ superiorId }) => `superiorLimits: ${superiorId} is no superior`),
    ...entry.openDepartments
      .filter(({ service }) => !entry.reads.includes(service))
      .map(
        ({ service, departmentId }) => `openDepartments: ${departmentId} reads ${service}, the institution does not`,
      ),
    ...entry.openDepartments
      .filter(({ departmentId }) => !belongs(departmentId))
      .map(({ departmentId }) => `openDepartments: ${departmentId} is a department of another institution`),
    ...confirmerTroubles(entry.confirmers ?? [], entry.reads, known),
  ];
}
