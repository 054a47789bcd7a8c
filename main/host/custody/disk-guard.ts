// Watches the free space of the data folder: below the reserve new data are refused before a promise could be broken (P6).
import { statfs } from 'node:fs/promises';

export interface DiskState {
  freeBytes: number | null;
  low: boolean;
}

export interface DiskGuard {
  /** Looks at most once a second. Who asks while a look is under way waits for it too, so that askers stay in their order (P5). */
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
  let looking: Promise<DiskState> | null = null;

  function become(next: DiskState): DiskState {
    const changed = next.low !== state.low;
    state = next;
    if (changed) options.onChange(next);
    return next;
  }

  async function look(): Promise<DiskState> {
    try {
      const freeBytes = await free();
      return become({ freeBytes, low: freeBytes < options.reserveBytes });
    } catch {
      // A file system that does not tell is no reason to refuse; a full one still shows itself at the write.
      return become({ freeBytes: null, low: false });
    } finally {
      looking = null;
    }
  }

  return {
    check() {
      if (looking) return looking;
      if (options.monotonicMs() - lookedAt < lookEveryMs) return Promise.resolve(state);
      lookedAt = options.monotonicMs();
      looking = look();
      return looking;
    },
    state: () => state,
    full() {
      lookedAt = options.monotonicMs();
      become({ ...state, low: true });
    },
  };
}
