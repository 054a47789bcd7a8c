// Requests to an archive of others: bounded in time, size and number, tried again where that can help, failing with a code that says why.
import { setTimeout as pause } from 'node:timers/promises';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import { RefusedAddress, requireReachable } from '../../../kernel/outgoing-address.ts';

export interface ArchiveAccess {
  name: string;
  /** Address of the DICOMweb service, without a slash at its end. */
  url: string;
  /** Value of the Authorization header; empty for none. */
  authorization: string;
}

export interface RequestLimits {
  /** Until the head of the answer is here. */
  headMs: number;
  /** Between two pieces of the body. */
  idleMs: number;
  /** All in all, waiting for a place and trying again included. */
  totalMs: number;
  /** Requests at a time. */
  atOnce: number;
  /** For how long an archive that failed is not asked again. */
  restMs: number;
  /** Before the second try, and the third. */
  backOffMs: readonly number[];
}

export const usualLimits: RequestLimits = {
  headMs: 8_000,
  idleMs: 8_000,
  totalMs: 60_000,
  atOnce: 6,
  restMs: 5_000,
  backOffMs: [200, 800],
};

export interface Answer {
  status: number;
  contentType: string;
  bytes: Buffer;
}

export interface Asked {
  accept: string;
  /** Largest body that is taken. */
  mostBytes: number;
  signal?: AbortSignal | undefined;
}

export interface Requests {
  /**
   * @param path below the service's address, with its query
   * @throws EXTERNAL_ARCHIVE_UNREACHABLE, _SLOW, _LOGIN, _ANSWER; NOT_FOUND; what `signal` was aborted with
   */
  get(path: string, asked: Asked): Promise<Answer>;
}

/** A gateway's words for "not just now". */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : String(error);
};

/** Aborts when a moment passes without {@link Watch.alive}. */
class Watch {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  alive(withinMs: number, what: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(what), withinMs);
  }
  end(): void {
    clearTimeout(this.#timer);
  }
}

/** So many at a time, in the order they came. */
function places(count: number) {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async take(signal: AbortSignal): Promise<void> {
      if (free > 0) {
        free -= 1;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', gone);
          resolve();
        };
        const gone = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason);
        };
        waiting.push(go);
        signal.addEventListener('abort', gone, { once: true });
      });
    },
    give(): void {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}

export function createRequests(
  access: ArchiveAccess,
  now: () => number,
  limits: RequestLimits = usualLimits,
): Requests {
  const place = places(limits.atOnce);
  const archive = access.name;
  const failed = (code: 'UNREACHABLE' | 'SLOW' | 'LOGIN' | 'ANSWER', what: string, cause?: unknown) =>
    fail(`EXTERNAL_ARCHIVE_${code}`, { archive, what }, cause === undefined ? undefined : { cause });
  let resting: { until: number; error: YishuError } | null = null;

  async function bodyOf(response: Response, mostBytes: number, watch: Watch): Promise<Buffer> {
    const tooLarge = () => failed('ANSWER', `the answer has more than ${mostBytes} bytes`);
    if (Number(response.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
    const parts: Uint8Array[] = [];
    let taken = 0;
    for await (const part of response.body ?? []) {
      watch.alive(limits.idleMs, `no further bytes within ${limits.idleMs} ms`);
      taken += part.length;
      if (taken > mostBytes) throw tooLarge();
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** Null: it may be better at another time. */
  async function once(path: string, asked: Asked, signal: AbortSignal): Promise<Answer | { again: string }> {
    const watch = new Watch();
    watch.alive(limits.headMs, `no answer within ${limits.headMs} ms`);
    try {
      const headers: Record<string, string> = { accept: asked.accept };
      if (access.authorization) headers.authorization = access.authorization;
      await requireReachable(new URL(access.url).hostname);
      // A redirect would carry the login and the patient's number to an address that nobody has entered.
      const response = await fetch(`${access.url}${path}`, {
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([signal, watch.signal]),
      });
      const { status } = response;
      if (status === 200 || status === 206) {
        const bytes = await bodyOf(response, asked.mostBytes, watch);
        return { status, contentType: response.headers.get('content-type') ?? '', bytes };
      }
      await response.body?.cancel();
      if (status === 204) return { status, contentType: '', bytes: Buffer.alloc(0) };
      if (passing.has(status)) return { again: `HTTP ${status}` };
      if (status >= 300 && status < 400) throw failed('ANSWER', `it redirects (HTTP ${status}), which is not followed`);
      if (status === 401 || status === 403) throw failed('LOGIN', `HTTP ${status}`);
      if (status === 404 || status === 410) throw fail('NOT_FOUND', { archive, what: `HTTP ${status}` });
      throw failed('ANSWER', `HTTP ${status}`);
    } catch (error) {
      if (error instanceof YishuError) throw error;
      if (signal.aborted) throw signal.reason;
      if (watch.signal.aborted) throw failed('SLOW', String(watch.signal.reason), error);
      if (error instanceof RefusedAddress) throw failed('UNREACHABLE', error.message, error);
      return { again: causeOf(error) };
    } finally {
      watch.end();
    }
  }

  async function tries(path: string, asked: Asked, signal: AbortSignal): Promise<Answer> {
    for (let tried = 0; ; tried += 1) {
      const answer = await once(path, asked, signal);
      if (!('again' in answer)) return answer;
      const wait = limits.backOffMs[tried];
      if (wait === undefined) throw failed('UNREACHABLE', answer.again);
      await pause(wait, undefined, { signal });
    }
  }

  return {
    async get(path, asked) {
      if (resting && resting.until > now()) throw resting.error;
      resting = null;
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), limits.totalMs);
      const signal = asked.signal ? AbortSignal.any([asked.signal, late.signal]) : late.signal;
      try {
        await place.take(signal);
        try {
          // It may have failed for those that were before.
          if (resting) throw (resting as { error: YishuError }).error;
          return await tries(path, asked, signal);
        } finally {
          place.give();
        }
      } catch (error) {
        asked.signal?.throwIfAborted();
        const told = late.signal.aborted ? failed('SLOW', `not done within ${limits.totalMs} ms`, error) : error;
        if (
          told instanceof YishuError &&
          (told.code === 'EXTERNAL_ARCHIVE_UNREACHABLE' || told.code === 'EXTERNAL_ARCHIVE_SLOW')
        ) {
          resting = { until: now() + limits.restMs, error: told };
        }
        throw told;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
