// The register of recorders: registered with a key that is shown once, approved, switched off; those that knocked unknown are listed as asking.
import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import { DeviceEntry, type EcgDevice } from '../../../core/ecg/flow/device.ts';
import type { ObjectSender } from '../../../core/ecg/flow/device-match.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { requireEcgType } from '../orders/module.ts';
import type { EcgDeviceTable } from './tables.ts';
import { requirePoint } from './upload-points.ts';

/** 256 bits, in letters that fit a header. */
export const newDeviceKey = (): string => randomBytes(32).toString('base64url');

export type DeviceRow = Selectable<EcgDeviceTable>;

/** Strangers that are remembered: enough to see who asks, too few to fill the table. */
const mostAsking = 100;
/** Of them, from one address: who makes up names leaves room for the recorder that asks from its own. */
const mostOfAnAddress = 30;

export function deviceOf(row: DeviceRow): EcgDevice {
  const {
    key: _key,
    institution_id,
    department_id,
    ae_title,
    station_name,
    upload_point_id,
    registered_at,
    decided_at,
    decided_by,
    last_seen_at,
    last_address,
    refused_count,
    ...rest
  } = row;
  return {
    ...rest,
    institutionId: institution_id,
    departmentId: department_id,
    aeTitle: ae_title,
    stationName: station_name,
    uploadPointId: upload_point_id,
    registeredAt: registered_at.toISOString(),
    decidedAt: decided_at?.toISOString() ?? null,
    decidedBy: decided_by,
    lastSeenAt: last_seen_at?.toISOString() ?? null,
    lastAddress: last_address,
    refusedCount: refused_count,
  };
}

/** Those that ask first, then the ones under review. */
export async function listDevices(db: Kysely<Database>): Promise<EcgDevice[]> {
  const order = ['asking', 'pending', 'approved', 'disabled'];
  const rows = await db.selectFrom('ecg_device').selectAll().orderBy('code').execute();
  return rows.map(deviceOf).toSorted((left, right) => order.indexOf(left.state) - order.indexOf(right.state));
}

export function deviceColumns(entry: DeviceEntry) {
  const { institutionId, departmentId, aeTitle, stationName, uploadPointId, ...rest } = entry;
  return {
    ...rest,
    ...{ institution_id: institutionId, department_id: departmentId },
    ...{ ae_title: aeTitle, station_name: stationName, upload_point_id: uploadPointId },
  };
}

/**
 * Enters a device, or one that asked. Its key is made here and is in this answer alone; approval is another person's or at least another act.
 * @throws DUPLICATE for a code that another device has, NOT_FOUND, STATE_REFUSED for one that is registered, INPUT_INVALID for the upload point or a type not in use
 */
export async function registerDevice(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; deviceId?: string; device: z.input<typeof DeviceEntry> },
): Promise<{ device: EcgDevice; key: string }> {
  const request = {
    ...input.command,
    name: 'ecg.registerDevice',
    right: 'ecg.admin' as const,
    subject: input.device.code,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const { deviceId } = input;
    const device = DeviceEntry.parse(input.device);
    await requirePoint(work.tx, device.uploadPointId, device.institutionId);
    await requireEcgType(work.tx, 'device.type', device.type);
    const same = await work.tx
      .selectFrom('ecg_device')
      .selectAll()
      .where('code', '=', device.code)
      .forUpdate()
      .executeTakeFirst();
    const id = deviceId ?? (same?.state === 'asking' ? same.id : undefined);
    if (same && same.id !== id) throw fail('DUPLICATE', { what: 'device', code: device.code });
    if (id !== undefined) {
      const row = await work.tx.selectFrom('ecg_device').select('state').where('id', '=', id).executeTakeFirst();
      if (row && row.state !== 'asking')
        throw fail('STATE_REFUSED', { deviceId: id, state: row.state, remedy: 'edit it' });
    }
    const key = newDeviceKey();
    const entered = {
      ...deviceColumns(device),
      state: 'pending' as const,
      key: kernel.fields.encrypt(key),
      registered_at: work.now,
      decided_at: null,
      decided_by: '',
      reason: '',
    };
    const row =
      id === undefined
        ? await work.tx
            .insertInto('ecg_device')
            .values({
              id: work.newId(),
              version: 1,
              ...entered,
              last_seen_at: null,
              last_address: '',
              refused_count: 0,
              recordings: 0,
            })
            .returningAll()
            .executeTakeFirst()
        : await work.tx
            .updateTable('ecg_device')
            .set((at) => ({ ...entered, version: at('version', '+', 1) }))
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirst();
    if (!row) throw fail('NOT_FOUND', { what: 'device', deviceId: id ?? '' });
    return { device: deviceOf(row), key };
  });
}

