// Whether the central server answers. Calls report how they fared; a broken one is followed by a question, an outage by asking for ever.
import { type HostEnvironment, messageOf } from '../environment.ts';
import type { SignedFetch } from './server-client.ts';

export interface ServerLink {
  online(): boolean;
  /** Since when it is as it is. */
  since(): Date;
  /** A call went through. */
  worked(): void;
  /** A call did not get an answer: the link looks at once. */
  failed(error: unknown): void;
  onChange(listener: (online: boolean) => void): void;
  start(): void;
  close(): void;
}

export interface LinkTimes {
  /** How often an idle link is asked. */
  idleMs: number;
  firstRetryMs: number;
  longestRetryMs: number;
  timeoutMs: number;
}

export const usualLinkTimes: LinkTimes = {
  idleMs: 15_000,
  firstRetryMs: 500,
  longestRetryMs: 10_000,
  timeoutMs: 5_000,
};

export function createServerLink(
  environment: HostEnvironment,
  signedFetch: SignedFetch,
  times: LinkTimes = usualLinkTimes,
): ServerLink {
  const { clock, log } = environment;
  const listeners: ((online: boolean) => void)[] = [];
  let online = false;
  let since = clock.now();
  let workedAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let closed = false;

  function become(next: boolean, reason: string): void {
    if (online === next || closed) return;
    online = next;
    since = clock.now();
    log(next ? 'info' : 'warn', next ? 'the server answers' : 'the server does not answer', { reason });
    for (const listener of listeners) listener(next);
  }

  function next(): void {
    if (closed) return;
    const wait = online
      ? times.idleMs
      : Math.min(times.firstRetryMs * 2 ** Math.min(failures, 10), times.longestRetryMs);
    clearTimeout(timer);
    timer = setTimeout(() => void ask(false), wait * (0.75 + environment.random() / 2));
  }

  async function ask(urgent: boolean): Promise<void> {
    if (asking || closed) return;
    if (!urgent && online && clock.monotonicMs() - workedAt < times.idleMs) return next();
    asking = true;
    try {
      const response = await signedFetch({ method: 'GET', path: '/healthz' }, { timeoutMs: times.timeoutMs });
      await response.body?.cancel();
      // Whoever says 404 is there as well; a gateway without its server says 502, 503 or 504.
      if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
      failures = 0;
      workedAt = clock.monotonicMs();
      become(true, 'health');
    } catch (error) {
      failures++;
      become(false, messageOf(error));
    } finally {
      asking = false;
      next();
    }
  }

  return {
    online: () => online,
    since: () => since,
    worked() {
      workedAt = clock.monotonicMs();
    },
    failed() {
      void ask(true);
    },
    onChange: (listener) => void listeners.push(listener),
    start: () => void ask(true),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
