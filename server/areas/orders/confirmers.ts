// The second confirmation of remote reports (二次确认): who may be designated, who is, and the refusal of everybody else (RAD-39).
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import {
  type Confirmer,
  ConfirmerChoice,
  type ConfirmerListed,
  confirmersFor,
  remoteReader,
} from '../../../core/orders/confirmers.ts';
import type { ExamDocument, ExamService } from '../../../core/orders/exam.ts';
import { actsFor } from '../../../core/orders/exam-reach.ts';
import type { InstitutionEntry, InstitutionListed } from '../../../core/orders/institution.ts';
import type { Database } from '../../db/schema.ts';
import type { Kernel } from '../../kernel/types.ts';
import { peopleWithRight } from '../identity/module.ts';
import { examRight } from './access.ts';
import { institutionOf, institutionsOf, listedNetwork } from './institutions.ts';

/** People who hold the reviewing right of a service and act for the institution, those switched off left out. */
export async function confirmerChoices(
  kernel: Kernel,
  db: Kysely<Database>,
  { institutionId, service }: { institutionId: string; service: ExamService },
): Promise<ConfirmerChoice[]> {
  const institutions = await institutionsOf(kernel, db);
  const people = await peopleWithRight(db, examRight(service, 'review'));
  return people
    .filter(({ departmentId, places }) => {
      const own = institutionOf(institutions, departmentId)?.id;
      return own !== undefined && actsFor({ institutionId: own, places }, service, institutionId, ['review']);
    })
    .map((person) => ConfirmerChoice.parse(person));
}

async function ableFor(kernel: Kernel, db: Kysely<Database>, institutionId: string, confirmers: readonly Confirmer[]) {
  const able = new Set<string>();
  for (const service of new Set(confirmers.map((one) => one.service)))
    for (const { personId } of await confirmerChoices(kernel, db, { institutionId, service }))
      able.add(`${service} ${personId}`);
  return ({ service, personId }: Confirmer) => able.has(`${service} ${personId}`);
}

/** With their names, and whether they still can. */
export async function listedConfirmers(
  kernel: Kernel,
  db: Kysely<Database>,
  institutionId: string,
  confirmers: readonly Confirmer[],
): Promise<ConfirmerListed[]> {
  if (confirmers.length === 0) return [];
  const isAble = await ableFor(kernel, db, institutionId, confirmers);
  const ids = [...new Set(confirmers.map(({ personId }) => personId))];
  const rows = await db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return confirmers.map((one) => ({ ...one, personName: names.get(one.personId) ?? '', able: isAble(one) }));
}

/** The network as the stations of this server see it: with those who confirm what each reads. */
export async function confirmedNetwork(
  kernel: Kernel,
  db: Kysely<Database>,
  mineId: string | null,
): Promise<InstitutionListed[]> {
  const rows = await db.selectFrom('institution').select(['id', 'confirmers']).execute();
  const designated = new Map<string, ConfirmerListed[]>();
  for (const { id, confirmers } of rows)
    if (confirmers.length > 0) designated.set(id, await listedConfirmers(kernel, db, id, confirmers));
  const network = await listedNetwork(kernel, db, mineId);
  return network.map((one) => {
    const confirmers = designated.get(one.id);
    return confirmers ? { ...one, confirmers } : one;
  });
}

/**
 * Who is newly designated can confirm; who stood there before and no longer can keeps nobody from changing a telephone number.
 * @throws INPUT_INVALID with those who hold no reviewing right there
 */
export async function requireAble(
  kernel: Kernel,
  db: Kysely<Database>,
  { id, confirmers = [] }: InstitutionEntry,
  before: readonly Confirmer[],
): Promise<void> {
  const added = confirmers.filter(
    (one) => !before.some(({ personId, service }) => personId === one.personId && service === one.service),
  );
  const unable = (await listedConfirmers(kernel, db, id, added)).filter(({ able }) => !able);
  if (unable.length === 0) return;
  const fields = unable.map(({ personId, personName, service }) => {
    return `confirmers: ${personName || personId} may not review ${service} for ${id}`;
  });
  throw fail('INPUT_INVALID', { fields });
}

/**
 * Whether somebody is designated for this exam; where so, it is this person.
 * @throws CONFIRMER_ONLY for everybody else, with the names of those who can: never the author
 */
export async function requireConfirmer(
  kernel: Kernel,
  db: Kysely<Database>,
  exam: ExamDocument,
  { personId, authorId }: { personId: string; authorId: string },
): Promise<boolean> {
  const institutionId = remoteReader(exam);
  if (institutionId === null) return false;
  // Switched off meanwhile or not: what it accepted is closed as it said.
  const row = await db
    .selectFrom('institution')
    .select('confirmers')
    .where('id', '=', institutionId)
    .executeTakeFirst();
  const designated = confirmersFor(row?.confirmers ?? [], exam);
  if (designated.length === 0) return false;
  if (designated.some((one) => one.personId === personId)) return true;
  const listed = await listedConfirmers(kernel, db, institutionId, designated);
  throw fail('CONFIRMER_ONLY', {
    accessionNumber: exam.accessionNumber,
    confirmers: listed.filter((one) => one.able && one.personId !== authorId).map(({ personName }) => personName),
  });
}
