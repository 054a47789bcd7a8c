// Which registered device a DICOM object came from (设备认证): by the AE title that called and what the object says of its device. Pure.
import type { EcgDevice } from './device.ts';

export interface ObjectSender {
  aeTitle: string;
  stationName: string;
  manufacturer: string;
  model: string;
  serial: string;
}

/**
 * none: no device with this AE title fits. several: more than one fits as well. Else the device, whatever its state: only `approved` may hand in.
 */
export type DeviceMatch<Device> = { device: Device } | { device: null; reason: 'none' | 'several' };

const same = (left: string, right: string) => left.trim().toLowerCase() === right.trim().toLowerCase();

type Registered = Pick<EcgDevice, 'aeTitle' | 'stationName' | 'manufacturer' | 'serial'>;
const facts = ['serial', 'stationName', 'manufacturer'] as const;

/** What the register and the object both say must be the same; of several that fit, the one of which most is confirmed. */
export function deviceOfObject<Device extends Registered>(
  sender: ObjectSender,
  devices: readonly Device[],
): DeviceMatch<Device> {
  const fitting = devices
    .filter(({ aeTitle }) => aeTitle.trim() !== '' && aeTitle.trim() === sender.aeTitle.trim())
    .flatMap((device) => {
      const said = facts.filter((name) => device[name].trim() !== '' && sender[name].trim() !== '');
      return said.every((name) => same(device[name], sender[name])) ? [{ device, confirmed: said.length }] : [];
    });
  const most = Math.max(...fitting.map(({ confirmed }) => confirmed));
  const best = fitting.filter(({ confirmed }) => confirmed === most);
  const [only] = best;
  if (!only) return { device: null, reason: 'none' };
  return best.length > 1 ? { device: null, reason: 'several' } : { device: only.device };
}

/** Codes of a parked recording that waits for its device, not for a reader. */
export const deviceRefusals = ['DEVICE_UNKNOWN', 'DEVICE_NOT_APPROVED'] as const;
export type DeviceRefusal = (typeof deviceRefusals)[number];

export const waitsForDevice = (code: string | undefined): boolean => deviceRefusals.some((one) => one === code);

/** The name under which an unknown sender is listed until somebody registers it. */
export function senderCode({ aeTitle, serial, stationName }: ObjectSender): string {
  const tail = serial.trim() || stationName.trim();
  return ['AE', aeTitle.trim(), tail]
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 64);
}
