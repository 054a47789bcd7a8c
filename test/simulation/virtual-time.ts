// Time that stands still until everything has been done: timers of the simulated stations run in it, whatever their real length.
import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose timer it is: those of a station that was killed never fire. */
export interface Scope {
  time: VirtualTime;
  alive: boolean;
}

export interface VirtualTime {
  /** Milliseconds since the start of the simulation; never goes back. */
  now(): number;
  /** Returns how to take it back. */
  after(ms: number, work: () => void | Promise<void>): () => void;
  /** Real work (the database): virtual time waits for it. */
  held<Result>(work: Promise<Result>): Promise<Result>;
  /** Runs all that is due until then, or until `ended` says so. */
  runUntil(ms: number, ended?: () => boolean): Promise<void>;
}

interface Entry {
  at: number;
  order: number;
  work: (() => void | Promise<void>) | null;
}

const calmTurns = 4;
const realImmediate = setImmediate;
const turn = () => new Promise<void>((done) => realImmediate(done));

export function createVirtualTime(): VirtualTime {
  const heap: Entry[] = [];
  let nowMs = 0;
  let orders = 0;
  let holds = 0;
  let released: () => void = () => undefined;

  const before = (left: Entry, right: Entry) => left.at - right.at || left.order - right.order;

  function insert(entry: Entry): void {
    let low = 0;
    let high = heap.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = heap[middle];
      // The earliest stands last, where it is taken.
      if (other && before(other, entry) > 0) low = middle + 1;
      else high = middle;
    }
    heap.splice(low, 0, entry);
  }

  /** Until no promise is on its way and no real work is under way. */
  async function settle(): Promise<void> {
    for (let calm = 0; calm < calmTurns; ) {
      if (holds > 0) {
        await new Promise<void>((done) => {
          released = done;
        });
        calm = 0;
      }
      await turn();
      calm = holds > 0 ? 0 : calm + 1;
    }
  }

  return {
    now: () => nowMs,
    after(ms, work) {
      const entry: Entry = { at: nowMs + Math.max(0, ms), order: ++orders, work };
      insert(entry);
      return () => {
        entry.work = null;
      };
    },
    async held(work) {
      holds++;
      try {
        return await work;
      } finally {
        holds--;
        if (holds === 0) released();
      }
    },
    async runUntil(ms, ended = () => false) {
      await settle();
      for (let next = heap.pop(); next; next = heap.pop()) {
        if (next.at > ms) {
          insert(next);
          break;
        }
        const { work } = next;
        if (work === null) continue;
        nowMs = next.at;
        await work();
        await settle();
        if (ended()) return;
      }
      nowMs = Math.max(nowMs, ms);
    },
  };
}

const scopes = new AsyncLocalStorage<Scope | undefined>();

/** Runs code of a station: every timer that it or what it calls sets is virtual and ends with it. */
export const within = <Result>(scope: Scope, work: () => Result): Result => scopes.run(scope, work);

/** Runs code that lives in real time: the server and its database. */
export const inRealTime = <Result>(work: () => Result): Result => scopes.run(undefined, work);

class VirtualTimer {
  readonly #cancel: () => void;
  constructor(cancel: () => void) {
    this.#cancel = cancel;
  }
  cancel(): void {
    this.#cancel();
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
}

function timerIn(scope: Scope, repeat: boolean, work: () => void, ms: number): VirtualTimer {
  let cancel: () => void = () => undefined;
  const arm = () => {
    cancel = scope.time.after(ms, () => {
      if (!scope.alive) return;
      if (repeat) arm();
      within(scope, work);
    });
  };
  arm();
  return new VirtualTimer(() => cancel());
}

/** Replaces the timers of the process by ones that are virtual within a scope and real outside of all. */
export function installVirtualTimers(): void {
  const real = { setTimeout, setInterval, clearTimeout, clearInterval, timeout: AbortSignal.timeout };
  const timer =
    (repeat: boolean) =>
    (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
      const scope = scopes.getStore();
      if (scope) return timerIn(scope, repeat, () => work(...args), ms);
      return repeat ? real.setInterval(work, ms, ...args) : real.setTimeout(work, ms, ...args);
    };
  const clear = (handle: unknown) => {
    if (handle instanceof VirtualTimer) handle.cancel();
    else real.clearTimeout(handle as NodeJS.Timeout | undefined);
  };
  Object.assign(globalThis, {
    setTimeout: timer(false),
    setInterval: timer(true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  AbortSignal.timeout = (ms) => {
    const scope = scopes.getStore();
    if (!scope) return real.timeout.call(AbortSignal, ms);
    const controller = new AbortController();
    timerIn(scope, false, () => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
}
