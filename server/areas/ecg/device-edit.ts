// Changing a registered device without touching its key, and renewing the key without touching the device.
import type { z } from 'zod';
import { DeviceEntry, type EcgDevice } from '../../../core/ecg/flow/device.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { requireEcgType } from '../orders/module.ts';
import { type DeviceRow, deviceColumns, deviceOf, lockDevice, newDeviceKey } from './devices.ts';
import { requirePoint } from './upload-points.ts';

interface DeviceInput {
  command: CommandMeta;
  deviceId: string;
  expectedVersion: number;
}

/** @throws NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED for one that only asked */
async function lockRegistered(work: CommandWork, input: DeviceInput): Promise<DeviceRow> {
  const row = await lockDevice(work, input);
  const { id: deviceId, state } = row;
  if (state === 'asking') throw fail('STATE_REFUSED', { deviceId, state, remedy: 'register it first' });
  return row;
}

const identity = ['ae_title', 'station_name', 'manufacturer', 'model', 'serial'] as const;

/** With another identity it is another device: it is reviewed again. @throws INPUT_INVALID for an upload point of another institution, a type not in use */
export function editDevice(
  kernel: Kernel,
  caller: Caller,
  input: DeviceInput & { device: Omit<z.input<typeof DeviceEntry>, 'code'> },
): Promise<EcgDevice> {
  const request = {
    ...input.command,
    name: 'ecg.editDevice',
    right: 'ecg.admin' as const,
    subject: input.deviceId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const row = await lockRegistered(work, input);
    const entry = DeviceEntry.parse({ ...input.device, code: row.code });
    await requirePoint(work.tx, entry.uploadPointId, entry.institutionId);
    await requireEcgType(work.tx, 'device.type', entry.type, row.type);
    const columns = deviceColumns(entry);
    const changed = identity.filter((name) => columns[name] !== row[name]);
    const isReviewed = changed.length > 0 && row.state === 'approved';
    const part = {
      ...columns,
      version: row.version + 1,
      ...(isReviewed ? { state: 'pending' as const, decided_at: null, decided_by: '', reason: '' } : {}),
    };
    await work.tx.updateTable('ecg_device').set(part).where('id', '=', row.id).execute();
    const detail = isReviewed ? `to be approved anew: ${changed.join(', ')}` : 'edited';
    work.audit({ act: request.name, subject: row.code, detail });
    return deviceOf({ ...row, ...part });
  });
}

export function renewDeviceKey(
  kernel: Kernel,
  caller: Caller,
  input: DeviceInput & { reason: string },
): Promise<{ device: EcgDevice; key: string }> {
  const name = 'ecg.renewDeviceKey';
  const request = { ...input.command, name, right: 'ecg.admin' as const, subject: input.deviceId, input };
  return kernel.command(caller, request, async (work) => {
    const row = await lockRegistered(work, input);
    const key = newDeviceKey();
    const part = { key: kernel.fields.encrypt(key), version: row.version + 1 };
    await work.tx.updateTable('ecg_device').set(part).where('id', '=', row.id).execute();
    work.audit({ act: name, subject: row.code, detail: input.reason });
    return { device: deviceOf({ ...row, ...part }), key };
  });
}
