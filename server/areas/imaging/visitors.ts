// Access tokens that were good a moment ago: a thousand frames a second do not ask the database a thousand times.
import type { Caller, Kernel } from '../../kernel/types.ts';
import { type ArchiveVisitor, archiveVisitor } from './door.ts';

/** How long a withdrawn token still opens. */
const believedMs = 3_000;
const mostKept = 500;

export type Visitors = (caller: Caller, token: string | undefined) => Promise<ArchiveVisitor>;

/** As archiveVisitor, with a short memory. */
export function createVisitors(kernel: Pick<Kernel, 'db' | 'clock'>): Visitors {
  const kept = new Map<string, { until: number; visitor: ArchiveVisitor }>();
  const now = () => kernel.clock.now().getTime();
  return async (caller, token) => {
    if (token === undefined) return archiveVisitor(kernel, caller, undefined);
    const key = `${caller.address} ${caller.station?.id ?? ''} ${token}`;
    const known = kept.get(key);
    if (known && known.until > now()) return known.visitor;
    const visitor = await archiveVisitor(kernel, caller, token);
    kept.delete(key);
    kept.set(key, { until: now() + believedMs, visitor });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return visitor;
  };
}
