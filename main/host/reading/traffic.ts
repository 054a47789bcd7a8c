// Whether a reader waits for something: what is fetched ahead stands back until nobody does.
export interface Traffic {
  /** A reader's request begins; the function says once that it is over. */
  begin(): () => void;
  /** Cut as soon as a reader asks for something. */
  signal(): AbortSignal;
  /** Resolves once nobody has waited for `ms`, or the signal is cut. */
  quiet(ms: number, stop: AbortSignal): Promise<void>;
}

export function createTraffic(): Traffic {
  let under = 0;
  let lastAt = 0;
  let cut = new AbortController();
  return {
    begin() {
      under += 1;
      cut.abort();
      let over = false;
      return () => {
        if (over) return;
        over = true;
        under -= 1;
        lastAt = performance.now();
      };
    },
    signal() {
      if (cut.signal.aborted && under === 0) cut = new AbortController();
      return cut.signal;
    },
    async quiet(ms, stop) {
      while (!stop.aborted && (under > 0 || performance.now() - lastAt < ms)) {
        await new Promise((resume) => setTimeout(resume, Math.max(20, ms / 4)));
      }
    },
  };
}
