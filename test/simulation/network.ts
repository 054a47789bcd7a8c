// The network between a station and the server: delays, cuts, black holes, answers that are lost after the commit, requests that arrive twice.
import type { Central } from './central.ts';
import type { Chance } from './chance.ts';
import { inRealTime, type Scope, type VirtualTime } from './virtual-time.ts';

/** Begins a comment in an event stream (WHATWG HTML 9.2.6). */
const colon = 0x3a;

export interface Network {
  /** refused: nobody there, said at once; silent: nobody there, and nobody says so. */
  state: 'up' | 'refused' | 'silent';
  slow: boolean;
  losesAnswers: boolean;
  repeats: boolean;
  fetch(scope: Scope): (url: string, init: RequestInit) => Promise<Response>;
  /** Requests and streams under way end. */
  cut(): void;
}

export function createNetwork(time: VirtualTime, chance: Chance, central: Central): Network {
  const underWay = new Set<() => void>();
  const delay = () => (network.slow ? chance.between(400, 4_000) : chance.between(1, 40));

  async function carriedOut(url: string, init: RequestInit, signal: AbortSignal): Promise<Response | null> {
    const door = central.door();
    if (!door) return null;
    return inRealTime(async () => door(new Request(url, { ...init, signal })));
  }

  /** A stream of the server, piece by piece and each with its delay. */
  function streamed(response: Response, ended: AbortController): Response {
    const reader = response.body?.getReader();
    let free = 0;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const end = () => {
          underWay.delete(end);
          ended.abort();
          try {
            controller.error(new TypeError('terminated'));
          } catch {
            // It had ended already.
          }
        };
        underWay.add(end);
        void inRealTime(async () => {
          try {
            for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
              const { value } = next;
              // Signs of life come by the real clock, which must not decide anything here.
              if (value[0] === colon) continue;
              // Notices may take their time: several are then one question of the station.
              free = Math.max(free, time.now()) + delay() + chance.between(0, 2_000);
              time.after(free - time.now(), () => {
                if (network.state === 'up' && underWay.has(end)) controller.enqueue(value);
              });
            }
          } catch {
            // Cut: said below.
          }
          end();
        });
      },
      cancel: () => ended.abort(),
    });
    return new Response(body, { status: response.status, headers: response.headers });
  }

  const network: Network = {
    state: 'up',
    slow: false,
    losesAnswers: false,
    repeats: false,
    fetch: (scope) => (url, init) =>
      new Promise((resolve, reject) => {
        const ended = new AbortController();
        const fail = () => {
          underWay.delete(fail);
          reject(new TypeError('fetch failed'));
        };
        if (init.signal?.aborted) return reject(init.signal.reason);
        init.signal?.addEventListener('abort', () => {
          ended.abort();
          underWay.delete(fail);
          reject(init.signal?.reason);
        });
        const { signal: _own, ...request } = init;
        underWay.add(fail);
        const lost = () => !scope.alive || network.state === 'silent';
        time.after(delay(), async () => {
          if (lost()) return;
          if (network.state === 'refused' || !underWay.has(fail)) return fail();
          // The server is asked for streams with the asker's end of it; everything else it finishes, asker or not.
          const stream = url.includes('/sync/live');
          const answer = await time.held(
            carriedOut(url, request, stream ? ended.signal : new AbortController().signal),
          );
          if (!answer) return fail();
          if (stream && answer.ok) {
            underWay.delete(fail);
            return resolve(streamed(answer, ended));
          }
          const bytes = await time.held(answer.arrayBuffer());
          if (network.repeats && chance.is(0.5)) {
            await time.held(
              carriedOut(url, request, new AbortController().signal).then((again) => again?.arrayBuffer()),
            );
          }
          time.after(delay(), () => {
            if (lost()) return;
            if (network.state === 'refused' || network.losesAnswers || !underWay.has(fail)) return fail();
            underWay.delete(fail);
            resolve(new Response(bytes, { status: answer.status, headers: answer.headers }));
          });
        });
      }),
    cut() {
      for (const end of [...underWay]) end();
    },
  };
  return network;
}
