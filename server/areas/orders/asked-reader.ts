// Whom a request may go to: a superior of the institution that asks, with the service open, and one of the departments that it has open (RAD-50, RAD-77).
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument, RemoteRequest } from '../../../core/orders/exam.ts';
import { above, superiorsFor } from '../../../core/orders/network.ts';
import type { Database } from '../../db/schema.ts';
import type { Kernel } from '../../kernel/types.ts';
import { listedNetwork } from './institutions.ts';

export type Asked = Pick<
  RemoteRequest,
  'toInstitutionId' | 'toInstitutionName' | 'toDepartmentId' | 'toDepartmentName'
>;

/**
 * @param from the institution that asks: where the exam was done, or where a request lies that is sent on
 * @throws NOT_FOUND, INPUT_INVALID for who does not read the service, is no superior, or a department that is not open
 */
export async function askedReader(
  kernel: Kernel,
  db: Kysely<Database>,
  exam: ExamDocument,
  { toInstitutionId, toDepartmentId }: { toInstitutionId: string; toDepartmentId?: string | undefined },
  from: string = exam.institutionId,
): Promise<Asked> {
  const network = await listedNetwork(kernel, db, null);
  const to = network.find(({ id }) => id === toInstitutionId);
  if (!to) throw fail('NOT_FOUND', { what: 'institution', institutionId: toInstitutionId });
  if (!to.reads.includes(exam.service))
    throw fail('INPUT_INVALID', { fields: [`toInstitutionId: does not read ${exam.service}`] });
  // One's own is refused by the rule of the request, in its own words.
  const isSuperior = superiorsFor(network, from, exam.service).some(({ id }) => id === toInstitutionId);
  if (!isSuperior && toInstitutionId !== exam.institutionId)
    throw fail('INPUT_INVALID', { fields: [`toInstitutionId: is no superior of ${from}`] });
  if (above(network, toInstitutionId, exam.service).has(from))
    throw fail('INPUT_INVALID', { fields: [`toInstitutionId: is below ${from}`] });
  const asked = { toInstitutionId, toInstitutionName: to.name };
  if (toDepartmentId === undefined) return asked;
  const open = to.openDepartments.find((one) => one.service === exam.service && one.departmentId === toDepartmentId);
  if (!open) throw fail('INPUT_INVALID', { fields: [`toDepartmentId: has no ${exam.service} open there`] });
  return { ...asked, toDepartmentId, toDepartmentName: open.name };
}
