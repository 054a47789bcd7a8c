// One image taken out of the viewer as a picture: what is put on record before it leaves.
import { z } from 'zod';
import { commandInput } from '../kernel/contract.ts';

export const pictureWays = ['copied', 'saved', 'printed'] as const;
export type PictureWay = (typeof pictureWays)[number];

const Uid = z.string().min(1).max(128);

export const RecordPicture = commandInput({
  studyUid: Uid,
  sopInstanceUid: Uid,
  /** 1-based. */
  frame: z.number().int().min(1).max(1_000_000),
  way: z.enum(pictureWays),
  /** Whether the patient's name and numbers stand on it. */
  named: z.boolean(),
});
