// The demo's analyzers: each asks which tubes lie in its rack and plays their results in its own dialect, one every few seconds.
import { execFileSync, spawn } from 'node:child_process';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { analyzerResults, seededRandom } from '../../server/demo/values.ts';
import { openLine } from './line.ts';
import { createPlayer, type Player } from './play.ts';

export interface DemoAnalyzer {
  instrumentId: string;
  /** `tcp://HOST:PORT` or `serial:PATH`. */
  to: string;
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

/** Runs until `stop` is called; a broken line is opened again. */
export function runAnalyzer(
  analyzer: DemoAnalyzer,
  world: AnalyzerWorld,
  everyMs: number,
): { stop: () => Promise<void> } {
  const random = seededRandom([...analyzer.instrumentId].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const sent = new Set<string>();
  let player: Player | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function turn(): Promise<void> {
    const dictionaries = await world.dictionaries();
    const instrument = dictionaries.instrument[analyzer.instrumentId];
    const driver = instrument ? driverById(instrument.driverId) : undefined;
    if (!driver) return;
    const next = (await world.rack(analyzer.instrumentId)).find((document) => !sent.has(document.id));
    const content = next && simulatedContent(analyzer.instrumentId, next, dictionaries, random, new Date());
    if (!next) return;
    if (content) {
      player ??= createPlayer(driver, await openLine(analyzer.to, driver.serial?.baudRate ?? 9600));
      await player.play(content);
    }
    sent.add(next.id);
  }

  async function loop(): Promise<void> {
    try {
      await turn();
    } catch (error) {
      world.log('warn', 'demo analyzer', {
        instrument: analyzer.instrumentId,
        reason: error instanceof Error ? error.message : String(error),
      });
      await player?.close().catch(() => undefined);
      player = null;
    }
    if (!stopped) timer = setTimeout(() => void loop(), everyMs);
  }
  void loop();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await player?.close();
    },
  };
}
