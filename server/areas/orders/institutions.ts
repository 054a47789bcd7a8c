// The institutions of the network: which one is this server's, for which one a person acts, and what each reads for others (RAD-50, RAD-77).
import type { Kysely, Selectable } from 'kysely';
import { ExamService } from '../../../core/orders/exam.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import { anyFacility, type InstitutionEntry, type InstitutionListed } from '../../../core/orders/institution.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { InstitutionTable } from './tables.ts';

export type Institution = Selectable<InstitutionTable>;

/** Nobody configured a network: the hospital stands alone. */
function alone(kernel: Pick<Kernel, 'hospital'>): Institution {
  return {
    id: 'own',
    name: kernel.hospital.name,
    name_en: kernel.hospital.nameEn,
    reads: ['radiology', 'ecg'],
    own: true,
    active: true,
    department_ids: [],
    hl7_peer: '',
    hl7_facilities: [anyFacility],
    own_numbers: false,
    superior_ids: [],
    superior_limits: [],
    open_departments: [],
    confirmers: [],
    ...{ address: '', level: '', contact: '', phone: '', credit_code: '', licence_number: '' },
  };
}

export async function institutionsOf(kernel: Kernel, db: Kysely<Database>): Promise<Institution[]> {
  const rows = await db.selectFrom('institution').selectAll().where('active', '=', true).orderBy('id').execute();
  return rows.some(({ own }) => own) ? rows : [alone(kernel), ...rows];
}

/** The institution that a person's department belongs to; everybody else works for the server's own. */
export function institutionOf(institutions: readonly Institution[], departmentId: string): Institution | undefined {
  const given = departmentId === '' ? undefined : institutions.find((one) => one.department_ids.includes(departmentId));
  return given ?? institutions.find(({ own }) => own);
}

/** Who acts, as the rules want to know it. The server itself acts for every institution. */
export async function actorOf(kernel: Kernel, db: Kysely<Database>, caller: Caller): Promise<ExamActor> {
  const { person, station } = caller;
  const stationName = station?.name ?? caller.address;
  if (person === null) {
    const institutionId = caller.mode === 'system' ? null : ((await ownInstitution(kernel, db)).id ?? null);
    return { personId: station?.id ?? 'system', personName: station?.name ?? 'system', stationName, institutionId };
  }
  const place = institutionOf(await institutionsOf(kernel, db), person.departmentId);
  const { id: personId, name: personName } = person;
  return { personId, personName, stationName, institutionId: place?.id ?? null, places: caller.places };
}

export async function ownInstitution(kernel: Kernel, db: Kysely<Database>): Promise<Institution> {
  return (await institutionsOf(kernel, db)).find(({ own }) => own) ?? alone(kernel);
}

export function entryOf({
  name_en,
  department_ids,
  hl7_peer,
  hl7_facilities,
  own_numbers,
  reads,
  confirmers,
  credit_code,
  licence_number,
  ...row
}: Institution): InstitutionEntry {
  const { superior_ids, superior_limits, open_departments, ...rest } = row;
  return {
    ...rest,
    nameEn: name_en,
    reads: reads.flatMap((service) => ExamService.safeParse(service).data ?? []),
    departmentIds: department_ids,
    hl7Peer: hl7_peer,
    hl7Facilities: hl7_facilities,
    ownNumbers: own_numbers,
    creditCode: credit_code,
    licenceNumber: licence_number,
    superiorIds: superior_ids,
    ...(superior_limits.length > 0 ? { superiorLimits: superior_limits } : {}),
    openDepartments: open_departments,
    ...(confirmers.length > 0 ? { confirmers } : {}),
  };
}

/** The network as everybody may see it. @param mineId the institution that the caller acts for */
export async function listedNetwork(
  kernel: Kernel,
  db: Kysely<Database>,
  mineId: string | null,
): Promise<InstitutionListed[]> {
  const departments = await db.selectFrom('department').select(['id', 'name', 'name_en']).execute();
  const named = new Map(departments.map((one) => [one.id, one]));
  return (await institutionsOf(kernel, db)).map((row) => {
    const {
      active: _active,
      departmentIds: _departmentIds,
      hl7Peer: _hl7Peer,
      hl7Facilities: _hl7Facilities,
      ownNumbers: _ownNumbers,
      confirmers: _confirmers,
      creditCode: _creditCode,
      licenceNumber: _licenceNumber,
      openDepartments,
      ...entry
    } = entryOf(row);
    return {
      ...entry,
      openDepartments: openDepartments.map((one) => {
        const department = named.get(one.departmentId);
        return { ...one, name: department?.name ?? one.departmentId, nameEn: department?.name_en ?? '' };
      }),
      mine: entry.id === mineId,
    };
  });
}
