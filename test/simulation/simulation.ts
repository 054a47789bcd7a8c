// One simulation: server, three stations and four analyzers, a seed's plan and a seed's faults, and the account at the end.
import { createPort } from './cable.ts';
import type { Central } from './central.ts';
import { createChance } from './chance.ts';
import { allHealedMs, scheduleFaults } from './faults.ts';
import { type Hospital, openHospital } from './hospital.ts';
import { violations } from './invariants.ts';
import { createSimulatedAnalyzer, type PlannedMessage, type SimulatedAnalyzer } from './simulated-analyzer.ts';
import { createSimulatedStation, type Mutation, type SimulatedStation } from './simulated-station.ts';
import { createVirtualTime } from './virtual-time.ts';

/** Two tests of each analyzer whose values the server stores as they come. */
export const instruments = [
  {
    id: 'sysmex-xn-550',
    group: 'haematology',
    channels: [
      ['WBC', '10*3/uL'],
      ['PLT', '10*3/uL'],
    ],
  },
  {
    id: 'mindray-bc-5380',
    group: 'haematology',
    channels: [
      ['6690-2', '10*9/L'],
      ['777-3', '10*9/L'],
    ],
  },
  {
    id: 'roche-cobas-c311',
    group: 'chemistry',
    channels: [
      ['685', 'U/l'],
      ['687', 'U/l'],
    ],
  },
  {
    id: 'mindray-bs-480',
    group: 'chemistry',
    channels: [
      ['17', 'U/L'],
      ['18', 'U/L'],
    ],
  },
] as const;

export const stationCount = 3;

export interface Outcome {
  seed: number;
  violations: string[];
  trace: string[];
  faults: string[];
  messages: number;
  acknowledged: number;
}

/** Analyzers that were not served by then never will be. In ms of virtual time. */
const patienceMs = 30 * 60_000;
/** The feed is asked every 15 s at the latest. */
const calmMs = 20_000;
const planMs = 40_000;

/** @param epochMs where the simulation's time begins; simulations on one server are days apart */
export async function simulate(
  central: Central,
  seed: number,
  epochMs: number,
  mutation: Mutation | null = null,
): Promise<Outcome> {
  const time = createVirtualTime();
  const chance = createChance(seed);
  const events: string[] = [];
  const trace = (text: string) => void events.push(`${(time.now() / 1000).toFixed(3).padStart(9)} ${text}`);
  await central.start();
  central.beginAt(epochMs, time);
  const hospital = await openHospital(central, seed, chance.fork());

  const stations: SimulatedStation[] = [];
  for (let index = 0; index < stationCount; index++) {
    const ports = instruments.map(() => createPort(time, chance.fork()));
    stations.push(
      createSimulatedStation({
        index,
        time,
        chance: chance.fork(),
        central,
        ports,
        instruments: instruments.map(({ id }) => id),
        epochMs,
        mutation,
        trace,
      }),
    );
  }
  const homes = [0, 0, 1, 2];
  const analyzers = instruments.map(({ id }, at) =>
    createSimulatedAnalyzer({
      id,
      time,
      chance: chance.fork(),
      ports: stations.map(({ ports }) => ports[at]).filter((port) => port !== undefined),
      station: homes[at] ?? 0,
      epochMs,
      trace,
    }),
  );
  try {
    for (const station of stations) time.after(chance.between(0, 1_000), station.start);
    schedule(hospital, analyzers, time, chance.fork(), epochMs);
    const faults = scheduleFaults({ time, chance: chance.fork(), central, stations, analyzers, trace });
    await time.runUntil(allHealedMs + 5_000);
    // Whatever lies in wait for a step that nobody passed any more.
    for (const station of stations) station.killAt('', 1);
    for (const station of stations) if (!station.running()) station.start();
    trace('everything is well again');
    const settled = () => analyzers.every((one) => one.idle()) && stations.every((one) => one.quiet());
    await time.runUntil(time.now() + patienceMs, settled);
    trace('everything is settled');
    await time.runUntil(time.now() + calmMs);
    const found = await violations({ central, stations, analyzers, hospital, seed, time });
    const accounts = analyzers.flatMap((one) => one.accounts);
    return {
      seed,
      violations: found,
      trace: events,
      faults,
      messages: accounts.length,
      acknowledged: accounts.filter(({ acknowledged }) => acknowledged).length,
    };
  } finally {
    for (const station of stations) station.end();
  }
}

/** What the analyzers measure: known tubes and strangers, reruns, corrections, results without a value, questions, old messages again. */
function schedule(
  hospital: Hospital,
  analyzers: readonly SimulatedAnalyzer[],
  time: ReturnType<typeof createVirtualTime>,
  chance: ReturnType<typeof createChance>,
  epochMs: number,
): void {
  let value = 20;
  let second = 0;
  for (const [at, instrument] of instruments.entries()) {
    const analyzer = analyzers[at];
    if (!analyzer) continue;
    const own = hospital.tubes.filter(({ group }) => group === instrument.group);
    const measured = new Set<string>();
    const count = chance.between(2, 3);
    for (let round = 0; round < count; round++) {
      const barcode = chance.is(0.12) ? chance.pick(hospital.strangers) : chance.pick(own).barcode;
      const again = measured.has(barcode);
      measured.add(barcode);
      const channels = chance.is(0.5) ? instrument.channels : instrument.channels.slice(0, 1);
      const message: PlannedMessage = {
        analyzer: instrument.id,
        barcode,
        time: new Date(epochMs + ++second * 1000),
        results: channels.map(([channel, unit]) => ({ channel, unit, value: chance.is(0.08) ? null : ++value })),
        correction: again && chance.is(0.4),
      };
      time.after(chance.between(0, planMs), () => analyzer.send(message));
    }
    if (chance.is(0.5)) {
      const barcode = chance.is(0.2) ? chance.pick(hospital.strangers) : chance.pick(own).barcode;
      time.after(chance.between(0, planMs), () => analyzer.query([barcode], new Date(epochMs + ++second * 1000)));
    }
    if (chance.is(0.25)) time.after(chance.between(planMs / 2, planMs), () => analyzer.sendAgain());
  }
}
