// Lossless packing of stored objects at rest: how far it has come and what it saves.
import { z } from 'zod';

export const packingProblems = ['disk-full', 'not-writable', 'object-failed'] as const;

export const PackingState = z.object({
  /** off; current (nothing is due); packing; paused while images come in or are read; stopped (see problem). */
  state: z.enum(['off', 'current', 'packing', 'paused', 'stopped']),
  problem: z.enum(packingProblems).nullable(),
  /** What the system said. */
  detail: z.string(),
  /** Packed objects, their bytes as they were received, and what their files take. */
  objects: z.number().int(),
  bytes: z.number(),
  storedBytes: z.number(),
  /** Studies that are due and not gone through. */
  waiting: z.number().int(),
  /** Objects that could not be packed since the server started; they stay as they are. */
  failed: z.number().int(),
});
export type PackingState = z.infer<typeof PackingState>;
