// Upload points in the database: kept by an administrator, found for a device, a folder or a person (ECG-52).
import type { Kysely, Selectable } from 'kysely';
import {
  type PointTrouble,
  pointTroubles,
  type UploadPoint,
  type UploadPointEntry,
  type UploadPointListed,
} from '../../../core/ecg/flow/upload-point.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import { institutionsOf } from '../orders/module.ts';
import type { EcgUploadPlaceTable, EcgUploadPointTable } from './tables.ts';

function shown({
  institution_id,
  department_id,
  changed_at: _at,
  ...row
}: Selectable<EcgUploadPointTable>): UploadPoint {
  return { ...row, institutionId: institution_id, departmentId: department_id };
}

const all = async (db: Kysely<Database>): Promise<UploadPoint[]> =>
  (await db.selectFrom('ecg_upload_point').selectAll().orderBy('institution_id').orderBy('name').execute()).map(shown);

export async function listPoints(db: Kysely<Database>): Promise<UploadPointListed[]> {
  const count = async (table: 'ecg_device' | 'ecg_recording') => {
    const rows = await db
      .selectFrom(table)
      .select(['upload_point_id', (at) => at.fn.countAll<string>().as('count')])
      .where('upload_point_id', 'is not', null)
      .groupBy('upload_point_id')
      .execute();
    return new Map(rows.map(({ upload_point_id, count }) => [upload_point_id, Number(count)]));
  };
  const [devices, recordings] = [await count('ecg_device'), await count('ecg_recording')];
  return (await all(db)).map((point) => ({
    ...point,
    devices: devices.get(point.id) ?? 0,
    recordings: recordings.get(point.id) ?? 0,
  }));
}

/** The point in use of a device, a watched folder or a person; null: none. */
export async function pointOf(
  db: Kysely<Database>,
  by: { id: string | null } | { folder: string } | { personId: string },
): Promise<UploadPoint | null> {
  const found = (await all(db)).find(({ id, active, folders, people }) => {
    if (!active) return false;
    if ('folder' in by) return folders.includes(by.folder);
    if ('personId' in by) return people.some(({ personId }) => personId === by.personId);
    return id === by.id;
  });
  return found ?? null;
}

const words: Readonly<Record<PointTrouble['kind'], string>> = {
  name: 'name',
  folder: 'folders',
  person: 'people',
};

function held({ id, institutionId, name, folders, people }: UploadPoint): EcgUploadPlaceTable[] {
  return [
    { kind: 'name', value: `${institutionId} ${name}`, point_id: id },
    ...folders.map((value) => ({ kind: 'folder' as const, value, point_id: id })),
    ...people.map(({ personId }) => ({ kind: 'person' as const, value: personId, point_id: id })),
  ];
}

/**
 * Each place has one row in the database. Of two administrators who give one to two points at once, the later one waits for the earlier,
 * fails to serialise, runs again and then sees what stands in the way.
 */
async function hold(work: CommandWork, point: UploadPoint): Promise<void> {
  await work.tx.deleteFrom('ecg_upload_place').where('point_id', '=', point.id).execute();
  if (!point.active) return;
  await work.tx
    .insertInto('ecg_upload_place')
    .values(held(point))
    .onConflict((conflict) => conflict.columns(['kind', 'value']).doNothing())
    .execute();
}

/** @throws NOT_FOUND, VERSION_CONFLICT, INPUT_INVALID for an unknown institution, DUPLICATE for a name, folder or person of another point */
export function savePoint(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; pointId: string | null; expectedVersion: number; point: UploadPointEntry },
): Promise<UploadPoint> {
  const { pointId, expectedVersion, point } = input;
  const request = {
    ...input.command,
    name: 'ecg.saveUploadPoint',
    right: administers(caller, 'ecg.uploadPoints', 'ecg.admin'),
    subject: point.name,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const known = await all(work.tx);
    const before = known.find(({ id }) => id === pointId);
    if (pointId !== null && !before) throw fail('NOT_FOUND', { what: 'uploadPoint', pointId });
    if ((before?.version ?? 0) !== expectedVersion)
      throw fail('VERSION_CONFLICT', { expected: expectedVersion, actual: before?.version ?? 0 });
    const institutions = await institutionsOf(kernel, work.tx);
    if (!institutions.some(({ id }) => id === point.institutionId))
      throw fail('INPUT_INVALID', { fields: [`institutionId: ${point.institutionId} is no institution`] });
    const [trouble] = pointTroubles(
      point,
      known.filter(({ id }) => id !== pointId),
    );
    if (trouble) throw fail('DUPLICATE', { what: words[trouble.kind], value: trouble.what, point: trouble.point });
    const columns = {
      ...{ version: expectedVersion + 1, name: point.name.trim(), active: point.active },
      ...{ institution_id: point.institutionId, department_id: point.departmentId },
      ...{ folders: point.folders, people: JSON.stringify(point.people), changed_at: work.now },
    };
    const row = await work.tx
      .insertInto('ecg_upload_point')
      .values({ id: pointId ?? work.newId(), ...columns })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = shown(row);
    await hold(work, after);
    work.audit({ act: request.name, subject: after.name, detail: JSON.stringify(point).slice(0, 1000) });
    return after;
  });
}

/** @throws INPUT_INVALID for a point that is not there, or is another institution's */
export async function requirePoint(db: Kysely<Database>, pointId: string | null, institutionId: string): Promise<void> {
  if (pointId === null) return;
  const point = (await all(db)).find(({ id }) => id === pointId);
  if (!point) throw fail('INPUT_INVALID', { fields: [`uploadPointId: ${pointId} is no upload point`] });
  if (institutionId !== '' && point.institutionId !== institutionId)
    throw fail('INPUT_INVALID', { fields: [`uploadPointId: ${point.name} belongs to another institution`] });
}
