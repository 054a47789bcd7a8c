// The page's side of the volume thread: a volume goes in once, planes and depth pictures come out.
import type { DepthView } from './ray-cast.ts';
import type { SampledPlane, Slab } from './resample.ts';
import type { Volume } from './volume.ts';
import type { WorkerAnswer, WorkerAsk } from './volume-worker.ts';

export interface DrawnPlane {
  values: Float32Array<ArrayBuffer>;
  milliseconds: number;
}

export interface DrawnDepth {
  pixels: Uint32Array<ArrayBuffer>;
  milliseconds: number;
}

/** Answers are null when a newer question of the same slot took their place, or the client was closed. */
export class VolumeClient {
  private readonly worker = new Worker(new URL('./volume-worker.ts', import.meta.url), { type: 'module' });
  private readonly open = new Map<number, (answer: WorkerAnswer | null) => void>();
  private last = 0;

  constructor(onError: (message: string) => void) {
    this.worker.addEventListener('message', (event: MessageEvent<WorkerAnswer>) => {
      this.open.get(event.data.id)?.(event.data);
      this.open.delete(event.data.id);
    });
    this.worker.addEventListener('error', (event) => onError(event.message));
  }

  /** The volume's memory goes to the thread: it is empty here afterwards. */
  give(name: string, volume: Volume): void {
    const ask: WorkerAsk = { kind: 'volume', name, volume };
    this.worker.postMessage(ask, [volume.data.buffer]);
  }

  async plane(slot: string, name: string, plane: SampledPlane, slab: Slab): Promise<DrawnPlane | null> {
    const answer = await this.ask((id) => ({ kind: 'plane', id, slot, name, plane, slab }));
    return answer?.kind === 'plane' ? answer : null;
  }

  async depth(name: string, view: DepthView): Promise<DrawnDepth | null> {
    const answer = await this.ask((id) => ({ kind: 'depth', id, slot: 'depth', name, view }));
    return answer?.kind === 'depth' ? answer : null;
  }

  close(): void {
    this.worker.terminate();
    for (const settle of this.open.values()) settle(null);
    this.open.clear();
  }

  private ask(make: (id: number) => WorkerAsk): Promise<WorkerAnswer | null> {
    this.last += 1;
    const id = this.last;
    return new Promise((settle) => {
      this.open.set(id, settle);
      this.worker.postMessage(make(id));
    });
  }
}