/** @throws NOT_FOUND, VERSION_CONFLICT */
export async function lockDevice(
  { tx }: CommandWork,
  { deviceId, expectedVersion }: { deviceId: string; expectedVersion: number },
): Promise<DeviceRow> {
  const row = await tx.selectFrom('ecg_device').selectAll().where('id', '=', deviceId).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'device', deviceId });
  if (row.version !== expectedVersion)
    throw fail('VERSION_CONFLICT', { deviceId, expected: expectedVersion, actual: row.version });
  return row;
}

/** @throws NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED for one without a key, or to forget one that sent something */
export function decideDevice(
  kernel: Kernel,
  caller: Caller,
  input: {
    command: CommandMeta;
    deviceId: string;
    expectedVersion: number;
    act: 'approve' | 'disable' | 'forget';
    reason: string;
  },
): Promise<EcgDevice> {
  const { deviceId, act, reason } = input;
  const request = { ...input.command, name: 'ecg.decideDevice', right: 'ecg.admin' as const, subject: deviceId, input };
  return kernel.command(caller, request, async (work) => {
    const row = await lockDevice(work, input);
    work.audit({ act: 'ecg.decideDevice', subject: row.code, detail: `${act}: ${reason}` });
    if (act === 'forget') {
      if (row.recordings > 0)
        throw fail('STATE_REFUSED', { deviceId, recordings: row.recordings, remedy: 'disable it' });
      await work.tx.deleteFrom('ecg_device_nonce').where('device_id', '=', deviceId).execute();
      await work.tx.deleteFrom('ecg_device').where('id', '=', deviceId).execute();
      return deviceOf(row);
    }
    // Over DICOM there is no key: the device is told by its title and its objects.
    if (act === 'approve' && row.key === null && row.ae_title === '')
      throw fail('STATE_REFUSED', { deviceId, state: row.state, remedy: 'register it first' });
    const part = {
      state: act === 'approve' ? ('approved' as const) : ('disabled' as const),
      version: row.version + 1,
      decided_at: work.now,
      decided_by: caller.person?.name ?? 'system',
      reason,
    };
    await work.tx.updateTable('ecg_device').set(part).where('id', '=', deviceId).execute();
    return deviceOf({ ...row, ...part });
  });
}

/**
 * A device was refused: counted; a stranger is entered as asking. Written alone: nothing of the request is done.
 * @param sender what a DICOM object said of it, for whoever registers it
 */
export async function rememberRefused(
  kernel: Kernel,
  code: string,
  address: string,
  sender?: ObjectSender,
): Promise<void> {
  const now = kernel.clock.now();
  const known = await kernel.db
    .updateTable('ecg_device')
    .set((at) => ({ refused_count: at('refused_count', '+', 1), last_seen_at: now, last_address: address }))
    .where('code', '=', code)
    .executeTakeFirst();
  if (known.numUpdatedRows > 0n) return;
  const asking = await kernel.db
    .selectFrom('ecg_device')
    .select((at) => at.fn.countAll<number>().as('count'))
    .where('state', '=', 'asking')
    .executeTakeFirstOrThrow();
  if (Number(asking.count) >= mostAsking) return;
  if (address !== '') {
    const here = await kernel.db
      .selectFrom('ecg_device')
      .select((at) => at.fn.countAll<number>().as('count'))
      .where('state', '=', 'asking')
      .where('last_address', '=', address)
      .executeTakeFirstOrThrow();
    if (Number(here.count) >= mostOfAnAddress) return;
  }
  await kernel.db
    .insertInto('ecg_device')
    .values({
      id: kernel.newId(),
      version: 1,
      code,
      state: 'asking',
      key: null,
      name: '',
      manufacturer: sender?.manufacturer ?? '',
      model: sender?.model ?? '',
      serial: sender?.serial ?? '',
      ae_title: sender?.aeTitle ?? '',
      station_name: sender?.stationName ?? '',
      type: 'other',
      institution_id: '',
      department_id: '',
      registered_at: now,
      decided_at: null,
      decided_by: '',
      reason: '',
      last_seen_at: now,
      last_address: address,
      refused_count: 1,
      recordings: 0,
    })
    // Two of its requests at once: one enters it, the other counts.
    .onConflict((conflict) =>
      conflict.column('code').doUpdateSet((at) => ({ refused_count: at('ecg_device.refused_count', '+', 1) })),
    )
    .execute();
}
