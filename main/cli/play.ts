// Plays message contents over a line as the analyzer would (device-drivers/simulator.ts), and tells of each whether the host took it.
import type { Driver } from '../../device-drivers/driver.ts';
import { type AnalyzerEvent, createAnalyzer } from '../../device-drivers/simulator.ts';
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
  const analyzer = createAnalyzer({ driver, random: Math.random, tries: 1, clock: () => new Date() });
  // The analyzer sends one after the other, so what is settled next is what was given first.
  const waiting: { done: () => void; failed: (reason: Error) => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const now = (): number => performance.now();

  function follow(events: AnalyzerEvent[]): void {
    for (const event of events) {
      switch (event.type) {
        case 'write':
          line.write(event.bytes);
          break;
        case 'accepted':
          waiting.shift()?.done();
          break;
        case 'refused':
          waiting.shift()?.failed(new Error(`${event.problem.code} ${event.problem.at}: ${event.problem.text}`));
          break;
        case 'received':
          onMessage(event.content);
          break;
        case 'problem':
          break;
        case 'close':
          void line.close();
          break;
        default:
          event satisfies never;
      }
    }
    clearTimeout(timer);
    const deadline = analyzer.deadline();
    if (deadline !== null) timer = setTimeout(() => follow(analyzer.tick(now())), Math.max(0, deadline - now()) + 1);
  }

  line.onBytes((bytes) => follow(analyzer.receive(bytes, now())));
  line.onClose(() => {
    clearTimeout(timer);
    for (const { failed } of waiting.splice(0)) failed(new Error('连接已断开 / the connection was closed'));
  });
  follow(analyzer.connected(now()));

  return {
    play(content) {
      return new Promise((done, failed) => {
        waiting.push({ done, failed });
        follow(analyzer.play(content, now()));
      });
    },
    async close() {
      clearTimeout(timer);
      await line.close();
    },
  };
}
