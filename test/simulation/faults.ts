// What goes wrong in one simulation: drawn from the seed, each with its time and its end. At the end of all of them everything is well.
import { crashPoints } from '../../main/host/custody/crash-point.ts';
import type { Central } from './central.ts';
import type { Chance } from './chance.ts';
import type { SimulatedAnalyzer } from './simulated-analyzer.ts';
import type { SimulatedStation } from './simulated-station.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface FaultParts {
  time: VirtualTime;
  chance: Chance;
  central: Central;
  stations: readonly SimulatedStation[];
  analyzers: readonly SimulatedAnalyzer[];
  trace(text: string): void;
}

/** Steps at which the host itself says where it is; the commits are cut by the time at which it is killed. */
const steps = crashPoints.filter((point) => !point.includes('commit:'));

const kinds = [
  'link refused',
  'link silent',
  'answers lost',
  'requests twice',
  'network slow',
  'station killed',
  'station killed at a step',
  'station closed',
  'server restarted',
  'clock jumps',
  'disk full',
  'cable pulled',
  'cable noisy',
  'analyzer off',
  'analyzer moved',
] as const;
export type FaultKind = (typeof kinds)[number];

/** Last moment at which a fault begins, and the longest that one lasts. In ms. */
export const faultWindowMs = 45_000;
const longestMs = 20_000;
export const allHealedMs = faultWindowMs + longestMs;

export function scheduleFaults(parts: FaultParts): FaultKind[] {
  const { chance, time } = parts;
  const chosen = Array.from({ length: chance.between(2, 6) }, () => chance.pick(kinds));
  for (const kind of chosen) {
    const forMs = chance.between(500, longestMs);
    time.after(chance.between(0, faultWindowMs), () => begin(kind, forMs, parts));
  }
  return chosen;
}

function begin(kind: FaultKind, forMs: number, parts: FaultParts): void | Promise<void> {
  const { time, chance, stations, analyzers, central, trace } = parts;
  const station = chance.pick(stations);
  const analyzer = chance.pick(analyzers);
  const { network } = station;
  const then = (heal: () => void | Promise<void>) => void time.after(forMs, heal);
  trace(`fault: ${kind}, station ${station.index}, ${analyzer.id}, ${forMs} ms`);
  switch (kind) {
    case 'link refused':
    case 'link silent':
      network.state = kind === 'link refused' ? 'refused' : 'silent';
      if (kind === 'link refused') network.cut();
      return then(() => {
        network.state = 'up';
      });
    case 'answers lost':
      network.losesAnswers = true;
      return then(() => {
        network.losesAnswers = false;
      });
    case 'requests twice':
      network.repeats = true;
      return then(() => {
        network.repeats = false;
      });
    case 'network slow':
      network.slow = true;
      return then(() => {
        network.slow = false;
      });
    case 'station killed':
      if (!station.running()) return;
      station.kill();
      return then(station.start);
    case 'station killed at a step':
      return station.killAt(chance.pick(steps), chance.between(1, 4));
    case 'station closed':
      return station.close();
    case 'server restarted':
      if (!central.door()) return;
      for (const one of stations) one.network.cut();
      then(() => time.held(central.start()));
      return time.held(central.stop());
    case 'clock jumps':
      station.clockAheadMs += chance.pick([-86_400_000, -3_600_000, -61_000, 61_000, 3_600_000, 86_400_000]);
      return;
    case 'disk full':
      station.disk.full = true;
      station.disturbed = true;
      return then(() => {
        station.disk.full = false;
      });
    case 'cable pulled':
      return analyzer.pullCable();
    case 'cable noisy':
      // MLLP has no checksum: only links that can tell get noise.
      if (analyzer.driver.link !== 'lis01') return;
      for (const one of stations) for (const port of one.portsOf(analyzer.id)) port.noise = 0.05;
      return then(() => {
        for (const one of stations) for (const port of one.portsOf(analyzer.id)) port.noise = 0;
      });
    case 'analyzer off':
      return analyzer.powerOff(forMs, chance.is(0.3));
    case 'analyzer moved':
      return analyzer.moveTo(chance.between(0, stations.length - 1));
    default:
      kind satisfies never;
  }
}
