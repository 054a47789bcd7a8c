// Whether somebody waits for pixels: work that can be done later lets readers go first.
export interface Demand {
  /** Pixels are being read for somebody. */
  asked(): void;
  /** Nobody has asked for a while. */
  isQuiet(): boolean;
}

/** Between two images that a reader looks at, and between two exams, there is mostly less. */
const quietMs = 5000;

/** @param now ms */
export function createDemand(now: () => number): Demand {
  let last = Number.NEGATIVE_INFINITY;
  return {
    asked() {
      last = now();
    },
    // A clock that was set back must not stop the work for hours.
    isQuiet: () => Math.abs(now() - last) >= quietMs,
  };
}
