// One viewport's picture: a canvas of the image's own size, enlarged by the compositor; always of what was asked for last.
import { colourMap } from '../../../core/imaging/colour-map.ts';
import type { DisplayPipeline, ImageDescriptor, LookUpTable } from '../../../core/imaging/descriptor.ts';
import { initialVoi, modalityRange, type Voi, type VoiWindow, voiOfLut } from '../../../core/imaging/lookup.ts';
import type { FrameBase } from '../../../core/imaging/objects/present-frame.ts';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import type { Presentation } from '../../../core/imaging/reading/state.ts';
import type { Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { type ImageSize, type Matrix, type ViewSize, viewMatrix } from '../../../core/imaging/view-transform.ts';
import { drawSamples, type Look, TableShelf } from './draw-samples.ts';
import { type FrameStore, frameKey, type LoadedFrame } from './frame-store.ts';
import { drawOver } from './over-image.ts';
import { reduceSamples, reductionFor } from './reduce-samples.ts';

export interface PictureRequest {
  /** Frames of one stack share their opening window. */
  stackId: string;
  frame: StackFrame;
  /** Of a series without windows: the image whose values make the one for all, once it is here. */
  middle?: StackFrame | null;
  presentation: Presentation;
  view: ViewSize;
  overlays: boolean;
  shutter: boolean;
  /** What a chosen presentation state puts in the place of what the image says. */
  base?: FrameBase | null;
}

/** What stands on the canvas now: honest about pictures that are not there yet. */
export interface Painted {
  key: string | null;
  quality: 'full' | 'loading' | 'failed';
  message: string;
  /** The window in force, for the corner text; null for colour. */
  voi: Voi | null;
}

export function pipelineOf(image: ImageDescriptor, frame: number): DisplayPipeline {
  return image.perFrame[frame - 1]?.display ?? image.display;
}

/** Width of a pixel by its height: from its spacing, else from the aspect ratio (0028,0034), vertical by horizontal. */
export function imageSizeOf({ instance, plane }: StackFrame): ImageSize {
  const image = instance.image;
  const [vertical, horizontal] = image?.pixelAspect ?? [1, 1];
  const aspect =
    plane.rowSpacing && plane.columnSpacing
      ? plane.columnSpacing / plane.rowSpacing
      : vertical > 0 && horizontal > 0
        ? horizontal / vertical
        : 1;
  return { columns: image?.columns ?? 1, rows: image?.rows ?? 1, aspect };
}

/** The image whose values stand for those of its series. */
export const middleOf = ({ frames }: Stack): StackFrame | null => frames[Math.floor(frames.length / 2)] ?? null;

const pixelatedFrom = 4;

export class Painter {
  private readonly canvas: HTMLCanvasElement;
  private readonly store: FrameStore;
  private readonly onPainted: (painted: Painted) => void;
  private readonly shelf = new TableShelf();
  private readonly colourMaps = new Map<string, Uint32Array>();
  private readonly ownLuts = new WeakMap<LookUpTable, Voi>();
  /** A series without windows keeps one for all its pictures, so that brightness does not jump from frame to frame. */
  private readonly opened = new Map<string, Voi>();
  private wanted: PictureRequest | null = null;
  private scheduled = 0;
  /** Something was asked for since the last paint. */
  private stale = false;
  private drawn = '';
  private drawnBase: FrameBase | null = null;
  private image: ImageData | null = null;
  private readonly unsubscribe: () => void;

  constructor(canvas: HTMLCanvasElement, store: FrameStore, onPainted: (painted: Painted) => void) {
    this.canvas = canvas;
    this.store = store;
    this.onPainted = onPainted;
    this.unsubscribe = store.subscribe((key) => {
      const { wanted } = this;
      if (!wanted || (frameKey(wanted.frame) !== key && !this.awaits(wanted, key))) return;
      this.stale = true;
      this.schedule();
    });
  }

  /** The first request of an animation frame is painted at once, so that it stands in this frame; later ones wait for the next. */
  ask(request: PictureRequest | null): void {
    this.wanted = request;
    if (this.scheduled) {
      this.stale = true;
      return;
    }
    this.paint();
    this.schedule();
    this.stale = false;
  }

  close(): void {
    cancelAnimationFrame(this.scheduled);
    this.unsubscribe();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = requestAnimationFrame(() => {
      this.scheduled = 0;
      if (this.stale) this.paint();
      this.stale = false;
    });
  }

  private paint(): void {
    const { wanted } = this;
    if (!wanted?.frame.instance.image || wanted.view.width < 2) {
      this.blank({ key: null, quality: 'loading', message: '', voi: null });
      return;
    }
    const key = frameKey(wanted.frame);
    const loaded = this.store.get(key);
    if (!loaded) {
      const failure = this.store.failure(key);
      this.blank({ key, quality: failure === null ? 'loading' : 'failed', message: failure ?? '', voi: null });
      return;
    }
    this.draw(wanted, wanted.frame.instance.image, loaded);
  }

  /** Another frame's picture under this frame's name would be a lie: nothing is shown until it is there. */
  private blank(painted: Painted): void {
    this.drawn = '';
    this.canvas.style.visibility = 'hidden';
    delete this.canvas.dataset.frame;
    this.onPainted(painted);
  }

  private draw(wanted: PictureRequest, image: ImageDescriptor, loaded: LoadedFrame): void {
    const { frame, presentation, view } = wanted;
    const size = imageSizeOf(frame);
    const matrix = viewMatrix(size, view, presentation.placement);
    const screenScale = Math.hypot(matrix.c, matrix.d) * devicePixelRatio;
    const factor = reductionFor(Math.min(screenScale, Math.hypot(matrix.a, matrix.b) * devicePixelRatio));
    const isPalette = image.photometric === 'PALETTE COLOR';
    const samples = factor === 1 ? loaded.samples : reducedOf(loaded, factor, !isPalette, image.padding);
    const look = this.lookFor(wanted, image, loaded);
    const state = [
      loaded.key,
      factor,
      look.invert,
      presentation.colours,
      // Tables of one image are often of one size: which of them it is counts, not how it looks.
      look.voi.kind === 'lut' ? presentation.ownWindow : voiName(look.voi.window),
      wanted.overlays,
      wanted.shutter,
    ].join('|');
    const base = wanted.base ?? null;
    if (state !== this.drawn || base !== this.drawnBase) {
      this.drawPixels(samples, loaded, look, image, frame.frame, factor, wanted);
      this.drawn = state;
      this.drawnBase = base;
    }
    place(this.canvas, matrix, factor, screenScale);
    this.canvas.dataset.frame = loaded.key;
    this.onPainted({
      key: loaded.key,
      quality: 'full',
      message: '',
      voi: samples.kind === 'rgb8' || isPalette ? null : look.voi,
    });
  }

  private drawPixels(
    samples: Samples,
    loaded: LoadedFrame,
    look: Look,
    image: ImageDescriptor,
    frame: number,
    factor: number,
    show: { overlays: boolean; shutter: boolean; base?: FrameBase | null },
  ): void {
    const { width, height } = samples;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    if (this.image?.width !== width || this.image.height !== height) this.image = new ImageData(width, height);
    const out = new Uint32Array(this.image.data.buffer);
    drawSamples(samples, loaded.range, look, this.shelf, out);
    drawOver(image, frame, factor, samples, out, show);
    // Opaque: the compositor neither blends it nor draws what lies behind, which is half of a frame's cost without a graphics card.
    this.canvas.getContext('2d', { alpha: false })?.putImageData(this.image, 0, 0);
  }

  /** The reader's window, else the object's own, else one made from the values of the series. */
  lookFor(request: PictureRequest, image: ImageDescriptor, loaded: LoadedFrame): Look {
    const { frame, presentation, base } = request;
    const said = pipelineOf(image, frame.frame);
    const pipeline = base?.display ? { ...said, ...base.display } : said;
    const own = pipeline.windows[presentation.ownWindow];
    let voi: Voi;
    if (presentation.window) voi = { kind: 'window', window: presentation.window };
    else if (base?.voi) voi = base.voi;
    else if (own && own.width > 0) {
      voi = { kind: 'window', window: { center: own.center, width: own.width, shape: pipeline.voiFunction } };
    } else voi = this.chosenLut(pipeline, presentation.ownWindow) ?? this.openingVoi(request, pipeline, loaded);
    let colours = this.colourMaps.get(presentation.colours);
    if (!colours) {
      colours = colourMap(presentation.colours);
      this.colourMaps.set(presentation.colours, colours);
    }
    return {
      pipeline,
      voi,
      invert: presentation.invert,
      colours,
      padding: image.padding,
      palette: image.photometric === 'PALETTE COLOR' ? image.palette : null,
    };
  }

  /** The object's own choices are counted through its windows and then its look-up tables; null where the number names no table. */
  private chosenLut(pipeline: DisplayPipeline, choice: number): Voi | null {
    const lut = pipeline.voiLuts[choice - pipeline.windows.length];
    return lut ? this.voiOf(lut) : null;
  }

  private voiOf(lut: LookUpTable): Voi {
    const known = this.ownLuts.get(lut) ?? voiOfLut(lut);
    this.ownLuts.set(lut, known);
    return known;
  }

  /** The picture was drawn by its own values while the middle of its series was not here. */
  private awaits({ stackId, middle }: PictureRequest, key: string): boolean {
    return middle ? frameKey(middle) === key && !this.opened.has(stackId) : false;
  }

  /** An edge of a body may be empty: the middle image decides, and until it is here each image for itself. */
  private openingVoi({ stackId, middle }: PictureRequest, pipeline: DisplayPipeline, loaded: LoadedFrame): Voi {
    const [lut] = pipeline.voiLuts;
    if (lut && !pipeline.windows[0]) return this.voiOf(lut);
    const known = this.opened.get(stackId);
    if (known) return known;
    const image = middle?.instance.image;
    const typical = middle && image ? this.store.get(frameKey(middle)) : undefined;
    const from = typical && image && middle ? pipelineOf(image, middle.frame) : pipeline;
    const voi = initialVoi(from, () => modalityRange(from, (typical ?? loaded).range));
    const comes = middle && image && !typical && this.store.failure(frameKey(middle)) === null;
    if (!comes) this.opened.set(stackId, voi);
    return voi;
  }
}

function reducedOf(loaded: LoadedFrame, factor: number, mean: boolean, padding: ImageDescriptor['padding']): Samples {
  const known = loaded.reduced.get(factor);
  if (known) return known;
  const made = reduceSamples(loaded.samples, factor, mean, padding);
  // One size at a time: a larger window makes its own and the former goes.
  loaded.reduced.clear();
  loaded.reduced.set(factor, made);
  return made;
}

const voiName = (window: VoiWindow): string => Object.values(window).join(' ');

function place(canvas: HTMLCanvasElement, m: Matrix, factor: number, screenScale: number): void {
  const { style } = canvas;
  style.width = `${canvas.width * factor}px`;
  style.height = `${canvas.height * factor}px`;
  style.transform = `matrix(${m.a}, ${m.b}, ${m.c}, ${m.d}, ${m.e}, ${m.f})`;
  style.imageRendering = screenScale > pixelatedFrom ? 'pixelated' : 'auto';
  style.visibility = 'visible';
}
