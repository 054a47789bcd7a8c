// Who gives the second confirmation (二次确认) of a report that is read for another institution: people whom the reading institution
// designates; only their release closes the diagnosis (RAD-39).
import { z } from 'zod';
import { Id, ShortText } from '../kernel/contract.ts';
import { type ExamDocument, ExamService } from './exam.ts';
import { chainOf } from './remote-levels.ts';

export const Confirmer = z.object({
  personId: Id,
  service: ExamService,
  /** For requests that any of these made or sent on; empty: for every request. */
  fromInstitutionIds: z.array(z.string().min(1).max(64)).max(200),
});
export type Confirmer = z.infer<typeof Confirmer>;

/** As the stations name one. */
export const ConfirmerListed = Confirmer.extend({
  personName: ShortText,
  /** Can still log in, holds the reviewing right and acts for the institution. */
  able: z.boolean(),
});
export type ConfirmerListed = z.infer<typeof ConfirmerListed>;

/** Somebody who may be designated. */
export const ConfirmerChoice = z.object({
  personId: Id,
  personName: ShortText,
  title: ShortText,
  department: ShortText,
});
export type ConfirmerChoice = z.infer<typeof ConfirmerChoice>;

/** The institution that reads the exam for another one now; null for what is reported where it was done, and while a request waits. */
export function remoteReader({ remote }: Pick<ExamDocument, 'remote'>): string | null {
  return remote !== null && (remote.state === 'accepted' || remote.state === 'done') ? remote.toInstitutionId : null;
}

/** Those designated for this exam among the reading institution's; none: whoever holds the reviewing right confirms. */
export function confirmersFor<One extends Confirmer>(
  confirmers: readonly One[],
  { remote, service }: Pick<ExamDocument, 'remote' | 'service'>,
): One[] {
  if (remote === null || remoteReader({ remote }) === null) return [];
  // Where it lies is a part of the chain too: nobody asks oneself.
  const asking = chainOf(remote).slice(0, -1);
  return confirmers.filter(
    (one) =>
      one.service === service &&
      (one.fromInstitutionIds.length === 0 || one.fromInstitutionIds.some((id) => asking.includes(id))),
  );
}

/** What is wrong with an institution's designations, named by field; none when they are good. */
export function confirmerTroubles(
  confirmers: readonly Confirmer[],
  reads: readonly ExamService[],
  known: ReadonlySet<string>,
): string[] {
  const seen = new Set<string>();
  return confirmers.flatMap(({ personId, service, fromInstitutionIds }) => {
    const key = `${service} ${personId}`;
    const twice = seen.has(key);
    seen.add(key);
    return [
      ...(twice ? [`confirmers: ${personId} stands twice for ${service}`] : []),
      ...(reads.includes(service) ? [] : [`confirmers: the institution does not read ${service}`]),
      ...fromInstitutionIds.filter((id) => !known.has(id)).map((id) => `confirmers: ${id} is no institution`),
    ];
  });
}

/** How a report stands with its second confirmation, for the one who looks at it. */
export interface Confirmation {
  /** Who may confirm: able, and not its author. */
  names: string[];
  /** The one who looks may. */
  mine: boolean;
}

/**
 * Null where nobody is designated. A hint for the eye: the server decides again.
 * @param network the institutions as they are listed
 * @param authorId of the submitted text; absent where only a list's row is known
 */
export function confirmationOf(
  network: readonly { id: string; confirmers?: readonly ConfirmerListed[] | undefined }[],
  exam: Pick<ExamDocument, 'remote' | 'service'>,
  personId: string,
  authorId?: string,
): Confirmation | null {
  const reader = remoteReader(exam);
  if (reader === null) return null;
  const designated = confirmersFor(network.find(({ id }) => id === reader)?.confirmers ?? [], exam);
  if (designated.length === 0) return null;
  const may = designated.filter((one) => one.able && one.personId !== authorId);
  return { names: may.map(({ personName }) => personName), mine: may.some((one) => one.personId === personId) };
}
