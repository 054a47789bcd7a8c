// The network of institutions (RAD-50, RAD-77): who is whose superior, whom one may ask to read, and what cannot be in the register.
import type { ExamService } from './exam.ts';
import type { InstitutionEntry } from './institution.ts';

type Related = Pick<InstitutionEntry, 'id' | 'superiorIds'>;
type Reading = Related & Pick<InstitutionEntry, 'reads' | 'own'>;

/** The institutions that an exam done at `fromId` can be sent to: its superiors that have the service open, this server's own first. */
export function superiorsFor<One extends Reading>(
  network: readonly One[],
  fromId: string,
  service: ExamService,
): One[] {
  const superiorIds = network.find(({ id }) => id === fromId)?.superiorIds ?? [];
  return network
    .filter(({ id, reads }) => id !== fromId && superiorIds.includes(id) && reads.includes(service))
    .toSorted((left, right) => Number(right.own) - Number(left.own));
}

/** Everybody above, by one step or several. */
export function above(network: readonly Related[], id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const next = [id];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const superior of network.find((one) => one.id === at)?.superiorIds ?? []) {
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
    ...entry.openDepartments
      .filter(({ service }) => !entry.reads.includes(service))
      .map(
        ({ service, departmentId }) => `openDepartments: ${departmentId} reads ${service}, the institution does not`,
      ),
    ...entry.openDepartments
      .filter(({ departmentId }) => !belongs(departmentId))
      .map(({ departmentId }) => `openDepartments: ${departmentId} is a department of another institution`),
  ];
}
