// An analyzer without a cable: plays made-up tubes or recorded contents in a driver's own dialect, keeps what the host did
// not take and sends it again, asks for work and runs what it is told. Time, chance and bytes come from the caller.

import type { InstrumentProblem, Interpretation } from '../core/lab/instrument-message.ts';
import type { Driver, SimulatedSpecimen } from './driver.ts';
import type { Session, SessionAction } from './session.ts';

export interface AnalyzerOptions {
  driver: Driver;
  /** 0 <= value < 1, as Math.random. */
  random: () => number;
  /** Contents of recorded messages, played first. */
  recordedContents?: readonly Uint8Array[];
  specimens?: readonly SimulatedSpecimen[];
  /** Mean pause between two messages, varied by half of it either way. Default 0: as fast as the link allows. */
  paceMs?: number;
  /** Pause before a message that was not taken is sent again. Default 10 s. */
  retryMs?: number;
  /** Tries of one message before it is given up. Default 5. */
  tries?: number;
  /** Makes a value for an ordered test; without it orders are only told. */
  measure?: (code: string, random: () => number) => string;
  /** Clock of the analyzer, for what it writes. Default: the epoch, so that runs repeat. */
  clock?: () => Date;
}

export type AnalyzerEvent =
  | { type: 'write'; bytes: Uint8Array }
  /** The host took this content. */
  | { type: 'accepted'; content: Uint8Array }
  | { type: 'refused'; content: Uint8Array; problem: InstrumentProblem; again: boolean }
  /** Orders, answers and the like from the host. */
  | { type: 'received'; content: Uint8Array; interpretation: Interpretation }
  | { type: 'problem'; problem: InstrumentProblem }
  /** The caller must drop the line, then call `disconnected` and, once it is back, `connected`. */
  | { type: 'close'; reason: string };

export interface Analyzer {
  /** A line is there; what waits is sent. */
  connected(now: number): AnalyzerEvent[];
  receive(bytes: Uint8Array, now: number): AnalyzerEvent[];
  tick(now: number): AnalyzerEvent[];
  deadline(): number | null;
  /** Queues one content behind what waits. */
  play(content: Uint8Array, now: number): AnalyzerEvent[];
  /** Asks the host what to do with these tubes; nothing happens when the analyzer has no query. */
  query(specimenIds: string[], now: number): AnalyzerEvent[];
  disconnected(now: number): AnalyzerEvent[];
  /** Messages that the host has not taken yet. */
  waiting(): number;
}

interface Job {
  content: Uint8Array;
  triesLeft: number;
  /** Not before this time. */
  at: number;
}

export function createAnalyzer(options: AnalyzerOptions): Analyzer {
  const { driver, random, paceMs = 0, retryMs = 10_000, tries = 5 } = options;
  const clock = options.clock ?? (() => new Date(0));
  const newSession = (): Session => driver.createSession({ role: 'instrument', now: clock });
  const job = (content: Uint8Array, at = 0): Job => ({ content, triesLeft: tries, at });
  const recorded = options.recordedContents ?? [];
  const queue: Job[] = [...recorded, ...(options.specimens ?? []).map((specimen) => driver.simulate(specimen))].map(
    (content) => job(content),
  );
  let session: Session | null = null;
  let current: { batch: string; job: Job } | null = null;
  let batches = 0;

  function carryOut(actions: SessionAction[], now: number): AnalyzerEvent[] {
    return actions.flatMap((action): AnalyzerEvent[] => {
      switch (action.type) {
        case 'write':
          return [{ type: 'write', bytes: action.bytes }];
        case 'persist': {
          const stored = session === null ? [] : carryOut(session.settle(action.ticket, 'stored', now), now);
          return [
            ...stored,
            ...action.messages.filter(({ complete }) => complete).flatMap(({ content }) => taken(content, now)),
          ];
        }
        case 'delivered':
          return finished(action.batch, null, now);
        case 'undelivered':
          return finished(action.batch, action.problem, now);
        case 'problem':
          return [{ type: 'problem', problem: action.problem }];
        case 'close':
          return [{ type: 'close', reason: action.reason }];
        default:
          return action satisfies never;
      }
    });
  }

  function finished(batch: string, problem: InstrumentProblem | null, now: number): AnalyzerEvent[] {
    if (current === null || current.batch !== batch) return [];
    const { content, triesLeft } = current.job;
    current = null;
    if (problem === null) {
      const next = queue[0];
      if (next !== undefined) next.at = Math.max(next.at, now + paceMs * (0.5 + random()));
      return [{ type: 'accepted', content }, ...advance(now)];
    }
    const again = triesLeft > 1;
    if (again) queue.unshift({ content, triesLeft: triesLeft - 1, at: now + retryMs });
    return [{ type: 'refused', content, problem, again }];
  }

  /** What the host sent: told to the caller and, where it is an order, run. */
  function taken(content: Uint8Array, now: number): AnalyzerEvent[] {
    const interpretation = driver.interpret(content);
    const { measure } = options;
    for (const { kind, specimenId, tests = [] } of interpretation.messages) {
      if (measure === undefined || kind !== 'order' || tests.length === 0) continue;
      const results = tests.map((code) => {
        const unit = driver.channels.find((channel) => channel.code === code)?.unit;
        return { code, value: measure(code, random), ...(unit === undefined ? {} : { unit }) };
      });
      queue.push(job(driver.simulate({ specimenId, instrumentTime: clock(), results }), now + paceMs));
    }
    return [{ type: 'received', content, interpretation }, ...advance(now)];
  }

  function advance(now: number): AnalyzerEvent[] {
    const next = queue[0];
    if (session === null || current !== null || next === undefined || next.at > now) return [];
    queue.shift();
    current = { batch: String(++batches), job: next };
    return carryOut(session.send(current.batch, next.content, now), now);
  }

  return {
    connected(now) {
      session = newSession();
      return advance(now);
    },
    receive(bytes, now) {
      return session === null ? [] : carryOut(session.receive(bytes, now), now);
    },
    tick(now) {
      const due = session?.deadline() ?? null;
      const timed = session !== null && due !== null && due <= now ? carryOut(session.tick(now), now) : [];
      return [...timed, ...advance(now)];
    },
    deadline() {
      const next = session !== null && current === null ? queue[0]?.at : undefined;
      const times = [session?.deadline() ?? null, next ?? null].filter((at) => at !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    play(content, now) {
      queue.push(job(content, now));
      return advance(now);
    },
    query(specimenIds, now) {
      const content = driver.simulateQuery?.(specimenIds, clock());
      if (content === undefined) return [];
      queue.push(job(content, now));
      return advance(now);
    },
    disconnected(now) {
      const lost = session?.closed(now) ?? [];
      session = null;
      const events = carryOut(lost, now);
      if (current !== null) {
        queue.unshift({ ...current.job, at: now });
        current = null;
      }
      return events;
    },
    waiting: () => queue.length + (current === null ? 0 : 1),
  };
}
