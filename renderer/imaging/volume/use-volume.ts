// Brings a stack into the volume thread: frames come through the room's own store, are copied as they arrive, and are asked for once.
import { useEffect, useState } from 'react';
import type { Stack } from '../../../core/imaging/stack.ts';
import { wantedFrame } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { frameKey } from '../pixels/frame-store.ts';
import { emptyVolume, planVolume, putFrame, type VolumePlan, type VolumeRefusal } from './volume.ts';
import type { VolumeClient } from './volume-client.ts';

export type VolumeState =
  | { kind: 'refused'; refusal: VolumeRefusal }
  | { kind: 'loading'; done: number; of: number }
  | { kind: 'failed'; message: string }
  | { kind: 'ready'; plan: VolumePlan };

/** @param name under which the thread knows it; the stack may be absent (no fusion) */
export function useVolume(
  client: VolumeClient | null,
  name: string,
  studyUid: string,
  stack: Stack | null,
): VolumeState | null {
  const desk = useDesk();
  const [state, setState] = useState<VolumeState | null>(null);
  useEffect(() => {
    if (!client || !stack) {
      setState(null);
      return;
    }
    const planned = planVolume(stack);
    if ('refused' in planned) {
      setState({ kind: 'refused', refusal: planned.refused });
      return;
    }
    const plan: VolumePlan = planned;
    const volume = emptyVolume(plan);
    const missing = new Map(stack.frames.map((frame, index) => [frameKey(frame), { frame, index }]));
    const of = stack.frames.length;
    const who = `volume ${name}`;
    let ended = false;
    let told = 0;
    setState({ kind: 'loading', done: 0, of });
    function end(next: VolumeState): void {
      ended = true;
      unsubscribe();
      desk.frames.demand(who, null);
      setState(next);
    }
    function take(key: string): void {
      const place = missing.get(key);
      if (!place || ended) return;
      const loaded = desk.frames.get(key);
      if (!loaded) {
        const message = desk.frames.failure(key);
        if (message !== null) end({ kind: 'failed', message });
        return;
      }
      if (!putFrame(volume, plan, place.index, place.frame, loaded.samples)) {
        end({ kind: 'refused', refusal: 'mixed' });
        return;
      }
      missing.delete(key);
      const done = of - missing.size;
      if (missing.size === 0) {
        client?.give(name, volume);
        end({ kind: 'ready', plan: plan });
      } else if (done - told >= of / 50) {
        told = done;
        setState({ kind: 'loading', done, of });
      }
    }
    const unsubscribe = desk.frames.subscribe(take);
    for (const key of [...missing.keys()]) if (desk.frames.get(key)) take(key);
    if (!ended) {
      desk.frames.demand(who, {
        kind: 'stack',
        frames: stack.frames.map((frame) => wantedFrame(studyUid, stack, frame)),
        place: { frames: of, index: Math.floor(of / 2), direction: 0 },
      });
    }
    return () => {
      if (ended) return;
      ended = true;
      unsubscribe();
      desk.frames.demand(who, null);
    };
  }, [client, name, studyUid, stack, desk]);
  return state;
}
