// The register of institutions as an administrator keeps it; a department is one institution's, and the server's own is never switched off.
import type { Kysely } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { anyFacility, InstitutionEntry } from '../../../core/orders/institution.ts';
import { institutionTroubles } from '../../../core/orders/network.ts';
import { numbersClash } from '../../../core/orders/own-numbers.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import { requireAble } from './confirmers.ts';
import { entryOf, type Institution, ownInstitution } from './institutions.ts';

/** All of them, the server's own first and those switched off last. */
export async function institutionRegister(kernel: Kernel, db: Kysely<Database>): Promise<InstitutionEntry[]> {
  const rows = await db.selectFrom('institution').selectAll().orderBy('id').execute();
  const all = rows.some(({ own }) => own) ? rows : [await ownInstitution(kernel, db), ...rows];
  const rank = ({ own, active }: Institution) => (own ? 0 : active ? 1 : 2);
  return all.toSorted((left, right) => rank(left) - rank(right)).map(entryOf);
}

function changes(before: InstitutionEntry | null, after: InstitutionEntry): string {
  return InstitutionEntry.keyof()
    .options.filter((name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after[name] ?? null))
    .map((name) => `${name}: ${JSON.stringify(before?.[name] ?? null)} -> ${JSON.stringify(after[name] ?? null)}`)
    .join('; ');
}

/** @throws INPUT_INVALID with the programs of an institution that say otherwise of its patients' numbers than it is about to */
async function requireProgramsAgree(
  work: CommandWork,
  { id, own, own_numbers, hl7_facilities }: Pick<Institution, 'id' | 'own' | 'own_numbers' | 'hl7_facilities'>,
): Promise<void> {
  const numbering = { own, ownNumbers: own_numbers, hl7Facilities: hl7_facilities };
  const programs = await work.tx
    .selectFrom('outside_program')
    .select(['code', 'own_numbers'])
    .where('institution_id', '=', id)
    .where('active', '=', true)
    .orderBy('code')
    .execute();
  const others = programs.filter((one) => numbersClash(numbering, one.own_numbers)).map(({ code }) => code);
  if (others.length === 0) return;
  const cure = 'shut them out and enter new ones (系统管理 > 外部程序)';
  throw fail('INPUT_INVALID', { fields: [`ownNumbers: programs say otherwise: ${others.join(', ')}; ${cure}`] });
}

/**
 * @throws DUPLICATE for an id that is there, or a department of another institution; NOT_FOUND; STATE_REFUSED when the server's own
 * would be switched off, or another made its own; INPUT_INVALID for relations that lead in a circle, departments that are not its own, and
 * people designated for the second confirmation who may not review there
 */
export function saveInstitution(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; institution: InstitutionEntry; isNew: boolean },
): Promise<InstitutionEntry> {
  const { institution, isNew } = input;
  const request = {
    ...input.command,
    name: 'orders.saveInstitution',
    right: administers(caller, 'institution.edit'),
    subject: institution.id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const register = await institutionRegister(kernel, work.tx);
    const before = register.find(({ id }) => id === institution.id) ?? null;
    if (isNew && before) throw fail('DUPLICATE', { what: 'institution', id: institution.id });
    if (!isNew && !before) throw fail('NOT_FOUND', { what: 'institution', id: institution.id });
    if (institution.own !== (before?.own ?? false) || (institution.own && !institution.active))
      throw fail('STATE_REFUSED', { what: "the server's own institution", id: institution.id });
    for (const other of register) {
      const taken = other.departmentIds.find((one) => institution.departmentIds.includes(one));
      if (other.id !== institution.id && taken !== undefined)
        throw fail('DUPLICATE', { what: 'department', departmentId: taken, institution: other.name });
    }
    if (institution.own && institution.ownNumbers)
      throw fail('INPUT_INVALID', {
        fields: ["ownNumbers: the numbers of the server's own institution are the ones here"],
      });
    for (const facility of institution.hl7Facilities ?? []) {
      if (facility === anyFacility && !institution.own)
        throw fail('INPUT_INVALID', { fields: [`hl7Facilities: ${anyFacility} is for the server's own institution`] });
      const other = register.find((one) => one.id !== institution.id && one.hl7Facilities?.includes(facility));
      if (other) throw fail('DUPLICATE', { what: 'facility', facility, institution: other.name });
    }
    // What no institution names belongs to the server's own.
    const elsewhere = new Set(
      register.filter(({ id }) => id !== institution.id).flatMap((other) => other.departmentIds),
    );
    const troubles = institutionTroubles(institution, register, (departmentId) =>
      institution.own ? !elsewhere.has(departmentId) : institution.departmentIds.includes(departmentId),
    );
    if (troubles.length > 0) throw fail('INPUT_INVALID', { fields: troubles });
    const { nameEn, departmentIds, hl7Peer, superiorIds, superiorLimits, openDepartments, ...others } = institution;
    const { hl7Facilities, ownNumbers, confirmers, creditCode, licenceNumber, ...rest } = others;
    const senders = hl7Facilities ?? before?.hl7Facilities ?? [];
    const columns = {
      ...rest,
      reads: [...new Set(institution.reads)],
      name_en: nameEn,
      department_ids: [...new Set(departmentIds)],
      hl7_peer: hl7Peer,
      hl7_facilities: [...new Set(senders)],
      own_numbers: ownNumbers ?? before?.ownNumbers ?? (!institution.own && senders.length > 0),
      superior_ids: [...new Set(superiorIds)],
      superior_limits: JSON.stringify(superiorLimits ?? []),
      open_departments: JSON.stringify(openDepartments),
      credit_code: creditCode ?? before?.creditCode ?? '',
      licence_number: licenceNumber ?? before?.licenceNumber ?? '',
      confirmers: JSON.stringify(confirmers ?? before?.confirmers ?? []),
    };
    const firstSenders = senders.length > 0 && (before?.hl7Facilities ?? []).length === 0;
    if (before && (firstSenders || columns.own_numbers !== before.ownNumbers))
      await requireProgramsAgree(work, columns);
    const row = await work.tx
      .insertInto('institution')
      .values(columns)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
      .returningAll()
      .executeTakeFirstOrThrow();
    const saved = entryOf(row);
    await requireAble(kernel, work.tx, saved, before?.confirmers ?? []);
    // Open pages ask for the network again: who confirms, whom one may ask.
    work.changed('identity', `institution:${saved.id}`, 1, null);
    work.audit({ act: 'orders.saveInstitution', subject: saved.id, detail: changes(before, saved) });
    return saved;
  });
}
