// What people call the things that the trail names by their ids: accession numbers, bar codes, patient numbers, names.
import { sql } from 'kysely';
import type { Kernel } from '../../kernel/types.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uid = /^\d+(\.\d+)+$/;

export interface Named {
  name: string;
  /** Number of the patient whose thing it is; empty for none. */
  patientNumber: string;
}

/** Those of the ids that stand in the database now; what is a name already is not in the answer. */
export async function namesOf(db: Kernel['db'], subjects: readonly string[]): Promise<ReadonlyMap<string, Named>> {
  const ids = [...new Set(subjects.filter((one) => uuid.test(one)))];
  const studies = [...new Set(subjects.filter((one) => uid.test(one)))];
  if (ids.length + studies.length === 0) return new Map();
  const { rows } = await sql<Named & { id: string }>`
    with asked as (select unnest(${ids}::uuid[]) as id)
    select named.id, coalesce(name, '') as name, coalesce(patient, '') as "patientNumber" from (
      select e.id::text, e.accession as name, e.patient_number as patient from exam e join asked a on a.id = e.id
      union all
      select r.id::text, e.accession || ' · ' || r.edition, e.patient_number
        from exam_report r join asked a on a.id = r.id join exam e on e.id = r.exam_id
      union all
      select r.id::text, coalesce(e.accession, r.doc ->> 'fileName'), e.patient_number
        from ecg_recording r join asked a on a.id = r.id left join exam e on e.id = r.exam_id
      union all
      select s.id::text, s.barcode, p.number
        from lab_specimen s join asked a on a.id = s.id left join patient p on p.id = s.patient_id
      union all
      select t.id::text, t.doc ->> 'name', null from exam_report_template t join asked a on a.id = t.id
      union all
      select p.id::text, p.user_name || ' ' || p.name, null from person p join asked a on a.id = p.id
      union all
      select p.id::text, p.number, p.number from patient p join asked a on a.id = p.id
      union all
      select s.uid, coalesce(e.accession, nullif(s.accession, ''), nullif(s.patient_id, '')), e.patient_number
        from imaging_study s left join exam e on e.id = s.exam_id where s.uid = any(${studies}::text[])
    ) named`.execute(db);
  return new Map(rows.map(({ id, ...named }) => [id, named]));
}

/** Ids of what is called exactly so, or belongs to the patient who has this number: what an auditor reads off a paper and types. */
export async function idsCalled(
  db: Kernel['db'],
  name: string,
): Promise<{ subjects: readonly string[]; patients: readonly string[] }> {
  const { rows } = await sql<{ id: string; patient: boolean }>`
    with exams as (select id from exam where accession = ${name} or patient_number = ${name}),
      patients as (select id from patient where number = ${name})
    select id::text, false as patient from exams
    union all
    select r.id::text, false from exam_report r join exams e on e.id = r.exam_id
    union all
    select r.id::text, false from ecg_recording r join exams e on e.id = r.exam_id
    union all
    select s.uid, false from imaging_study s join exams e on e.id = s.exam_id
    union all
    select id::text, false from lab_specimen where barcode = ${name} or patient_id in (select id from patients)
    union all
    select id::text, true from patients`.execute(db);
  return {
    subjects: rows.map(({ id }) => id),
    patients: rows.filter(({ patient }) => patient).map(({ id }) => id),
  };
}
