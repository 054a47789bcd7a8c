// An analyzer of the simulation: plays the plan in its driver's dialect over a cable that may fall out, and keeps the account of what
// it was promised. The account, not the station, is what the end is compared with.

import type { Driver, SimulatedSpecimen } from '../../device-drivers/driver.ts';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { type Analyzer, type AnalyzerEvent, createAnalyzer } from '../../device-drivers/simulator.ts';
import type { AnalyzerEnd, Port } from './cable.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface PlannedResult {
  channel: string;
  unit: string;
  /** Null: the analyzer says that it has none. */
  value: number | null;
}

export interface PlannedMessage {
  analyzer: string;
  barcode: string;
  /** Analyzer's clock at the measurement; unique in a simulation. */
  time: Date;
  results: PlannedResult[];
  /** The analyzer marks it as the correction of what it sent before. */
  correction: boolean;
}

/** What the analyzer knows of one message. */
export interface Account {
  message: PlannedMessage | null;
  content: Uint8Array;
  /** It was handed to the line at least once. */
  begun: boolean;
  acknowledged: boolean;
  /** Station that acknowledged it. */
  station: number | null;
  /** Power went before it was sent and its memory did not hold: nobody was promised anything. */
  lost: boolean;
}

export interface SimulatedAnalyzer {
  id: string;
  driver: Driver;
  accounts: readonly Account[];
  send(message: PlannedMessage): void;
  query(barcodes: string[], at: Date): void;
  /** A person at the analyzer sends an old message once more. */
  sendAgain(): void;
  pullCable(): void;
  powerOff(forMs: number, forgets: boolean): void;
  moveTo(station: number): void;
  idle(): boolean;
}

const tries = 3;
export const noResult = '-----';

function contentOf(driver: Driver, message: PlannedMessage): Uint8Array {
  const specimen: SimulatedSpecimen = {
    specimenId: message.barcode,
    instrumentTime: message.time,
    results: message.results.map(({ channel, unit, value }) => ({
      code: channel,
      unit,
      value: value === null ? noResult : String(value),
    })),
  };
  const content = driver.simulate(specimen);
  if (!message.correction) return content;
  // R.9 (LIS02-A2 10.1.9), OBX-11 (HL7 v2 table 0085): C says that a final result is replaced.
  const text = Buffer.from(content).toString('latin1');
  const corrected = text.replaceAll(/^((?:R(?:\|[^|\r]*){7}|OBX(?:\|[^|\r]*){10})\|)F/gm, '$1C');
  return Uint8Array.from(Buffer.from(corrected, 'latin1'));
}

export function createSimulatedAnalyzer(parts: {
  id: string;
  time: VirtualTime;
  chance: Chance;
  /** Its socket at each station. */
  ports: readonly Port[];
  station: number;
  epochMs: number;
  trace(text: string): void;
}): SimulatedAnalyzer {
  const { id, time, chance, ports, trace } = parts;
  const found = driverById(id);
  if (!found) throw new Error(`no driver ${id}`);
  const driver = found;
  const accounts: Account[] = [];
  let station = parts.station;
  let analyzer: Analyzer = newAnalyzer();
  let line: AnalyzerEnd | null = null;
  let on = true;
  let cancelTick: () => void = () => undefined;
  let life = 0;

  function newAnalyzer(): Analyzer {
    return createAnalyzer({
      driver,
      random: chance.next,
      tries,
      retryMs: 10_000,
      clock: () => new Date(parts.epochMs + time.now()),
    });
  }
  const same = (left: Uint8Array, right: Uint8Array) => Buffer.compare(left, right) === 0;

  function heed(events: AnalyzerEvent[]): void {
    const sending = line;
    for (const event of events) {
      switch (event.type) {
        case 'write':
          sending?.write(event.bytes);
          break;
        case 'accepted':
          for (const account of accounts) {
            if (!same(account.content, event.content)) continue;
            account.acknowledged = true;
            account.station = station;
          }
          trace(`${id} was acknowledged by station ${station}: ${about(event.content)}`);
          break;
        case 'refused':
          trace(`${id} was refused: ${about(event.content)} (${event.problem.code})`);
          if (!event.again) givenUp(event.content);
          break;
        case 'close':
          sending?.cut();
          break;
        default:
      }
    }
    cancelTick();
    const due = analyzer.deadline();
    if (due === null) return;
    const born = life;
    cancelTick = time.after(due - time.now() + 1, () => {
      if (born === life) heed(analyzer.tick(time.now()));
    });
  }

  /** A question is dropped for good; for results an analyzer has a person, who sends them once more. */
  function givenUp(content: Uint8Array): void {
    const account = accounts.find((one) => same(one.content, content));
    const born = life;
    if (!account?.message) return;
    time.after(30_000, () => {
      if (born === life && !account.acknowledged) play(account);
    });
  }

  function about(content: Uint8Array): string {
    const account = accounts.find((one) => same(one.content, content));
    if (!account?.message) return 'query';
    const { barcode, results, correction } = account.message;
    return `${barcode} ${correction ? 'corrected ' : ''}${results.map(({ value }) => value ?? 'none').join(' ')}`;
  }

  function connect(): void {
    const born = life;
    const port = ports[station];
    if (!on || line || !port) return;
    if (!port.listening()) {
      time.after(chance.between(500, 3_000), () => {
        if (born === life) connect();
      });
      return;
    }
    const mine: AnalyzerEnd = port.connect({
      bytes(bytes) {
        if (line === mine) heed(analyzer.receive(bytes, time.now()));
      },
      closed() {
        if (line !== mine) return;
        line = null;
        heed(analyzer.disconnected(time.now()));
        time.after(chance.between(200, 4_000), () => {
          if (born === life) connect();
        });
      },
    });
    line = mine;
    heed(analyzer.connected(time.now()));
  }

  function play(account: Account): void {
    account.begun = true;
    if (on) heed(analyzer.play(account.content, time.now()));
  }

  function drop(): void {
    const former = line;
    line = null;
    analyzer.disconnected(time.now());
    former?.cut();
  }

  time.after(chance.between(0, 2_000), connect);
  return {
    id,
    driver,
    accounts,
    send(message) {
      const account: Account = {
        message,
        content: contentOf(driver, message),
        begun: false,
        acknowledged: false,
        station: null,
        lost: false,
      };
      accounts.push(account);
      play(account);
    },
    query(barcodes, at) {
      const content = driver.simulateQuery?.(barcodes, at);
      if (!content) return;
      if (on) heed(analyzer.query(barcodes, time.now()));
    },
    sendAgain() {
      const old = accounts.filter(({ acknowledged }) => acknowledged);
      if (old.length > 0) play(chance.pick(old));
    },
    pullCable() {
      line?.cut();
    },
    powerOff(forMs, forgets) {
      if (!on) return;
      on = false;
      drop();
      cancelTick();
      life++;
      const kept = accounts.filter(({ acknowledged, lost }) => !acknowledged && !lost);
      if (forgets) for (const account of kept) account.lost = true;
      time.after(forMs, () => {
        on = true;
        analyzer = newAnalyzer();
        for (const account of accounts) if (!account.acknowledged && !account.lost) play(account);
        connect();
      });
    },
    moveTo(next) {
      station = next;
      line?.cut();
    },
    idle: () => on && accounts.every(({ acknowledged, lost }) => acknowledged || lost),
  };
}
