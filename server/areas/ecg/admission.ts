// Whether a DICOM object came from a registered, approved device (设备认证, ECG-06), and where that device stands; a stranger is listed as asking.
import {
  type DeviceRefusal,
  deviceOfObject,
  type ObjectSender,
  senderCode,
} from '../../../core/ecg/flow/device-match.ts';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { dicomSender } from '../../../core/ecg/formats/dicom/sender.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Kernel } from '../../kernel/types.ts';
import { institutionsOf, ownInstitution } from '../orders/module.ts';
import { type DeviceRow, deviceOf, rememberRefused } from './devices.ts';
import { pointOf } from './upload-points.ts';

type Source = RecordingDocument['source'];

export interface Admission {
  source: Source;
  /** Why it is kept unread; null: it may be read. */
  refused: { code: DeviceRefusal; at: string; text: string } | null;
}

/** What a device hands in is its institution's and its upload point's, whatever door it comes through. */
export async function sourceOfDevice(kernel: Kernel, device: DeviceRow, door: Source['door']): Promise<Source> {
  const institutions = await institutionsOf(kernel, kernel.db);
  const place = institutions.find(({ id }) => id === device.institution_id) ?? institutions.find(({ own }) => own);
  const point = await pointOf(kernel.db, { id: device.upload_point_id });
  return {
    ...{ door, deviceId: device.id, name: device.name || device.code, personId: null },
    ...{ institutionId: place?.id ?? 'own', institutionName: place?.name ?? '' },
    departmentId: device.department_id || (point?.departmentId ?? ''),
    ...(point ? { uploadPoint: { id: point.id, name: point.name } } : {}),
  };
}

const factsOf = ({ aeTitle, stationName, manufacturer, model, serial }: ObjectSender): string =>
  [`AE ${aeTitle}`, stationName, [manufacturer, model].filter(Boolean).join(' '), serial && `SN ${serial}`]
    .filter(Boolean)
    .join(' · ');

/** @param remembers false for another look at an object that was refused before: it is counted once */
export async function admitObject(
  kernel: Kernel,
  bytes: Uint8Array,
  aeTitle: string,
  remembers = true,
): Promise<Admission> {
  const said = dicomSender(bytes) ?? { stationName: '', manufacturer: '', model: '', serial: '' };
  const sender: ObjectSender = { aeTitle, ...said };
  const rows = await kernel.db.selectFrom('ecg_device').selectAll().where('ae_title', '=', aeTitle).execute();
  // A stranger that was listed knocked once; it is no device yet.
  const registered = rows.filter(({ state }) => state !== 'asking').map((row) => ({ ...deviceOf(row), row }));
  const match = deviceOfObject(sender, registered);
  if (match.device?.state === 'approved')
    return { source: await sourceOfDevice(kernel, match.device.row, 'dicom'), refused: null };
  const own = await ownInstitution(kernel, kernel.db);
  const source: Source = {
    ...{ door: 'dicom', deviceId: null, name: aeTitle, personId: null, departmentId: '' },
    ...{ institutionId: own.id, institutionName: own.name },
  };
  const code: DeviceRefusal = match.device === null ? 'DEVICE_UNKNOWN' : 'DEVICE_NOT_APPROVED';
  const at =
    match.device?.code ?? (match.device === null && match.reason === 'several' ? 'several' : senderCode(sender));
  if (remembers) {
    await rememberRefused(kernel, match.device?.code ?? senderCode(sender), '', sender);
    const detail = `${code}: ${factsOf(sender)}`;
    await kernel.audit(systemCaller(aeTitle), { act: 'ecg.dicom', subject: aeTitle, outcome: 'refused', detail });
  }
  return { source, refused: { code, at, text: factsOf(sender) } };
}
