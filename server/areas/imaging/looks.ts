// Who looked at which study: a row before the first frame goes out, and one that counts the rest when the look is over.
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';

export interface Looks {
  /** Returns when the look is on record; a viewer that scrolls through a study does not write a thousand rows. */
  looked(caller: Caller, act: string, studyUid: string): Promise<void>;
  /** Writes what was counted. */
  stop(): Promise<void>;
}

interface Look {
  since: number;
  recorded: Promise<void>;
  further: number;
  caller: Caller;
  act: string;
  studyUid: string;
}

/** A look that goes on for longer is a new one. */
const lookMs = 300_000;
const sweepMs = 30_000;
/** So many looks at a time are more than a hospital has readers. */
const mostLooks = 20_000;

export function createLooks(kernel: Pick<Kernel, 'audit' | 'clock' | 'log'>): Looks {
  const looks = new Map<string, Look>();
  const now = () => kernel.clock.now().getTime();
  let timer: NodeJS.Timeout | null = null;

  async function close(key: string, look: Look): Promise<void> {
    looks.delete(key);
    const { act, studyUid: subject, further, since, caller } = look;
    if (further === 0) return;
    const detail = `${further} further requests since ${new Date(since).toISOString()}`;
    await kernel.audit(caller, { act, subject, detail }).catch((error: unknown) => {
      kernel.log('error', 'the number of frames that were read is not on record', {
        subject,
        further,
        error: String(error),
      });
    });
  }
  async function sweep(): Promise<void> {
    timer = null;
    const limit = now() - lookMs;
    for (const [key, look] of [...looks]) if (look.since <= limit) await close(key, look);
    plan();
  }
  function plan(): void {
    if (looks.size > 0) timer ??= setTimeout(() => void sweep(), sweepMs).unref();
  }

  return {
    async looked(caller, act, studyUid) {
      const key = [caller.person?.id ?? '', caller.station?.id ?? '', caller.address, act, studyUid].join(' ');
      const known = looks.get(key);
      if (known && now() - known.since < lookMs) {
        known.further += 1;
        return known.recorded;
      }
      if (known) await close(key, known);
      if (looks.size >= mostLooks) throw fail('SERVER_BUSY', { what: 'too many studies are being looked at' });
      const system: Caller = { ...caller, mode: 'system' };
      const recorded = kernel.audit(system, { act, subject: studyUid });
      looks.set(key, { since: now(), recorded, further: 0, caller: system, act, studyUid });
      plan();
      try {
        await recorded;
      } catch (error) {
        // Nothing goes out that is not on record: the next request tries again.
        looks.delete(key);
        throw error;
      }
    },
    async stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      for (const [key, look] of [...looks]) await close(key, look);
    },
  };
}
