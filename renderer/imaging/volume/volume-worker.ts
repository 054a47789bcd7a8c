// The thread that holds volumes and draws planes and depth pictures from them: of several questions of one view only the last is answered.
import { castRays, type DepthView, reduced } from './ray-cast.ts';
import { resample, type SampledPlane, type Slab } from './resample.ts';
import type { Volume } from './volume.ts';

export type WorkerAsk =
  | { kind: 'volume'; name: string; volume: Volume }
  | { kind: 'plane'; id: number; slot: string; name: string; plane: SampledPlane; slab: Slab }
  | { kind: 'depth'; id: number; slot: string; name: string; view: DepthView };

export type WorkerAnswer =
  | { kind: 'plane'; id: number; values: Float32Array<ArrayBuffer>; milliseconds: number }
  | { kind: 'depth'; id: number; pixels: Uint32Array<ArrayBuffer>; milliseconds: number }
  | { kind: 'dropped'; id: number };

/** Voxels a side of what rays go through: enough for a look, few enough for a processor. */
const depthSide = 192;

type Question = Exclude<WorkerAsk, { kind: 'volume' }>;

function work(scope: { post(answer: WorkerAnswer, transfer: Transferable[]): void; soon(act: () => void): void }) {
  const volumes = new Map<string, Volume>();
  const small = new Map<string, Volume>();
  const waiting = new Map<string, Question>();
  let planned = false;

  function answer(question: Question): void {
    const volume = volumes.get(question.name);
    if (!volume) return scope.post({ kind: 'dropped', id: question.id }, []);
    const began = performance.now();
    const took = () => performance.now() - began;
    if (question.kind === 'plane') {
      const values = resample(volume, question.plane, question.slab);
      return scope.post({ kind: 'plane', id: question.id, values, milliseconds: took() }, [values.buffer]);
    }
    const body = small.get(question.name) ?? reduced(volume, depthSide);
    small.set(question.name, body);
    const pixels = castRays(body, question.view);
    scope.post({ kind: 'depth', id: question.id, pixels, milliseconds: took() }, [pixels.buffer]);
  }

  function next(): void {
    const [first] = waiting;
    if (!first) {
      planned = false;
      return;
    }
    waiting.delete(first[0]);
    answer(first[1]);
    // Newer questions come in before the next answer is worked out.
    scope.soon(next);
  }

  return (ask: WorkerAsk): void => {
    if (ask.kind === 'volume') {
      volumes.set(ask.name, ask.volume);
      small.delete(ask.name);
      return;
    }
    const older = waiting.get(ask.slot);
    if (older) scope.post({ kind: 'dropped', id: older.id }, []);
    waiting.set(ask.slot, ask);
    if (planned) return;
    planned = true;
    scope.soon(next);
  };
}

const take = work({
  post: (answer, transfer) => self.postMessage(answer, { transfer }),
  soon: (act) => setTimeout(act, 0),
});
self.addEventListener('message', (event: MessageEvent<WorkerAsk>) => take(event.data));
