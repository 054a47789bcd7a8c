// One open line to one analyzer: runs its session, keeps its timers, and never lets an acknowledgement out before the disk has the bytes.
import type { Driver } from '../../../device-drivers/driver.ts';
import type { RawMessage, Session, SessionAction } from '../../../device-drivers/session.ts';
import type { Peer } from '../../../device-drivers/transports/transport.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Origin } from '../cache/custody-types.ts';
import type { Intake } from '../custody/intake.ts';
import type { TrafficRecorder } from '../custody/traffic.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';

export interface LineParts {
  intake: Intake;
  store: CustodyStore;
  traffic: TrafficRecorder;
  /** Messages that are on disk now. */
  stored(ids: string[]): void;
  heard(): void;
  problem(code: string, text: string, alarm: boolean): void;
  busy(reason: string | null): void;
  closed(line: Line): void;
}

export interface LineSettings {
  checksum: 'strict' | 'case' | 'off';
  frameNumberCheck: boolean;
}

export interface Line {
  peer: string;
  /** This opening of the line, as its messages carry it (`Origin`). */
  session: string;
  open(): boolean;
  /** Hands contents to the analyzer. Resolves to null when it took all of them, else to why it did not. */
  send(contents: Uint8Array[]): Promise<string | null>;
  close(): void;
  /** Resolves when everything that was received is stored. */
  quiet(): Promise<void>;
}

export function openLine(
  environment: HostEnvironment,
  driver: Driver,
  settings: LineSettings,
  origin: Omit<Origin, 'peer' | 'session'>,
  peer: Peer,
  parts: LineParts,
): Line {
  const { clock, newId, crash } = environment;
  const from: Origin = { ...origin, peer: peer.id, session: newId() };
  const session: Session = driver.createSession({ ...settings, role: 'host', now: clock.now, nextId: newId });
  const batches = new Map<string, (problem: string | null) => void>();
  const storing = new Set<Promise<void>>();
  let open = true;
  let timer: NodeJS.Timeout | undefined;

  const now = () => clock.monotonicMs();

  function run(actions: readonly SessionAction[], ids: string[] = []): void {
    const writes: Promise<boolean>[] = [];
    for (const action of actions) {
      switch (action.type) {
        case 'write':
          if (!open) {
            writes.push(Promise.resolve(false));
            break;
          }
          parts.traffic.record(from.connectionId, from.peer, 'out', action.bytes);
          writes.push(peer.write(action.bytes));
          break;
        case 'persist':
          persist(action.ticket, action.frame, action.messages);
          break;
        case 'problem': {
          const { code, at, text } = action.problem;
          parts.traffic.note(from.connectionId, from.peer, `${code} ${at}: ${text}`);
          parts.problem(code, `${at}: ${text}`, action.alarm);
          break;
        }
        case 'delivered':
          finish(action.batch, null);
          break;
        case 'undelivered':
          finish(action.batch, action.problem.text);
          break;
        case 'close':
          parts.traffic.note(from.connectionId, from.peer, action.reason);
          peer.close();
          break;
        default:
          action satisfies never;
      }
    }
    if (ids.length > 0) void noteAnswer(ids, writes);
    schedule();
  }

  function persist(ticket: number, frame: Uint8Array, messages: RawMessage[]): void {
    const task = (async () => {
      const result = await parts.intake.store(from, frame, messages, open ? 'owed' : 'none');
      if (result.outcome === 'stored') {
        crash('after-store-before-ack');
        parts.busy(null);
        run(
          guarded(() => session.settle(ticket, 'stored', now())),
          result.ids,
        );
        crash('after-ack');
        if (result.ids.length > 0) parts.stored(result.ids);
      } else {
        parts.busy(result.reason);
        parts.traffic.note(from.connectionId, from.peer, `busy: ${result.reason}`);
        run(guarded(() => session.settle(ticket, 'busy', now())));
      }
    })().finally(() => storing.delete(task));
    storing.add(task);
  }

  /** Whether the analyzer was told: a second axis, which never changes what was stored. */
  async function noteAnswer(ids: string[], writes: Promise<boolean>[]): Promise<void> {
    const sent = (await Promise.all(writes)).every((written) => written) && open;
    await parts.store.write.answered(ids, sent ? 'sent' : 'unsent').catch((error: unknown) => {
      environment.log('warn', 'the state of an acknowledgement could not be noted', { reason: messageOf(error) });
    });
  }

  /** A session that throws is a defect of ours: the line is dropped, what was stored stays. */
  function guarded(step: () => SessionAction[]): SessionAction[] {
    try {
      return step();
    } catch (error) {
      environment.log('error', 'a session failed; the line is dropped', {
        driver: driver.id,
        reason: messageOf(error),
      });
      peer.close();
      return [];
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    const deadline = open ? session.deadline() : null;
    if (deadline === null) return;
    timer = setTimeout(() => run(guarded(() => session.tick(now()))), Math.max(0, deadline - now()) + 1);
  }

  function finish(batch: string, problem: string | null): void {
    batches.get(batch)?.(problem);
    batches.delete(batch);
  }

  const line: Line = {
    peer: peer.id,
    session: from.session,
    open: () => open,
    async send(contents) {
      if (!open) return '仪器未连接 / the analyzer is not connected';
      const sent = contents.map((content) => {
        const batch = newId();
        const done = new Promise<string | null>((resolve) => batches.set(batch, resolve));
        run(guarded(() => session.send(batch, content, now())));
        return done;
      });
      return (await Promise.all(sent)).find((problem) => problem !== null) ?? null;
    },
    close: () => peer.close(),
    async quiet() {
      while (storing.size > 0) await Promise.all(storing);
    },
  };

  peer.onBytes((bytes) => {
    parts.heard();
    parts.traffic.record(from.connectionId, from.peer, 'in', bytes);
    run(guarded(() => session.receive(bytes, now())));
  });
  peer.onClose(() => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    parts.traffic.note(from.connectionId, from.peer, 'closed');
    run(guarded(() => session.closed(now())));
    for (const batch of [...batches.keys()]) finish(batch, '连接已断开 / the line was closed');
    parts.closed(line);
  });
  parts.traffic.note(from.connectionId, from.peer, 'opened');
  schedule();
  return line;
}
