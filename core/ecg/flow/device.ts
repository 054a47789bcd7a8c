// The register of recorders (设备认证): only reviewed devices may hand in recordings; one that asks unknown is shown, not served.
import { z } from 'zod';
import { Code, Id, Instant, ShortText, Version } from '../../kernel/contract.ts';

/** asking: knocked without being registered. pending: registered, under review. */
export const DeviceState = z.enum(['asking', 'pending', 'approved', 'disabled']);
export type DeviceState = z.infer<typeof DeviceState>;

export const EcgDevice = z.object({
  id: Id,
  version: Version,
  /** The name that it calls itself by in `X-Device`. */
  code: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  name: ShortText,
  manufacturer: ShortText,
  model: ShortText,
  serial: ShortText,
  /** 心电类型, a code of that dictionary. */
  type: Code,
  institutionId: z.string().max(64),
  departmentId: z.string().max(64),
  /** The AE title that it calls itself by over DICOM (PS3.8); empty: it hands in by another door. */
  aeTitle: z.string().trim().max(16),
  /** Station Name (0008,1010) of its objects; empty: not looked at. */
  stationName: z.string().trim().max(64),
  /** Where it stands (上传点); null: nowhere in particular. */
  uploadPointId: Id.nullable(),
  state: DeviceState,
  registeredAt: Instant,
  decidedAt: Instant.nullable(),
  decidedBy: ShortText,
  reason: ShortText,
  lastSeenAt: Instant.nullable(),
  lastAddress: ShortText,
  refusedCount: z.number().int().nonnegative(),
  recordings: z.number().int().nonnegative(),
});
export type EcgDevice = z.infer<typeof EcgDevice>;

export const DeviceEntry = EcgDevice.pick({
  code: true,
  name: true,
  manufacturer: true,
  model: true,
  serial: true,
  type: true,
  institutionId: true,
  departmentId: true,
}).extend({
  aeTitle: EcgDevice.shape.aeTitle.default(''),
  stationName: EcgDevice.shape.stationName.default(''),
  uploadPointId: EcgDevice.shape.uploadPointId.default(null),
});
export type DeviceEntry = z.output<typeof DeviceEntry>;
