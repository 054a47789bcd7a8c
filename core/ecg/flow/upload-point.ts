// Upload points (上传点, ECG-52): the rooms, wards and townships where data enters; devices, folders and people of each.
import { z } from 'zod';
import { Id, ShortText, Version } from '../../kernel/contract.ts';

export const UploadPoint = z.object({
  id: Id,
  version: Version,
  name: ShortText.min(1),
  institutionId: z.string().min(1).max(64),
  /** Code of the department that it belongs to; empty: none. */
  departmentId: z.string().max(64),
  /** Names of watched folders, as `ecg-folders.json` calls them. */
  folders: z.array(z.string().trim().min(1).max(200)).max(50),
  /** People who hand in files here. */
  people: z.array(z.object({ personId: Id, name: ShortText })).max(200),
  active: z.boolean(),
});
export type UploadPoint = z.infer<typeof UploadPoint>;

export const UploadPointEntry = UploadPoint.omit({ id: true, version: true });
export type UploadPointEntry = z.infer<typeof UploadPointEntry>;

/** As lists show them: with how many devices stand there and what they handed in. */
export const UploadPointListed = UploadPoint.extend({
  devices: z.number().int().nonnegative(),
  recordings: z.number().int().nonnegative(),
});
export type UploadPointListed = z.infer<typeof UploadPointListed>;

export type PointTrouble = { kind: 'name' | 'folder' | 'person'; what: string; point: string };

/** A name twice in one institution, a folder or a person at two points: nobody could say where a recording came from. */
export function pointTroubles(
  entry: UploadPointEntry,
  others: readonly (UploadPointEntry & { name: string })[],
): PointTrouble[] {
  if (!entry.active) return [];
  return others
    .filter(({ active }) => active)
    .flatMap((other): PointTrouble[] => {
      const point = other.name;
      const sameName = other.institutionId === entry.institutionId && other.name.trim() === entry.name.trim();
      return [
        ...(sameName ? [{ kind: 'name' as const, what: entry.name, point }] : []),
        ...entry.folders
          .filter((one) => other.folders.includes(one))
          .map((what) => ({ kind: 'folder' as const, what, point })),
        ...entry.people
          .filter(({ personId }) => other.people.some((one) => one.personId === personId))
          .map(({ name }) => ({ kind: 'person' as const, what: name, point })),
      ];
    });
}
