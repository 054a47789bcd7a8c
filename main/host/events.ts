// What the screen is told: a small hub with a bounded queue per listener. A listener that falls behind is told to look at everything again.
import type { LinkState } from '../../core/devices/contract.ts';

export type StationEvent =
  | { type: 'change'; kind: string; entityId: string }
  | { type: 'link'; link: LinkState }
  | { type: 'connection'; connectionId: string }
  | { type: 'inbox'; id: string }
  | { type: 'hello'; at: string };

export interface EventHub {
  publish(event: StationEvent): void;
  /** Begins with `hello`; ends when the signal aborts. */
  listen(signal: AbortSignal | undefined): AsyncGenerator<StationEvent>;
  close(): void;
}

interface Listener {
  queue: StationEvent[];
  wake: () => void;
}

const queueLimit = 500;

export function createEventHub(now: () => Date): EventHub {
  const listeners = new Set<Listener>();
  let closed = false;
  const hello = (): StationEvent => ({ type: 'hello', at: now().toISOString() });

  return {
    publish(event) {
      for (const listener of listeners) {
        if (listener.queue.length >= queueLimit) listener.queue.splice(0, listener.queue.length, hello());
        else if (!listener.queue.some((waiting) => sameEvent(waiting, event))) listener.queue.push(event);
        listener.wake();
      }
    },
    async *listen(signal) {
      const listener: Listener = { queue: [hello()], wake: () => undefined };
      const awake = () => listener.wake();
      listeners.add(listener);
      signal?.addEventListener('abort', awake);
      try {
        while (!closed && !signal?.aborted) {
          const event = listener.queue.shift();
          if (event) yield event;
          else {
            await new Promise<void>((resume) => {
              listener.wake = resume;
            });
          }
        }
      } finally {
        listeners.delete(listener);
        signal?.removeEventListener('abort', awake);
      }
    },
    close() {
      closed = true;
      for (const listener of listeners) listener.wake();
    },
  };
}

/** Two notices of one thing that nobody has read yet are one; the state of the link is not: the newest counts. */
function sameEvent(left: StationEvent, right: StationEvent): boolean {
  if (left.type === 'change' && right.type === 'change')
    return left.kind === right.kind && left.entityId === right.entityId;
  if (left.type === 'connection' && right.type === 'connection') return left.connectionId === right.connectionId;
  return left.type === 'inbox' && right.type === 'inbox' && left.id === right.id;
}
