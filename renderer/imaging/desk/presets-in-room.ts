// Window presets as they apply to a frame: by modality and body part, and for PET in SUV where the data give it.
import type { VoiWindow } from '../../../core/imaging/lookup.ts';
import { suvOfImage } from '../../../core/imaging/measure/suv.ts';
import { presetsFor, suvPresets, type WindowPreset } from '../../../core/imaging/presets.ts';
import type { ReadingState } from '../../../core/imaging/reading/state.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import type { ReadingDesk } from './desk.ts';

export interface RoomPreset extends VoiWindow {
  id: string;
  name: WindowPreset['name'];
  /** Width and centre as the reader knows them. */
  words: string;
}

function seriesOfFrame(state: ReadingState, frame: StackFrame) {
  for (const { manifest } of state.studies) {
    const found = manifest.series.find(({ instances }) => instances.includes(frame.instance));
    if (found) return found;
  }
  return null;
}

/** At most nine: there are nine keys. */
export function roomPresets(desk: Pick<ReadingDesk, 'reading'>, frame: StackFrame): RoomPreset[] {
  const series = seriesOfFrame(desk.reading.current(), frame);
  if (!series) return [];
  const suv = frame.instance.image && suvOfImage(frame.instance.image, series.modality);
  if (suv && 'factor' in suv) {
    // From nothing to the upper end exactly: the half pixel of the linear window is half a becquerel there, and half an SUV here.
    return suvPresets().map(({ id, name, center, width }) => ({
      id,
      name,
      words: '',
      center: center / suv.factor,
      width: width / suv.factor,
      shape: 'linear-exact',
    }));
  }
  return presetsFor(series.modality, `${series.bodyPart} ${series.description}`).map(({ id, name, center, width }) => ({
    id,
    name,
    words: `${width} / ${center}`,
    center,
    width,
    shape: 'linear',
  }));
}
