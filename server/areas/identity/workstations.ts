// Workstations: what an administrator arranges, the one-time code, and how a host enrols.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Workstation } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { setDifference } from './difference.ts';

type Command = { id: string; at: string };
const enrolmentMs = 15 * 60_000;

function toWorkstation(row: Selectable<Database['workstation']>): Workstation {
  return {
    id: row.id,
    name: row.name,
    departmentId: row.department_id,
    labGroups: row.lab_groups,
    enrolledAt: row.enrolled_at?.toISOString() ?? null,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    enabled: row.enabled,
    version: row.version,
  };
}

async function findWorkstation(db: Kysely<Database>, id: string): Promise<Selectable<Database['workstation']>> {
  const row = await db.selectFrom('workstation').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { workstationId: id });
  return row;
}

export async function listWorkstations(kernel: Kernel): Promise<Workstation[]> {
  const rows = await kernel.db.selectFrom('workstation').selectAll().orderBy('name').execute();
  return rows.map(toWorkstation);
}

/** 16 characters, 78 bits, in groups that can be read out. */
function makeCode(): string {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'.replace('O', '');
  const letters = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-');
}

function codeHash(code: string): string {
  return createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('base64url');
}

export function createWorkstation(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; name: string; departmentId: string; labGroups: string[] },
): Promise<{ workstation: Workstation; enrolmentCode: string }> {
  const enrolmentCode = makeCode();
  const request = {
    ...input.command,
    name: 'identity.createWorkstation',
    right: 'identity.admin' as const,
    subject: input.name,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const row = await work.tx
      .insertInto('workstation')
      .values({
        id: work.newId(),
        name: input.name,
        department_id: input.departmentId,
        lab_groups: input.labGroups,
        enabled: true,
        secret: null,
        enrolment_code_hash: codeHash(enrolmentCode),
        enrolment_expires_at: new Date(work.now.getTime() + enrolmentMs),
        enrolled_at: null,
        last_seen_at: null,
        version: 1,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    work.changed('identity', `workstation:${row.id}`, 1, null);
    return { workstation: toWorkstation(row), enrolmentCode };
  });
}

/**
 * Changes what a workstation is called and serves. Disabled, its signature is refused and whoever is logged in there is out.
 * @throws NOT_FOUND, VERSION_CONFLICT
 */
export function saveWorkstation(
  kernel: Kernel,
  caller: Caller,
  input: {
    command: Command;
    workstation: Pick<Workstation, 'id' | 'name' | 'departmentId' | 'labGroups' | 'enabled'>;
    expectedVersion: number;
  },
): Promise<Workstation> {
  const { workstation: given, expectedVersion } = input;
  const request = {
    ...input.command,
    name: 'identity.saveWorkstation',
    right: 'identity.admin' as const,
    subject: given.name,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await findWorkstation(work.tx, given.id);
    if (former.version !== expectedVersion) throw fail('VERSION_CONFLICT', { version: former.version });
    const row = await work.tx
      .updateTable('workstation')
      .set({
        name: given.name,
        department_id: given.departmentId,
        lab_groups: given.labGroups,
        enabled: given.enabled,
        version: former.version + 1,
        // A code that lies about is no way back in.
        ...(given.enabled ? {} : { enrolment_code_hash: null, enrolment_expires_at: null }),
      })
      .where('id', '=', former.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (!row.enabled) {
      await work.tx
        .updateTable('person_session')
        .set({ ended_at: work.now, end_reason: 'workstation disabled' })
        .where('workstation_id', '=', row.id)
        .where('ended_at', 'is', null)
        .execute();
    }
    work.changed('identity', `workstation:${row.id}`, row.version, null);
    const changes = [
      former.name === row.name ? '' : `name ${former.name} -> ${row.name}`,
      former.department_id === row.department_id ? '' : `department ${former.department_id} -> ${row.department_id}`,
      setDifference('groups', former.lab_groups, row.lab_groups),
      former.enabled === row.enabled ? '' : row.enabled ? 'enabled' : 'disabled',
    ];
    work.audit({ act: 'identity.saveWorkstation', subject: row.name, detail: changes.filter(Boolean).join('; ') });
    return toWorkstation(row);
  });
}

/** @throws NOT_FOUND, STATE_REFUSED for one that is disabled */
export function renewEnrolment(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; workstationId: string },
): Promise<{ workstation: Workstation; enrolmentCode: string }> {
  const enrolmentCode = makeCode();
  const request = {
    ...input.command,
    name: 'identity.renewEnrolment',
    right: 'identity.admin' as const,
    subject: input.workstationId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await findWorkstation(work.tx, input.workstationId);
    if (!former.enabled) throw fail('STATE_REFUSED', { what: 'the workstation is disabled' });
    const row = await work.tx
      .updateTable('workstation')
      .set({
        enrolment_code_hash: codeHash(enrolmentCode),
        enrolment_expires_at: new Date(work.now.getTime() + enrolmentMs),
        version: former.version + 1,
      })
      .where('id', '=', former.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    work.audit({ act: 'identity.renewEnrolment', subject: row.name });
    return { workstation: toWorkstation(row), enrolmentCode };
  });
}

/**
 * A host gives its code and gets the secret with which it signs from now on. The code is used up.
 * @throws STATION_UNKNOWN when the code is wrong, used or older than 15 minutes
 */
export async function enrol(
  kernel: Kernel,
  caller: Caller,
  code: string,
): Promise<{ workstation: Workstation; secret: string }> {
  const now = kernel.clock.now();
  const secret = randomBytes(32).toString('base64url');
  const row = await kernel.db
    .updateTable('workstation')
    .set({
      secret: kernel.fields.encrypt(secret),
      enrolment_code_hash: null,
      enrolment_expires_at: null,
      enrolled_at: now,
      last_seen_at: now,
    })
    .where('enrolment_code_hash', '=', codeHash(code))
    .where('enrolment_expires_at', '>', now)
    .where('enabled', '=', true)
    .returningAll()
    .executeTakeFirst();
  if (!row) {
    await kernel.audit(caller, { act: 'identity.enrol', subject: '', outcome: 'refused', detail: 'STATION_UNKNOWN' });
    throw fail('STATION_UNKNOWN', { reason: 'code' });
  }
  const station = { id: row.id, name: row.name, labGroups: row.lab_groups };
  await kernel.audit({ ...caller, station }, { act: 'identity.enrol', subject: row.name });
  return { workstation: toWorkstation(row), secret };
}
