// Frames in memory: fetched in the order of what is seen, held once for all viewports within a budget, dropped when the reader turns away.

import { type Samples, sampleRange } from '../../../core/imaging/pixels/samples.ts';
import { loadTiers, type StackDemand, takeTurns } from '../../../core/imaging/reading/load-order.ts';
import type { FrameAddress, ImagingSource } from '../source.ts';

export interface LoadedFrame {
  key: string;
  samples: Samples;
  /** Least and greatest stored value without padding; worked out when first asked for, that is when it is drawn. */
  readonly range: { min: number; max: number };
  /** Smaller versions by reduction factor, made when first drawn. */
  reduced: Map<number, Samples>;
}

export interface WantedFrame extends FrameAddress {
  padding: { from: number; to: number } | null;
}

/** What one viewport (or the strip of thumbnails) needs. */
export type Demand =
  | { kind: 'stack'; frames: readonly WantedFrame[]; place: StackDemand }
  | { kind: 'single'; frames: readonly WantedFrame[] };

export const frameKey = ({ sopInstanceUid, frame }: { sopInstanceUid: string; frame: number }): string =>
  `${sopInstanceUid}/${frame}`;

function loadedFrame(key: string, samples: Samples, padding: WantedFrame['padding']): LoadedFrame {
  let range = samples.kind === 'rgb8' ? { min: 0, max: 255 } : null;
  return {
    key,
    samples,
    reduced: new Map(),
    get range() {
      range ??= sampleRange(samples, padding);
      return range;
    },
  };
}

interface Flight {
  frames: WantedFrame[];
  abort: AbortController;
}

/** Frames asked for in one stream: enough to fill the line, few enough that a change of mind costs little. */
const batchSize = 16;
const parallel = 4;
/** A failed frame is asked for again when it is in view, at most once in this time. */
const retryAfterMs = 4000;

export class FrameStore {
  private readonly source: ImagingSource;
  private readonly budgetBytes: number;
  private readonly loaded = new Map<string, LoadedFrame>();
  private readonly failures = new Map<string, { message: string; at: number }>();
  private readonly demands = new Map<string, Demand>();
  private readonly flights = new Set<Flight>();
  private readonly listeners = new Set<(key: string) => void>();
  private order: WantedFrame[] = [];
  private rank = new Map<string, number>();
  private urgent = 0;
  /** Lists whose frames were all here when `losses` was this. */
  private readonly complete = new WeakMap<readonly WantedFrame[], number>();
  /** Frames that had to go so far. */
  private losses = 0;
  private bytes = 0;
  private closed = false;
  private planned = false;
  /** Nothing is fetched ahead before the first pictures are drawn: what follows them would take the line and the processors from them. */
  private opening: 'waits' | 'draws' | 'over' = 'waits';
  private readonly afterPaint: (act: () => void) => void;

  /** @param afterPaint calls once what is loaded now has been drawn */
  constructor(source: ImagingSource, budgetBytes: number, afterPaint = (act: () => void) => act()) {
    this.source = source;
    this.budgetBytes = budgetBytes;
    this.afterPaint = afterPaint;
  }

  get(key: string): LoadedFrame | undefined {
    return this.loaded.get(key);
  }

  failure(key: string): string | null {
    return this.failures.get(key)?.message ?? null;
  }

