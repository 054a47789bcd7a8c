// Records every byte of every connection for the console and for replays. It rides along: nothing waits for it.
import type { CustodyStore } from '../cache/custody-store.ts';
import type { NewTraffic } from '../cache/custody-types.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';

export interface TrafficRecorder {
  record(connectionId: string, peer: string, direction: 'in' | 'out', bytes: Uint8Array): void;
  note(connectionId: string, peer: string, text: string): void;
  /** Resolves when all that was recorded so far is written (or given up). */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const flushAfterMs = 100;
const flushBytes = 256 * 1024;

export function createTrafficRecorder(environment: HostEnvironment, store: CustodyStore): TrafficRecorder {
  let entries: NewTraffic[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (entries.length === 0) return writing;
    const batch = entries;
    entries = [];
    size = 0;
    writing = store.write.recordTraffic(batch).catch((error: unknown) => {
      environment.log('warn', 'traffic could not be recorded', { entries: batch.length, reason: messageOf(error) });
    });
    return writing;
  }

  function add(entry: NewTraffic): void {
    entries.push(entry);
    size += entry.bytes.length;
    if (size >= flushBytes) void flush();
    else timer ??= setTimeout(() => void flush(), flushAfterMs);
  }

  return {
    record(connectionId, peer, direction, bytes) {
      add({ connectionId, peer, at: environment.clock.now().toISOString(), direction, bytes });
    },
    note(connectionId, peer, text) {
      const bytes = new TextEncoder().encode(text);
      add({ connectionId, peer, at: environment.clock.now().toISOString(), direction: 'note', bytes });
    },
    flush,
    async close() {
      await flush();
    },
  };
}
