// Departments: made, changed and removed by an administrator; documents of the feed, so that a station knows them while it is offline.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Department } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from './administrators.ts';

type Command = { id: string; at: string };

/** Entity ids of departments in the feed. */
export const departmentPrefix = 'department:';

function toDepartment(row: Selectable<Database['department']>): Department {
  return {
    id: row.id,
    name: row.name,
    nameEn: row.name_en,
    kind: row.kind,
    phone: row.phone ?? undefined,
    version: row.version,
  };
}

export async function listDepartments(db: Kysely<Database>): Promise<Department[]> {
  const rows = await db.selectFrom('department').selectAll().orderBy('id').execute();
  return rows.map(toDepartment);
}

export async function departmentDocuments(
  db: Kysely<Database>,
  entityIds: readonly string[],
): Promise<[string, { department: Department }][]> {
  const ids = entityIds.filter((id) => id.startsWith(departmentPrefix)).map((id) => id.slice(departmentPrefix.length));
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('department').selectAll().where('id', 'in', ids).execute();
  return rows.map((row) => [`${departmentPrefix}${row.id}`, { department: toDepartment(row) }]);
}

/**
 * Without `expectedVersion` (the server's own seed) whatever is there is written over.
 * @throws DUPLICATE for a new one with a code that exists, VERSION_CONFLICT, NOT_FOUND
 */
export function saveDepartment(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; department: Omit<Department, 'version'>; expectedVersion?: number | null },
): Promise<Department> {
  const { department, expectedVersion } = input;
  const request = {
    ...input.command,
    name: 'identity.saveDepartment',
    right: administers(caller, 'department.edit'),
    subject: department.id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await work.tx
      .selectFrom('department')
      .selectAll()
      .where('id', '=', department.id)
      .forUpdate()
      .executeTakeFirst();
    if (former && expectedVersion === null) throw fail('DUPLICATE', { departmentId: department.id });
    if (!former && typeof expectedVersion === 'number') throw fail('NOT_FOUND', { departmentId: department.id });
    if (former && typeof expectedVersion === 'number' && former.version !== expectedVersion)
      throw fail('VERSION_CONFLICT', { version: former.version });
    const values = {
      name: department.name,
      name_en: department.nameEn,
      kind: department.kind,
      phone: department.phone ?? null,
      version: (former?.version ?? 0) + 1,
    };
    const row = await work.tx
      .insertInto('department')
      .values({ id: department.id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow();
    work.changed('identity', `${departmentPrefix}${row.id}`, row.version, null);
    const fields = ['name', 'name_en', 'kind', 'phone'] as const;
    const changes = fields
      .filter((field) => former && former[field] !== row[field])
      .map((field) => `${field} ${former?.[field] ?? ''} -> ${row[field] ?? ''}`);
    work.audit({
      act: 'identity.saveDepartment',
      subject: row.id,
      detail: former ? changes.join('; ') : `new; ${row.name}`,
    });
    return toDepartment(row);
  });
}

/** What belongs to a department, as `what: how many`. */
async function usesOf(db: Kysely<Database>, id: string): Promise<string[]> {
  const { rows } = await sql<{ what: string; count: number }>`
    select 'people' as what, count(*)::int as count from person where department_id = ${id}
    union all select 'workstations', count(*)::int from workstation where department_id = ${id}
    union all select 'visits', count(*)::int from visit where department_id = ${id}`.execute(db);
  return rows.filter((row) => row.count > 0).map((row) => `${row.what}: ${row.count}`);
}

/** @throws NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED naming what belongs to it */
export function removeDepartment(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; departmentId: string; expectedVersion: number },
): Promise<{ ok: true }> {
  const { departmentId: id, expectedVersion } = input;
  const request = {
    ...input.command,
    name: 'identity.removeDepartment',
    right: administers(caller, 'department.edit'),
    subject: id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await work.tx
      .selectFrom('department')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!former) throw fail('NOT_FOUND', { departmentId: id });
    if (former.version !== expectedVersion) throw fail('VERSION_CONFLICT', { version: former.version });
    const uses = await usesOf(work.tx, id);
    if (uses.length > 0) throw fail('STATE_REFUSED', { what: 'in use', uses });
    await work.tx.deleteFrom('department').where('id', '=', id).execute();
    work.changed('identity', `${departmentPrefix}${id}`, former.version + 1, null);
    work.audit({ act: 'identity.removeDepartment', subject: id, detail: former.name });
    return { ok: true as const };
  });
}