  /** Called with the key of each frame that came or failed. */
  subscribe(listener: (key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get heldBytes(): number {
    return this.bytes;
  }

  /** Says what a part of the screen needs now; null takes it back and aborts what nobody else needs. */
  demand(who: string, demand: Demand | null): void {
    if (demand) this.demands.set(who, demand);
    else this.demands.delete(who);
    if (this.planned || this.closed) return;
    this.planned = true;
    queueMicrotask(() => {
      this.planned = false;
      if (!this.closed) this.plan();
    });
  }

  close(): void {
    this.closed = true;
    for (const flight of this.flights) flight.abort.abort();
    this.flights.clear();
    this.loaded.clear();
    this.listeners.clear();
    this.demands.clear();
    this.bytes = 0;
  }

  /**
   * Scrolling asks sixty times a second. While everything that anybody asks for is here and fits, no order is needed: that of thousands
   * of frames is made again when something is missing or must go.
   */
  private allHere(): boolean {
    if (this.flights.size > 0 || this.bytes > this.budgetBytes) return false;
    for (const { frames } of this.demands.values()) {
      if (this.complete.get(frames) === this.losses) continue;
      for (const frame of frames) if (!this.loaded.has(frameKey(frame))) return false;
      this.complete.set(frames, this.losses);
    }
    return true;
  }

  private plan(): void {
    if (this.allHere()) return;
    this.makeOrder();
    for (const flight of this.flights) {
      if (flight.frames.length > 0 && !flight.frames.some((frame) => this.rank.has(frameKey(frame)))) {
        flight.abort.abort();
        this.flights.delete(flight);
      }
    }
    this.fetchMore();
  }

  private makeOrder(): void {
    const tiers: WantedFrame[][][] = [[], [], [], [], []];
    for (const demand of this.demands.values()) {
      if (demand.kind === 'single') {
        tiers[2]?.push([...demand.frames]);
        continue;
      }
      const pick = (places: number[]) => places.flatMap((place) => demand.frames[place] ?? []);
      const [seen, near, quarter, rest] = loadTiers(demand.place);
      tiers[0]?.push(pick(seen));
      tiers[1]?.push(pick(near));
      tiers[3]?.push(pick(quarter));
      tiers[4]?.push(pick(rest));
    }
    this.order = [];
    this.rank = new Map();
    this.urgent = 0;
    for (const [tier, lists] of tiers.entries()) {
      for (const frame of takeTurns(lists)) {
        const key = frameKey(frame);
        if (this.rank.has(key)) continue;
        this.rank.set(key, this.order.length);
        this.order.push(frame);
      }
      if (tier === 0) this.urgent = this.order.length;
    }
  }

  private underWay(): Set<string> {
    const keys = new Set<string>();
    for (const flight of this.flights) for (const frame of flight.frames) keys.add(frameKey(frame));
    return keys;
  }

  private fetchMore(): void {
    if (this.closed) return;
    const flying = this.underWay();
    const now = performance.now();
    const missing = (frame: WantedFrame, inView: boolean) => {
      const key = frameKey(frame);
      if (this.loaded.has(key) || flying.has(key)) return false;
      const failed = this.failures.get(key);
      return !failed || (inView && now - failed.at > retryAfterMs);
    };
    // What is in view starts at once, whatever else is under way.
    for (const frame of this.order.slice(0, this.urgent)) {
      if (missing(frame, true)) {
        this.start([frame]);
        flying.add(frameKey(frame));
      }
    }
    if (!this.mayFetchAhead()) return;
    let at = this.urgent;
    while (this.flights.size < parallel) {
      const batch: WantedFrame[] = [];
      const size = this.source.stream ? batchSize : 1;
      for (; at < this.order.length && batch.length < size; at += 1) {
        const frame = this.order[at];
        if (!frame || !missing(frame, false)) continue;
        if (batch[0] && batch[0].seriesUid !== frame.seriesUid) break;
        if (!this.hasRoom(at)) return;
        batch.push(frame);
      }
      if (batch.length === 0) return;
      for (const frame of batch) flying.add(frameKey(frame));
      this.start(batch);
    }
  }

  private mayFetchAhead(): boolean {
    if (this.opening === 'over' || this.urgent === 0) return true;
    const seen = this.order.slice(0, this.urgent).map(frameKey);
    const answered = seen.every((key) => this.loaded.has(key) || this.failures.has(key));
    if (this.opening === 'draws' || !answered) return false;
    this.opening = 'draws';
    this.afterPaint(() => {
      this.opening = 'over';
      this.fetchMore();
    });
    return false;
  }

  /** There is room, or something less needed than the frame of this rank can go. */
  private hasRoom(rank: number): boolean {
    if (this.bytes < this.budgetBytes) return true;
    for (const key of this.loaded.keys()) if ((this.rank.get(key) ?? Number.POSITIVE_INFINITY) > rank) return true;
    return false;
  }

  private start(frames: WantedFrame[]): void {
    const flight: Flight = { frames: [...frames], abort: new AbortController() };
    this.flights.add(flight);
    const arrived = (frame: WantedFrame, samples: Samples | Error) => {
      if (this.closed || flight.abort.signal.aborted) return;
      flight.frames = flight.frames.filter((other) => other !== frame);
      if (samples instanceof Error) this.failed(frame, samples);
      else this.keep(frame, samples);
    };
    this.run(flight, frames, arrived)
      .catch((error: unknown) => {
        if (this.closed || flight.abort.signal.aborted) return;
        for (const frame of flight.frames)
          this.failed(frame, error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.flights.delete(flight);
        this.fetchMore();
      });
  }

  private async run(
    flight: Flight,
    frames: WantedFrame[],
    arrived: (frame: WantedFrame, samples: Samples | Error) => void,
  ): Promise<void> {
    const [first] = frames;
    if (frames.length === 1 && first) {
      arrived(first, await this.source.frame(first, flight.abort.signal));
      return;
    }
    const byKey = new Map(frames.map((frame) => [frameKey(frame), frame]));
    await this.source.stream?.(frames, flight.abort.signal, (address, samples) => {
      const frame = byKey.get(frameKey(address));
      if (frame) arrived(frame, samples);
    });
    // A stream that ends early leaves the rest to be asked for one by one.
    for (const frame of [...flight.frames]) {
      if (flight.abort.signal.aborted) return;
      arrived(frame, await this.source.frame(frame, flight.abort.signal));
    }
  }

  private failed(frame: WantedFrame, error: Error): void {
    const key = frameKey(frame);
    this.failures.set(key, { message: error.message, at: performance.now() });
    for (const listener of this.listeners) listener(key);
  }

  private keep(frame: WantedFrame, samples: Samples): void {
    const key = frameKey(frame);
    this.failures.delete(key);
    if (this.loaded.has(key)) return;
    this.loaded.set(key, loadedFrame(key, samples, frame.padding));
    this.bytes += samples.data.byteLength;
    this.evict(key);
    for (const listener of this.listeners) listener(key);
  }

  /** Nobody's frames go first, oldest first; then those that are needed last. What is in view stays. */
  private evict(justCame: string): void {
    if (this.bytes <= this.budgetBytes) return;
    const ranked = [...this.loaded.keys()]
      .map((key) => ({ key, rank: this.rank.get(key) ?? Number.POSITIVE_INFINITY }))
      .filter(({ key, rank }) => key !== justCame && rank >= this.urgent)
      .sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank));
    for (const { key } of ranked) {
      if (this.bytes <= this.budgetBytes) return;
      this.bytes -= this.loaded.get(key)?.samples.data.byteLength ?? 0;
      this.loaded.delete(key);
      this.losses += 1;
    }
  }
}
