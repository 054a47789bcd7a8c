// Windows as they apply to a frame: those that the reader and the department made, what the object offers, and those of modality and body part.
import type { VoiWindow } from '../../../core/imaging/lookup.ts';
import { voiOfLut } from '../../../core/imaging/lookup.ts';
import { suvOfImage } from '../../../core/imaging/measure/suv.ts';
import {
  automaticWindow,
  presetsFor,
  relativePresetsFor,
  relativeWindow,
  suvPresets,
  type WindowPreset,
} from '../../../core/imaging/presets.ts';
import type { Presentation, ReadingState } from '../../../core/imaging/reading/state.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import { pipelineOf } from '../pixels/painter.ts';
import type { ReadingDesk } from './desk.ts';

export interface RoomPreset {
  id: string;
  name: WindowPreset['name'];
  /** Width and centre as the reader knows them. */
  words: string;
  /** Whose it is: of the suite, of the object, of the reader or of the department. */
  origin: 'shipped' | 'object' | 'person' | 'department';
  change: Pick<Partial<Presentation>, 'window' | 'ownWindow'>;
}

type PresetDesk = Pick<ReadingDesk, 'reading' | 'setup' | 'measured'>;

export function seriesOfFrame(state: ReadingState, frame: StackFrame) {
  for (const { manifest } of state.studies) {
    const found = manifest.series.find(({ instances }) => instances.includes(frame.instance));
    if (found) return found;
  }
  return null;
}

/** At most so many values: enough for the hundredths of a distribution. */
const sampled = 40_000;

/** Values of the frame in modality units, evenly picked; null while its pixels are not here. */
export function sampleOf(desk: Pick<ReadingDesk, 'measured'>, frame: StackFrame): Float64Array | null {
  const values = desk.measured(frame)?.values;
  if (!values) return null;
  const step = Math.max(1, Math.floor(Math.sqrt((values.columns * values.rows) / sampled)));
  const found: number[] = [];
  for (let row = 0; row < values.rows; row += step) {
    for (let column = 0; column < values.columns; column += step) {
      const value = values.at(column, row);
      if (value !== null) found.push(value);
    }
  }
  return Float64Array.from(found);
}

const rounded = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
const wordsOf = ({ center, width }: { center: number; width: number }) => `${rounded(width)} / ${rounded(center)}`;

/** All that suits the frame; the first nine have keys. */
export function roomPresets(desk: PresetDesk, frame: StackFrame): RoomPreset[] {
  const series = seriesOfFrame(desk.reading.current(), frame);
  if (!series) return [];
  const part = `${series.bodyPart} ${series.description}`;
  const { image } = frame.instance;
  const suv = image && suvOfImage(image, series.modality);
  const factor = suv && 'factor' in suv ? suv.factor : null;
  const shipped: RoomPreset[] =
    factor === null
      ? presetsFor(series.modality, part).map((preset) => fixed(preset, 'shipped', null))
      : suvPresets(part).map((preset) => fixed(preset, 'shipped', factor));
  return [
    ...ownPresets(desk, series.modality, part, factor),
    ...choicesOfObject(frame),
    ...shipped,
    ...(factor === null ? relative(desk, frame, series.modality) : []),
  ];
}

function fixed(
  { id, name, center, width }: Pick<WindowPreset, 'id' | 'name' | 'center' | 'width'>,
  origin: RoomPreset['origin'],
  suvFactor: number | null,
): RoomPreset {
  // From nothing to the upper end exactly: the half pixel of the linear window is half a becquerel in SUV, and half an SUV without it.
  const window: VoiWindow =
    suvFactor === null
      ? { center, width, shape: 'linear' }
      : { center: center / suvFactor, width: width / suvFactor, shape: 'linear-exact' };
  return { id, name, origin, words: suvFactor === null ? wordsOf({ center, width }) : '', change: { window } };
}

/** The reader's before the department's; of each, those of the body part first. One in SUV only where the data give SUV. */
function ownPresets(desk: PresetDesk, modality: string, bodyPart: string, factor: number | null): RoomPreset[] {
  const part = bodyPart.toUpperCase();
  const fits = ({ bodyParts }: { bodyParts: readonly string[] }) =>
    bodyParts.length === 0 || bodyParts.some((word) => part.includes(word.toUpperCase()));
  const all = desk.setup
    .presets()
    .filter(({ preset }) => preset.modality.toUpperCase() === modality && (!preset.suv || factor !== null));
  return [...all.filter(({ preset }) => fits(preset)), ...all.filter(({ preset }) => !fits(preset))].map(
    ({ preset, origin }) => {
      const name = { 'zh-CN': preset.name, en: preset.name };
      const made = fixed({ ...preset, name }, origin, preset.suv ? factor : null);
      return preset.suv ? { ...made, words: `SUV ${wordsOf(preset)}` } : made;
    },
  );
}

/** What the object itself offers (0028,1050…1055) and (0028,3010): a choice only where there is more than one. */
function choicesOfObject(frame: StackFrame): RoomPreset[] {
  const image = frame.instance.image;
  if (!image || image.samplesPerPixel > 1) return [];
  const { windows, voiLuts } = pipelineOf(image, frame.frame);
  if (windows.length + voiLuts.length < 2) return [];
  const choice = (number: number, said: string, words: string): RoomPreset => {
    const name = { 'zh-CN': said || `图像自带 ${number + 1}`, en: said || `Of the image ${number + 1}` };
    return { id: `object-${number}`, name, words, origin: 'object', change: { window: null, ownWindow: number } };
  };
  return [
    ...windows.map((window, index) => choice(index, window.explanation, wordsOf(window))),
    ...voiLuts.map((lut, index) => choice(windows.length + index, lut.explanation, 'LUT')),
  ];
}

/** Made from this image's own window or values; left out while they are not here. */
function relative(desk: PresetDesk, frame: StackFrame, modality: string): RoomPreset[] {
  const image = frame.instance.image;
  const presets = relativePresetsFor(modality);
  if (!image || image.samplesPerPixel > 1 || presets.length === 0) return [];
  const values = sampleOf(desk, frame) ?? new Float64Array();
  values.sort();
  const own = ownWindow(frame) ?? (values.length > 0 ? { ...automaticWindow(values), shape: 'linear-exact' } : null);
  return presets.flatMap((preset) => {
    const window = relativeWindow(preset, own, values);
    const { id, name } = preset;
    return window ? [{ id, name, words: wordsOf(window), origin: 'shipped' as const, change: { window } }] : [];
  });
}

function ownWindow(frame: StackFrame): VoiWindow | null {
  const image = frame.instance.image;
  if (!image) return null;
  const { windows, voiLuts, voiFunction } = pipelineOf(image, frame.frame);
  const [first] = windows;
  if (first && first.width > 0) return { center: first.center, width: first.width, shape: voiFunction };
  const voi = voiLuts[0] && voiOfLut(voiLuts[0]);
  if (voi?.kind !== 'lut') return null;
  const width = Math.max(2, voi.table.length);
  return { center: voi.first + width / 2, width, shape: 'linear' };
}

export function applyPreset(desk: Pick<ReadingDesk, 'reading'>, viewport: number, { change }: RoomPreset): void {
  desk.reading.dispatch({ kind: 'present', viewport, change });
}
