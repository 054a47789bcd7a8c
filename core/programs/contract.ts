// The register of programs as administrators reach it. A secret is in an answer once: when it was made.
import { z } from 'zod';
import { base, commandInput } from '../kernel/contract.ts';
import { Program, ProgramCode, ProgramEntry } from './program.ts';

const Saved = z.object({ program: Program, secret: z.string().nullable() });

export const programsContract = {
  list: base.route({ method: 'GET', path: '/programs' }).output(z.array(Program)),
  /** A new one gets its first secret. */
  save: base
    .route({ method: 'POST', path: '/programs' })
    .input(commandInput({ program: ProgramEntry, isNew: z.boolean() }))
    .output(Saved),
  /** The former secret goes on opening for so many hours; 0 ends it, and the tokens that it got, at once. */
  renewSecret: base
    .route({ method: 'POST', path: '/programs/secrets' })
    .input(commandInput({ code: ProgramCode, overlapHours: z.number().int().min(0).max(168) }))
    .output(Saved),
};
