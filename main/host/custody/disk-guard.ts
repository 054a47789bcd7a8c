// Watches the free space of the data folder: below the reserve new data are refused before a promise could be broken (P6).
import { statfs } from 'node:fs/promises';

export interface DiskState {
  freeBytes: number | null;
  low: boolean;
}

export interface DiskGuard {
  /** Looks at most once a second. */
  check(): Promise<DiskState>;
  /** The last answer. */
  state(): DiskState;
  /** The store itself ran full: low until the next look finds room. */
  full(): void;
}

export interface DiskGuardOptions {
  reserveBytes: number;
  monotonicMs: () => number;
  /** Free bytes for this user; tests give their own. */
  free?: () => Promise<number>;
  onChange: (state: DiskState) => void;
}

const lookEveryMs = 1_000;

export function createDiskGuard(dataDir: string, options: DiskGuardOptions): DiskGuard {
  const free =
    options.free ??
    (async () => {
      const { bavail, bsize } = await statfs(dataDir);
      return bavail * bsize;
    });
  let state: DiskState = { freeBytes: null, low: false };
  let lookedAt = Number.NEGATIVE_INFINITY;

  function become(next: DiskState): DiskState {
    const changed = next.low !== state.low;
    state = next;
    if (changed) options.onChange(next);
    return next;
  }

  return {
    async check() {
      if (options.monotonicMs() - lookedAt < lookEveryMs) return state;
      lookedAt = options.monotonicMs();
      try {
        const freeBytes = await free();
        return become({ freeBytes, low: freeBytes < options.reserveBytes });
      } catch {
        // A file system that does not tell is no reason to refuse; a full one still shows itself at the write.
        return become({ freeBytes: null, low: false });
      }
    },
    state: () => state,
    full() {
      lookedAt = options.monotonicMs();
      become({ ...state, low: true });
    },
  };
}
