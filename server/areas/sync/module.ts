// The sync area: how a host follows the server, hands in what it kept, and gets numbers for the time without it.
import { type AnyRouter, withEventMeta } from '@orpc/server';
import type { Right } from '../../../core/identity/rights.ts';
import { requireAccess, viewRight } from '../../kernel/access.ts';
import type { AreaModule } from '../../kernel/area.ts';
import type { RunningKernel } from '../../kernel/kernel.ts';
import type { Caller, PublishedChange } from '../../kernel/types.ts';
import { withContractErrors } from '../../web/procedures.ts';
import { changesSince, type Sources, snapshot } from './changes.ts';
import { followFeed } from './follow.ts';
import { leaseNumbers } from './numbers.ts';
import { pushCommands } from './push.ts';

export type { Sources } from './changes.ts';
export { followFeed } from './follow.ts';
export { takeBarcode, takeNumbers } from './numbers.ts';

/** A station follows on its own account, a person needs to be one who may see what some area does. */
function requireFollower(caller: Caller): void {
  const right: Right | null = caller.station ? null : viewRight(caller);
  requireAccess(caller, right);
}

async function* asEvents(changes: AsyncIterable<PublishedChange>) {
  for await (const { seq, kind, entityId, version } of changes) {
    yield withEventMeta({ seq, kind, entityId, version }, { id: String(seq) });
  }
}

/**
 * @param sources documents of all areas
 * @param router the whole router, which exists only after this area's part of it
 */
export function syncModule(running: RunningKernel, sources: () => Sources, router: () => AnyRouter): AreaModule {
  return {
    name: 'sync',
    routes: (kernel, os) => ({
      sync: os.sync.router({
        since: os.sync.since.handler(({ input, context }) => {
          requireFollower(context.caller);
          return changesSince(kernel, sources(), context.caller, input);
        }),
        live: os.sync.live.handler(({ input, context, lastEventId, signal }) => {
          requireFollower(context.caller);
          const resumed = Number(lastEventId ?? 0);
          const cursor = Math.max(input.cursor, Number.isSafeInteger(resumed) ? resumed : 0);
          const changes = followFeed({ kernel: running, sources: sources() }, context.caller, cursor, signal);
          return withContractErrors(asEvents(changes), context.log, 'sync.live');
        }),
        snapshot: os.sync.snapshot.handler(({ input, context }) => {
          requireFollower(context.caller);
          return snapshot(kernel, sources(), context.caller, input);
        }),
        push: os.sync.push.handler(async ({ input, context }) => ({
          replies: await pushCommands(kernel, router(), context.caller, input.commands),
        })),
        lease: os.sync.lease.handler(({ input, context }) =>
          leaseNumbers(kernel, context.caller, input.kind, input.size),
        ),
      }),
    }),
  };
}
