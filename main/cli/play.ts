// Plays message contents to a host over a line with the driver's own link in the instrument's role, and waits until each is accepted.
import type { Driver } from '../../device-drivers/driver.ts';
import type { SessionAction } from '../../device-drivers/session.ts';
import type { Line } from './line.ts';

export interface Player {
  /** Resolves when the host accepted the message; rejects with the reason when the link gave up. */
  play(content: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** `onMessage` gets what the host sends (orders, answers to queries). */
export function createPlayer(
  driver: Driver,
  line: Line,
  onMessage: (content: Uint8Array) => void = () => undefined,
): Player {
  const session = driver.createSession({ role: 'instrument', now: () => new Date() });
  const waiting = new Map<string, { done: () => void; failed: (reason: Error) => void }>();
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const now = (): number => performance.now();

  function carryOut(actions: SessionAction[]): void {
    for (const action of actions) {
      switch (action.type) {
        case 'write':
          line.write(action.bytes);
          break;
        case 'persist':
          for (const message of action.messages) onMessage(message.content);
          carryOut(session.settle(action.ticket, 'stored', now()));
          break;
        case 'delivered':
          waiting.get(action.batch)?.done();
          waiting.delete(action.batch);
          break;
        case 'undelivered':
          waiting
            .get(action.batch)
            ?.failed(new Error(`${action.problem.code} ${action.problem.at}: ${action.problem.text}`));
          waiting.delete(action.batch);
          break;
        case 'problem':
          break;
        case 'close':
          void line.close();
          break;
        default:
          action satisfies never;
      }
    }
    clearTimeout(timer);
    const deadline = session.deadline();
    if (deadline !== null) timer = setTimeout(() => carryOut(session.tick(now())), Math.max(0, deadline - now()) + 1);
  }

  line.onBytes((bytes) => carryOut(session.receive(bytes, now())));
  line.onClose(() => {
    clearTimeout(timer);
    for (const { failed } of waiting.values()) failed(new Error('连接已断开 / the connection was closed'));
    waiting.clear();
  });

  return {
    play(content) {
      count += 1;
      const batch = String(count);
      return new Promise((done, failed) => {
        waiting.set(batch, { done, failed });
        carryOut(session.send(batch, content, now()));
      });
    },
    async close() {
      clearTimeout(timer);
      await line.close();
    },
  };
}
