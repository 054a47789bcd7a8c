// The demo's analyzers: each asks which tubes lie in its rack and plays captures of real ones and simulated
// results in its own dialect, one every few seconds.

import { execFileSync, spawn } from 'node:child_process';
import { hospitalClock } from '../../core/kernel/hospital-time.ts';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import type { SimulatedSpecimen } from '../../device-drivers/driver.ts';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { analyzerResults, seededRandom } from '../../server/demo/values.ts';
import { demoRecordings, type Recording, readRecording, reuseRecording } from './demo-recordings.ts';
import { openLine } from './line.ts';
import { createPlayer, type Player } from './play.ts';

export interface DemoAnalyzer {
  instrumentId: string;
  /** `tcp://HOST:PORT` or `serial:PATH`. */
  to: string;
  /** Quality control that is run once, when the analyzer is switched on. */
  control?: Pick<SimulatedSpecimen, 'specimenId' | 'control' | 'results'>;
}

export interface AnalyzerWorld {
  dictionaries(): Promise<Dictionaries>;
  /** Received specimens with tests of this instrument that have no result yet. */
  rack(instrumentId: string): Promise<SpecimenDocument[]>;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) => void;
}

/** A pair of pseudo-terminals made by socat, or null where the platform has none. */
export function serialPair(dir: string): { analyzer: string; host: string; stop: () => void } | null {
  try {
    execFileSync('socat', ['-V'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const analyzer = `${dir}/tty-analyzer`;
  const host = `${dir}/tty-host`;
  const child = spawn('socat', [`pty,raw,echo=0,link=${analyzer}`, `pty,raw,echo=0,link=${host}`], { stdio: 'ignore' });
  return { analyzer, host, stop: () => void child.kill('SIGTERM') };
}

/** The content that this analyzer sends for one tube, or null when none of its tests runs here. */
export function simulatedContent(
  instrumentId: string,
  document: SpecimenDocument,
  dictionaries: Dictionaries,
  random: () => number,
  now: Date,
): Uint8Array | null {
  const instrument = dictionaries.instrument[instrumentId];
  const driver = instrument ? driverById(instrument.driverId) : undefined;
  if (!instrument || !driver) return null;
  const results = analyzerResults(document, instrument, dictionaries, random);
  return results.length === 0 ? null : driver.simulate({ specimenId: document.barcode, instrumentTime: now, results });
}

/** Which tube stands in which rack: two analyzers of a kind do not measure the same one. */
export type TakenTubes = Map<string, string>;

/** Runs until `stop` is called; a broken line is opened again. */
export function runAnalyzer(
  analyzer: DemoAnalyzer,
  world: AnalyzerWorld,
  taken: TakenTubes,
  everyMs: number,
): { stop: () => Promise<void> } {
  const { instrumentId } = analyzer;
  const random = seededRandom([...instrumentId].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const sent = new Set<string>();
  const recordings = [...(demoRecordings[instrumentId] ?? [])];
  let control = analyzer.control;
  let player: Player | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function waitsFor(document: SpecimenDocument, recording: Recording): boolean {
    return document.lines.some((line) => line.currentId === null && recording.tests.includes(line.testCode));
  }

  /** What is sent next, and what is crossed off once the host has it. */
  function next(rack: SpecimenDocument[], dictionaries: Dictionaries): { content: Uint8Array; done(): void } | null {
    const driver = driverById(dictionaries.instrument[instrumentId]?.driverId ?? '');
    if (control && driver) {
      const content = driver.simulate({ ...control, instrumentTime: new Date() });
      return { content, done: () => (control = undefined) };
    }
    const free = rack.filter(({ id }) => !sent.has(id) && (taken.get(id) ?? instrumentId) === instrumentId);
    for (const recording of recordings) {
      const tube = free.find((document) => waitsFor(document, recording));
      if (!tube && recording.tests.length > 0) continue;
      const content = reuseRecording(readRecording(recording), tube?.barcode ?? null, hospitalClock(new Date()));
      if (tube) taken.set(tube.id, instrumentId);
      return {
        content,
        done() {
          recordings.splice(recordings.indexOf(recording), 1);
          if (tube) sent.add(tube.id);
        },
      };
    }
    for (const tube of free) {
      const content = simulatedContent(instrumentId, tube, dictionaries, random, new Date());
      if (!content) continue;
      taken.set(tube.id, instrumentId);
      return { content, done: () => sent.add(tube.id) };
    }
    return null;
  }

  async function turn(): Promise<void> {
    const dictionaries = await world.dictionaries();
    const driver = driverById(dictionaries.instrument[instrumentId]?.driverId ?? '');
    if (!driver || stopped) return;
    // An analyzer that is switched on is connected, also while it has nothing to say.
    player ??= createPlayer(driver, await openLine(analyzer.to, driver.serial?.baudRate ?? 9600));
    const work = next(await world.rack(instrumentId), dictionaries);
    if (!work || stopped) return;
    await player.play(work.content);
    work.done();
  }

  async function loop(): Promise<void> {
    try {
      await turn();
    } catch (error) {
      // What fails while the demo is being switched off is no news.
      if (!stopped) {
        world.log('warn', 'demo analyzer', {
          instrument: instrumentId,
          reason: error instanceof Error ? error.message : String(error),
        });
      }
      await player?.close().catch(() => undefined);
      player = null;
    }
    if (!stopped) timer = setTimeout(() => void again(), everyMs);
  }
  const again = (): void => {
    running = loop();
  };
  let running = loop();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await player?.close();
      await running;
    },
  };
}
