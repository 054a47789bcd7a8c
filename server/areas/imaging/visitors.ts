// Visitors and studies that were good a moment ago: a thousand frames a second do not ask the database a thousand times.
import type { Caller, Kernel } from '../../kernel/types.ts';
import { type ArchiveVisitor, archiveVisitor, requireStudy } from './door.ts';

/** How long a withdrawn token, a withdrawn request to read, a person who changed places still opens. */
const believedMs = 3_000;
const mostKept = 500;

export interface Visitors {
  /** As archiveVisitor. */
  of(caller: Caller, token: string | undefined): Promise<ArchiveVisitor>;
  /** As requireStudy. */
  requireStudy(visitor: ArchiveVisitor, act: string, studyUid: string): Promise<void>;
}

interface Memory<Value> {
  get(key: string): Value | undefined;
  keep(key: string, value: Value): void;
}

function memory<Value>(now: () => number): Memory<Value> {
  const kept = new Map<string, { until: number; value: Value }>();
  return {
    get(key) {
      const known = kept.get(key);
      return known && known.until > now() ? known.value : undefined;
    },
    keep(key, value) {
      kept.delete(key);
      kept.set(key, { until: now() + believedMs, value });
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    },
  };
}

/** Who asks, with the rights that the rule looks at: another answer needs another key. */
function visitorKey({ person, rights, station, address }: Caller, token: string | undefined): string {
  if (token !== undefined) return `${address} ${station?.id ?? ''} ${token}`;
  const held = (['radiology.view', 'ecg.view', 'radiology.archive', 'radiology.acquire'] as const).map((right) =>
    rights.includes(right) ? 'y' : 'n',
  );
  return [person?.id ?? '', person?.departmentId ?? '', held.join(''), 'in person'].join(' ');
}

export function createVisitors(kernel: Kernel): Visitors {
  const now = () => kernel.clock.now().getTime();
  const visitors = memory<ArchiveVisitor>(now);
  const opened = memory<true>(now);
  return {
    async of(caller, token) {
      const key = visitorKey(caller, token);
      const known = visitors.get(key);
      // The person's session and station are of this request, what they may see is what was found a moment ago.
      if (known) return token === undefined ? { ...known, caller } : known;
      const visitor = await archiveVisitor(kernel, caller, token);
      visitors.keep(key, visitor);
      return visitor;
    },
    async requireStudy(visitor, act, studyUid) {
      const { institutionId, ecgOnly, own, reach } = visitor.sight;
      const key = [
        visitor.studyUid ?? '',
        institutionId ?? '*',
        ecgOnly,
        own,
        JSON.stringify(reach ?? null),
        studyUid,
      ].join(' ');
      if (opened.get(key)) return;
      await requireStudy(kernel, visitor, act, studyUid);
      opened.keep(key, true);
    },
  };
}
