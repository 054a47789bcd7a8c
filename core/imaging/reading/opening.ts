// How a series opens in a viewport, whichever way it comes there: hung, dragged, double-clicked, by key, shown beside as a prior.
import type { ImageDescriptor } from '../descriptor.ts';
import { seriesOfStack } from '../hanging/match.ts';
import type { VoiWindow } from '../lookup.ts';
import { suvOfImage } from '../measure/suv.ts';
import { presetsFor, suvPresets } from '../presets.ts';
import type { Stack } from '../stack.ts';
import { emptyViewport, type OpenStudy, type Presentation, restingPresentation, type Viewport } from './state.ts';

const ctClasses = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.2.1'];
const secondaryCapture = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.|$)/;
/** Of a CT that says neither a window nor a part of the body that has one. */
const softTissue = { center: 40, width: 400 };

/** What values of the stack are multiplied by to be SUV; null where the image gives no SUV. */
export function suvFactorOf(study: OpenStudy, stack: Stack): number | null {
  const image = stack.frames[0]?.instance.image;
  const suv = image && suvOfImage(image, seriesOfStack(study, stack)?.modality ?? '');
  return suv && 'factor' in suv ? suv.factor : null;
}

/** A window in SUV as one of the stack's own values, from its lower end to its upper end exactly. */
export const windowOfSuv = ({ center, width }: { center: number; width: number }, factor: number): VoiWindow => ({
  center: center / factor,
  width: width / factor,
  shape: 'linear-exact',
});

function isHounsfield(image: ImageDescriptor, sopClassUid: string): boolean {
  const { rescaleType } = image.perFrame[0]?.display ?? image.display;
  return rescaleType === 'HU' || (rescaleType === '' && ctClasses.includes(sopClassUid));
}

/**
 * The window that the first image alone must not decide: in SUV where the data give it, so that an empty slice at the end of a body does
 * not set it; of CT without a window of its own that of the body part. Null: as the object asks for. In the values of the stack.
 */
function openingWindow(study: OpenStudy, stack: Stack): VoiWindow | null {
  const series = seriesOfStack(study, stack);
  const instance = stack.frames[0]?.instance;
  const image = instance?.image;
  if (!series || !image || image.samplesPerPixel > 1 || image.photometric === 'PALETTE COLOR') return null;
  const part = `${series.bodyPart} ${series.description}`;
  const factor = suvFactorOf(study, stack);
  const [suv] = suvPresets(part);
  if (factor !== null && suv) return windowOfSuv(suv, factor);
  const { windows, voiLuts } = image.perFrame[0]?.display ?? image.display;
  const own = windows.length + voiLuts.length > 0;
  if (own || series.modality !== 'CT' || image.imageType[2] === 'LOCALIZER') return null;
  if (!isHounsfield(image, instance.sopClassUid)) return null;
  const words = part.toUpperCase();
  const preset = presetsFor('CT', part).find(({ bodyParts }) => bodyParts.some((word) => words.includes(word)));
  const { center, width } = preset ?? softTissue;
  return { center, width, shape: 'linear' };
}

/** PET is read dark on white; a picture of a screen is as it was on that screen. */
function opensInverted(study: OpenStudy, stack: Stack): boolean {
  const instance = stack.frames[0]?.instance;
  const image = instance?.image;
  if (!image || image.samplesPerPixel > 1 || secondaryCapture.test(instance.sopClassUid)) return false;
  if (image.photometric === 'PALETTE COLOR' || seriesOfStack(study, stack)?.modality !== 'PT') return false;
  return !(image.perFrame[0]?.display ?? image.display).inverted;
}

export function openingPresentation(study: OpenStudy, stack: Stack): Presentation {
  return { ...restingPresentation, window: openingWindow(study, stack), invert: opensInverted(study, stack) };
}

/** A viewport with the stack in it, at its first image; `asked` is what the hanging says instead. */
export function openedViewport(study: OpenStudy, stack: Stack, asked: Partial<Presentation> = {}): Viewport {
  const presentation = { ...openingPresentation(study, stack), ...asked };
  const frameTime = stack.frames[0]?.instance.image?.frameTimeMs;
  const framesPerSecond = frameTime && frameTime > 0 ? Math.max(1, Math.min(60, Math.round(1000 / frameTime))) : 15;
  return {
    ...emptyViewport,
    studyUid: study.uid,
    stackId: stack.id,
    presentation,
    opening: presentation,
    cine: { playing: false, framesPerSecond },
  };
}

interface Shown {
  study: OpenStudy;
  stack: Stack;
}

/**
 * The same window on another stack of the same modality: in Hounsfield units as it is, in SUV by the dose and weight of each.
 * Undefined: their values have no common scale that is known.
 */
export function windowOnOther(window: VoiWindow, from: Shown, to: Shown): VoiWindow | undefined {
  const here = suvFactorOf(from.study, from.stack);
  const there = suvFactorOf(to.study, to.stack);
  if (here !== null && there !== null)
    return { ...window, center: (window.center * here) / there, width: (window.width * here) / there };
  return here === there && seriesOfStack(to.study, to.stack)?.modality === 'CT' ? window : undefined;
}
