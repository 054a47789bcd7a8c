// How a host follows the server: a change feed with a cursor, a way to hand in commands made offline, and leased number blocks.
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, Id, Instant, Version } from '../kernel/contract.ts';

export const ChangeKind = z.enum([
  'specimen',
  'critical',
  'unplaced',
  'dictionary',
  'report',
  'exam',
  'examReport',
  'study',
  'recording',
  'ecgAlert',
  'examQuality',
  'qualitySample',
  'identity',
  'integration',
]);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** One committed change in publication order. `document` is the state after it, as the station may see it; null when it may not. */
export const Change = z.object({
  seq: z.number().int().positive(),
  kind: ChangeKind,
  entityId: z.string(),
  version: Version,
  at: Instant,
  document: z.unknown(),
});
export type Change = z.infer<typeof Change>;

/** A command as it waits in an outbox: the same input that the online call would have sent. */
export const QueuedCommand = z.object({
  id: Id,
  /** `area.procedure`, e.g. `lab.receive`. */
  name: z.string(),
  input: z.unknown(),
  actorId: z.string(),
  at: Instant,
});
export type QueuedCommand = z.infer<typeof QueuedCommand>;

export const CommandReply = z.object({
  id: Id,
  outcome: z.enum(['done', 'again', 'ask', 'never']),
  code: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  output: z.unknown(),
});
export type CommandReply = z.infer<typeof CommandReply>;

export const syncContract = {
  /** Changes after the cursor, at most `limit`; an empty list means up to date. */
  since: base
    .route({ method: 'GET', path: '/sync/changes' })
    .input(
      z.object({
        cursor: z.coerce.number().int().nonnegative(),
        limit: z.coerce.number().int().min(1).max(2000).default(500),
      }),
    )
    .output(z.object({ changes: z.array(Change), cursor: z.number().int(), serverTime: Instant })),
  /** Live: an event per new change without its document; resumes with Last-Event-ID. Ends only by being cut. */
  live: base
    .route({ method: 'GET', path: '/sync/live' })
    .input(z.object({ cursor: z.coerce.number().int().nonnegative() }))
    .output(
      eventIterator(z.object({ seq: z.number().int(), kind: ChangeKind, entityId: z.string(), version: Version })),
    ),
  /** For the first fill of a cache: all documents of the station's groups touched in the last days, and the cursor to go on from. */
  snapshot: base
    .route({ method: 'GET', path: '/sync/snapshot' })
    .input(
      z.object({
        days: z.coerce.number().int().min(1).max(31).default(4),
        after: z.string().default(''),
        limit: z.coerce.number().int().min(1).max(1000).default(300),
      }),
    )
    .output(
      z.object({
        documents: z.array(
          z.object({ kind: ChangeKind, entityId: z.string(), version: Version, document: z.unknown() }),
        ),
        next: z.string().nullable(),
        cursor: z.number().int(),
      }),
    ),
  /** Commands in the order of their birth; stops at the first that must be tried again. Only for enrolled stations. */
  push: base
    .route({ method: 'POST', path: '/sync/push' })
    .input(z.object({ commands: z.array(QueuedCommand).min(1).max(200) }))
    .output(z.object({ replies: z.array(CommandReply) })),
  /** A block of numbers that nobody else will use. */
  lease: base
    .route({ method: 'POST', path: '/sync/lease' })
    .input(z.object({ kind: z.enum(['barcode', 'accession']), size: z.number().int().min(10).max(1000) }))
    .output(z.object({ from: z.number().int(), to: z.number().int(), prefix: z.string() })),
};
