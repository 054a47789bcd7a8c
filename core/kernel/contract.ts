// The builder every area's contract starts from: the error table as typed errors, and what every command carries.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ErrorCode, errorTable } from './errors.ts';

export const errorDetail = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);

type ContractErrors = Record<ErrorCode, { status: number; message: string; data: typeof errorDetail }>;

const errors = Object.fromEntries(
  Object.entries(errorTable).map(([code, entry]) => [
    code,
    { status: entry.http, message: entry.en, data: errorDetail },
  ]),
) as ContractErrors;

export const base = oc.errors(errors);

export const Id = z.uuid();
export const Version = z.number().int().nonnegative();
/** An instant, ISO 8601 in UTC. */
export const Instant = z.iso.datetime();
/** A calendar day, `YYYY-MM-DD`. */
export const Day = z.iso.date();
export const Code = z.string().trim().min(1).max(64);
export const ShortText = z.string().trim().max(200);
export const LongText = z.string().max(4000);

/**
 * What every command carries from birth: an idempotency key (the same key is carried out once, replays get the first answer)
 * and when the person did it by the clock of the station.
 */
export const CommandMeta = z.object({ id: Id, at: Instant });
export type CommandMeta = z.infer<typeof CommandMeta>;

/** Input of a command: its meta and its own fields. */
export function commandInput<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<{ command: typeof CommandMeta } & Shape> {
  return z.object({ command: CommandMeta, ...shape }) as z.ZodObject<{ command: typeof CommandMeta } & Shape>;
}
