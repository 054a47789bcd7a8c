// What a replay gave back, read with care: the contract promises nothing about a driver's message.
import { z } from 'zod';

const Result = z.object({
  code: z.string().catch(''),
  name: z.string().optional().catch(undefined),
  value: z.string().catch(''),
  unit: z.string().catch(''),
  flags: z.array(z.string()).catch([]),
  time: z.string().catch(''),
});

const Reading = z.object({
  kind: z.string(),
  specimenId: z.string().catch(''),
  instrumentTime: z.string().catch(''),
  incomplete: z.boolean().catch(false),
  results: z.array(Result).catch([]),
});
export type Reading = z.infer<typeof Reading>;

/** Null where it has not even a kind: then only the raw content can be shown. */
export function readingOf(message: unknown): Reading | null {
  const read = Reading.safeParse(message);
  return read.success ? read.data : null;
}
