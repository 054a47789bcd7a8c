// Editing a device, renewing its key, and the upload points where devices, folders and people hand in (ECG-06, ECG-52).
import { z } from 'zod';
import { base, commandInput, Id, ShortText, Version } from '../../kernel/contract.ts';
import { DeviceEntry, EcgDevice } from './device.ts';
import { UploadPoint, UploadPointEntry, UploadPointListed } from './upload-point.ts';

const ofDevice = { deviceId: Id, expectedVersion: Version };

export const devicePlaceContract = {
  /** Keeps the key. What tells the device from others, when it changes, has to be approved anew. */
  editDevice: base
    .route({ method: 'POST', path: '/ecg/devices/edit' })
    .input(commandInput({ ...ofDevice, device: DeviceEntry.omit({ code: true }) }))
    .output(EcgDevice),
  /** The key is in this answer and nowhere else; the former one is refused from now on. */
  renewDeviceKey: base
    .route({ method: 'POST', path: '/ecg/devices/key' })
    .input(commandInput({ ...ofDevice, reason: ShortText.min(2) }))
    .output(z.object({ device: EcgDevice, key: z.string() })),
  uploadPoints: base.route({ method: 'GET', path: '/ecg/upload-points' }).output(z.array(UploadPointListed)),
  /** `pointId` null makes one, with version 0. @throws DUPLICATE for a name, folder or person that another point has */
  saveUploadPoint: base
    .route({ method: 'POST', path: '/ecg/upload-points' })
    .input(commandInput({ pointId: Id.nullable(), expectedVersion: Version, point: UploadPointEntry }))
    .output(UploadPoint),
};
