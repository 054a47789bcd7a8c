// A program of another system (对接系统): what it may do, for which institution, from where and until when. An administrator keeps the register.
import { z } from 'zod';
import { Day, Id, Instant, ShortText } from '../kernel/contract.ts';
import { keptNumber } from '../orders/own-numbers.ts';

/**
 * requests.submit: asks for readings, with case data and documents. images.upload: DICOM of its requests. text.upload: the preliminary
 * text of its requests. reports.*: released reports of one kind. fees: whether a request is paid.
 */
export const programScopes = [
  'requests.submit',
  'images.upload',
  'text.upload',
  'reports.radiology',
  'reports.ecg',
  'reports.lab',
  'fees',
] as const;
export const ProgramScope = z.enum(programScopes);
export type ProgramScope = z.infer<typeof ProgramScope>;

/** The name under which it gets tokens (client_id). */
export const ProgramCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,31}$/);

/** One address, or a network in CIDR notation (RFC 4632, RFC 4291). */
export const AddressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const ProgramEntry = z.object({
  code: ProgramCode,
  name: ShortText.min(1),
  /** Whose program it is: what it submits belongs to this institution. */
  institutionId: z.string().min(1).max(64),
  /** What for, and who answers for it, in words. */
  purpose: ShortText.min(1),
  contact: ShortText,
  scopes: z.array(ProgramScope).min(1).max(programScopes.length),
  /** Reports of exams of its own institution, or of every one (全部院区). */
  reach: z.enum(['own', 'all']),
  /** Its patient numbers are its institution's own, not those of this hospital: they are kept apart. */
  ownNumbers: z.boolean(),
  /** Where it may call from. */
  addresses: z.array(AddressRange).min(1).max(20),
  /** The last day, in China's calendar; null without an end. */
  validUntil: Day.nullable(),
  active: z.boolean(),
});
export type ProgramEntry = z.infer<typeof ProgramEntry>;

export const ProgramSecret = z.object({
  id: Id,
  /** The last four characters, by which people tell two secrets apart. */
  hint: z.string(),
  createdAt: Instant,
  createdBy: ShortText,
  /** When it stops; null for the one in force. */
  endsAt: Instant.nullable(),
});

/** Why a program that is known was turned away. */
export const refusalReasons = ['https', 'off', 'expired', 'address', 'secret', 'replaced', 'scope'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export const Program = ProgramEntry.extend({
  id: Id,
  changedAt: Instant,
  /** Those that still open. */
  secrets: z.array(ProgramSecret),
  lastUsed: z.object({ at: Instant, address: z.string() }).nullable(),
  /** The newest call that was turned away, with why: for whoever helps its makers. */
  lastRefused: z.object({ at: Instant, address: z.string(), why: z.enum(refusalReasons) }).nullable(),
});
export type Program = z.infer<typeof Program>;

/** How long a former secret goes on opening after there is a new one. */
export const overlapHours = [0, 1, 24, 168] as const;
/** Live secrets of one program: the one in force and the one that it replaces. */
export const mostSecrets = 2;
/** How long a token opens. */
export const tokenSeconds = 600;

/** Numbers of an institution that has its own, as they are kept here: those of two institutions never meet. */
export function numberKept(program: Pick<ProgramEntry, 'institutionId' | 'ownNumbers'>, number: string): string {
  return program.ownNumbers ? keptNumber(program.institutionId, number) : number;
}
