// The people that an administrator of a service can name, by name and department and nothing else.
import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';

export interface StaffEntry {
  personId: string;
  name: string;
  departmentId: string;
  departmentName: string;
}

/** Those who can log in, in the order of their departments. */
export async function staffOf(db: Kysely<Database>): Promise<StaffEntry[]> {
  const rows = await db
    .selectFrom('person')
    .leftJoin('department', 'department.id', 'person.department_id')
    .select(['person.id', 'person.name', 'person.department_id', 'department.name as departmentName'])
    .where('person.enabled', '=', true)
    .orderBy('person.department_id')
    .orderBy('person.name')
    .execute();
  return rows.map((row) => ({
    personId: row.id,
    name: row.name,
    departmentId: row.department_id,
    departmentName: row.departmentName ?? '',
  }));
}
