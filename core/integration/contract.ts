// The interfaces to other systems: every message in and out, what became of it, and what a person can do about it.
import { z } from 'zod';
import { base, commandInput, Id, Instant } from '../kernel/contract.ts';

export const IntegrationMessage = z.object({
  id: Id,
  direction: z.enum(['in', 'out']),
  interface: z.enum(['hl7']),
  peer: z.string(),
  type: z.string(),
  controlId: z.string(),
  subject: z.string(),
  at: Instant,
  state: z.enum(['received', 'done', 'failed', 'waiting', 'sent', 'accepted', 'refused', 'givenUp']),
  attempts: z.number().int(),
  nextAttemptAt: Instant.nullable(),
  code: z.string().nullable(),
  text: z.string().nullable(),
});
export type IntegrationMessage = z.infer<typeof IntegrationMessage>;

export const integrationContract = {
  messages: base
    .route({ method: 'GET', path: '/integration/messages' })
    .input(
      z.object({
        direction: z.enum(['in', 'out', 'all']).default('all'),
        state: z.enum(['all', 'failed', 'waiting']).default('all'),
        text: z.string().max(100).optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(IntegrationMessage)),
  message: base
    .route({ method: 'GET', path: '/integration/messages/{id}' })
    .input(z.object({ id: Id }))
    .output(
      z.object({
        message: IntegrationMessage,
        content: z.string(),
        answer: z.string().nullable(),
        log: z.array(z.object({ at: Instant, text: z.string() })),
      }),
    ),
  retry: base
    .route({ method: 'POST', path: '/integration/retry' })
    .input(commandInput({ messageId: Id }))
    .output(IntegrationMessage),
};
