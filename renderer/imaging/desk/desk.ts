// One reading room's own things, made when it opens and closed with it: state, frames, annotations, settings of the reader.

import type { AnnotationKind, AnnotationPoint } from '../../../core/imaging/annotation/model.ts';
import type { HangingProtocol } from '../../../core/imaging/hanging/model.ts';
import { modalityTransform, type VoiWindow } from '../../../core/imaging/lookup.ts';
import type { MeasuredFrame } from '../../../core/imaging/measure/measure.ts';
import { suvFactor } from '../../../core/imaging/measure/suv.ts';
import type { OwnPreset } from '../../../core/imaging/reading/setup.ts';
import { type OpenStudy, type ReadingState, stackOf, type Viewport } from '../../../core/imaging/reading/state.ts';
import type { Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { afterPaint } from '../pixels/after-paint.ts';
import { FrameStore, frameKey, type WantedFrame } from '../pixels/frame-store.ts';
import { pipelineOf } from '../pixels/painter.ts';
import { ShownObjects } from '../presentation/shown-objects.ts';
import { ReadingStore } from '../reading-store.ts';
import type { ImagingSource, StudyRequest } from '../source.ts';
import type { Tool } from './actions.ts';
import { AnnotationDesk } from './annotation-desk.ts';
import { type Bindings, browserStorage, type ReaderStorage, readBindings } from './bindings.ts';
import { Observable } from './observable.ts';
import { SetupDesk } from './setup-desk.ts';

export interface RoomSettings {
  tool: Tool;
  corners: boolean;
  annotations: boolean;
  overlays: boolean;
  shutter: boolean;
  strip: boolean;
  /** The panel of what lies over the pictures. */
  shown: boolean;
}

export interface Draft {
  viewport: number;
  studyUid: string;
  kind: AnnotationKind;
  /** Placed points; the last one follows the pointer while `floating`. */
  points: AnnotationPoint[];
  floating: boolean;
}

export interface Selection {
  studyUid: string;
  id: string;
}

export interface StudyProblem {
  studyUid: string;
  error: unknown;
}

/** Half of what the browser says the machine has, between half a gigabyte and three. */
function pixelBudget(): number {
  const gigabytes =
    'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : 4;
  return Math.min(3, Math.max(0.5, gigabytes / 2)) * 2 ** 30;
}

const firstPictureMs = 5000;

export class ReadingDesk {
  readonly reading = new ReadingStore();
  readonly source: ImagingSource;
  readonly frames: FrameStore;
  readonly annotations: AnnotationDesk;
  readonly storage: ReaderStorage;
  /** Presentation states and segmentations that lie over the pictures. */
  readonly shown: ShownObjects;
  readonly bindings: Observable<Bindings>;
  /** Hanging protocols and named windows of the reader and the department. */
  readonly setup: SetupDesk;
  readonly settings = new Observable<RoomSettings>({
    tool: 'window',
    corners: true,
    annotations: true,
    overlays: true,
    shutter: true,
    strip: true,
    shown: false,
  });
  readonly draft = new Observable<Draft | null>(null);
  readonly selected = new Observable<Selection | null>(null);
  /** Whose words are being written. */
  readonly writing = new Observable<Selection | null>(null);
  readonly problems = new Observable<readonly StudyProblem[]>([]);
  readonly readOnly: boolean;
  /** Windows that the painters have in force, by viewport: what a drag starts from. */
  private readonly inView = new Map<number, VoiWindow>();
  private requested: readonly StudyRequest[] = [];
  private closed = false;

  constructor(source: ImagingSource, readerId: string, readOnly: boolean) {
    this.source = source;
    this.readOnly = readOnly;
    this.frames = new FrameStore(source, pixelBudget(), afterPaint);
    this.annotations = source.makeAnnotations?.(readerId, readOnly) ?? new AnnotationDesk(source, readerId, readOnly);
    this.storage = browserStorage(readerId);
    this.shown = new ShownObjects(source.object ?? null, this.storage);
    this.bindings = new Observable(readBindings(this.storage.read('bindings')));
    this.setup = new SetupDesk(source, this.storage);
  }

  close(): void {
    this.closed = true;
    this.setup.close();
    this.annotations.close();
    this.shown.close();
    this.frames.close();
  }

  /** The reader's act: another first study is another case. */
  open(studies: readonly StudyRequest[]): void {
    const same = JSON.stringify(studies) === JSON.stringify(this.requested);
    if (same) return;
    const known = new Set(this.requested.map(({ studyUid }) => studyUid));
    if (studies[0]?.studyUid !== this.requested[0]?.studyUid) {
      known.clear();
      this.selected.set(null);
      this.draft.set(null);
      this.shown.clear();
    }
    if (this.requested.length === 0) void this.setup.load();
    this.requested = studies;
    this.problems.set([]);
    this.reading.dispatch({ kind: 'open', studies });
    for (const { studyUid, role } of studies) {
      if (known.has(studyUid)) continue;
      if (role === 'current') this.load(studyUid);
      else void this.afterFirstPicture().then(() => this.isWanted(studyUid) && this.load(studyUid));
    }
  }

  private isWanted(studyUid: string): boolean {
    return !this.closed && this.requested.some((one) => one.studyUid === studyUid);
  }

  /** Nothing of a prior is asked for before the case's own first picture is there, or is known not to come. */
  private afterFirstPicture(): Promise<void> {
    const isThere = () => {
      if (this.problems.get().length > 0 || this.closed) return true;
      const state = this.reading.current();
      const current = state.studies.find(({ role }) => role === 'current');
      if (!current) return false;
      const frames = state.viewports.flatMap((viewport) =>
        viewport.studyUid === current.uid ? (stackOf(state, viewport)?.frames[viewport.index] ?? []) : [],
      );
      if (frames.length === 0) return true;
      return frames.some((frame) => {
        const key = frameKey(frame);
        return this.frames.get(key) !== undefined || this.frames.failure(key) !== null;
      });
    };
    if (isThere()) return Promise.resolve();
    return new Promise((done) => {
      const look = () => {
        if (!isThere()) return;
        clearTimeout(timer);
        for (const leave of watched) leave();
        done();
      };
      // A picture that takes so long does not keep the prior away for ever.
      const timer = setTimeout(() => {
        for (const leave of watched) leave();
        done();
      }, firstPictureMs);
      const watched = [this.frames, this.reading, this.problems].map((one) => one.subscribe(look));
    });
  }

  /** Asks for the manifest again, e.g. when objects arrived; what is in view stays in view. */
  load(studyUid: string): void {
    void this.annotations.load(studyUid);
    this.source.manifest(studyUid).then(
      async (manifest) => {
        // The first time in this browser the reader's own protocols are on their way beside the manifest.
        if (!this.setup.ready) await this.setup.whenReady();
        if (this.closed) return;
        this.problems.set(this.problems.get().filter((problem) => problem.studyUid !== studyUid));
        this.reading.dispatch({ kind: 'manifest', manifest, ...this.hangingRules() });
        this.shown.restore(manifest);
      },
      (error: unknown) => {
        if (this.closed) return;
        this.problems.set([...this.problems.get().filter((one) => one.studyUid !== studyUid), { studyUid, error }]);
      },
    );
  }

  /**
   * Objects of an open study came or went: its manifest is asked for anew, and what is in view stays in view. What cannot be had now
   * stays as it was; the source calls again when it can.
   * @param studyUid null: of any open study
   * @returns how many images are more than before; below zero when some went
   */
  async refresh(studyUid: string | null): Promise<number> {
    const count = () =>
      this.reading
        .current()
        .studies.flatMap(({ manifest }) => manifest.series)
        .reduce((sum, { instances }) => sum + instances.length, 0);
    const open = this.requested.filter((one) => studyUid === null || one.studyUid === studyUid);
    for (const problem of this.problems.get())
      if (open.some((one) => one.studyUid === problem.studyUid)) this.load(problem.studyUid);
    const manifests = await Promise.all(open.map((one) => this.source.manifest(one.studyUid).catch(() => null)));
    if (this.closed) return 0;
    const before = count();
    for (const manifest of manifests)
      if (manifest) this.reading.dispatch({ kind: 'manifest', manifest, ...this.hangingRules() });
    return count() - before;
  }

  windowInView(viewport: number): VoiWindow | null {
    return this.inView.get(viewport) ?? null;
  }

  setWindowInView(viewport: number, window: VoiWindow | null): void {
    if (window) this.inView.set(viewport, window);
    else this.inView.delete(viewport);
  }

  setBindings(bindings: Bindings): void {
    this.bindings.set(bindings);
    this.storage.write('bindings', bindings);
  }

  get protocols(): Observable<readonly HangingProtocol[]> {
    return this.setup.protocols;
  }

  /** For hanging: cells may name windows that the reader or the department made. */
  hangingRules(): { protocols: readonly HangingProtocol[]; presets: readonly OwnPreset[] } {
    return { protocols: this.protocols.get(), presets: this.setup.presets().map(({ preset }) => preset) };
  }

  /** What measuring on this frame needs; statistics only when its pixels are here. */
  measured(frame: StackFrame): MeasuredFrame | null {
    const image = frame.instance.image;
    if (!image) return null;
    const pipeline = pipelineOf(image, frame.frame);
    const samples = this.frames.get(frameKey(frame))?.samples;
    const suv = image.suv ? suvFactor(image.suv) : null;
    const measurable = suv && 'factor' in suv ? suv : null;
    const grey = samples && samples.kind !== 'rgb8' && image.photometric !== 'PALETTE COLOR';
    const modality = modalityTransform(pipeline);
    const low = image.padding ? Math.min(image.padding.from, image.padding.to) : 1;
    const high = image.padding ? Math.max(image.padding.from, image.padding.to) : 0;
    return {
      image,
      plane: frame.plane,
      valueUnit: valueUnitOf(frame.instance.sopClassUid, pipeline.rescaleType),
      suvFactor: measurable?.factor ?? null,
      suvLbmFactor: measurable?.lbm ?? null,
      values: grey
        ? {
            columns: samples.width,
            rows: samples.height,
            at(column, row) {
              if (column < 0 || row < 0 || column >= samples.width || row >= samples.height) return null;
              const stored = samples.data[row * samples.width + column];
              if (stored === undefined || !Number.isFinite(stored) || (stored >= low && stored <= high)) return null;
              return modality(stored);
            },
          }
        : null,
    };
  }
}

const ctClasses = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.2.1'];

/** A CT image need not say HU, only what else its values are (C.8.2.1.1.2); US means unspecified. */
function valueUnitOf(sopClassUid: string, rescaleType: string): string {
  if (rescaleType === 'US') return '';
  return rescaleType || (ctClasses.includes(sopClassUid) ? 'HU' : '');
}

export function wantedFrame(studyUid: string, stack: Stack, frame: StackFrame): WantedFrame {
  return {
    studyUid,
    seriesUid: stack.seriesInstanceUid,
    sopInstanceUid: frame.sopInstanceUid,
    frame: frame.frame,
    padding: frame.instance.image?.padding ?? null,
  };
}

export function studyOf(state: ReadingState, viewport: Viewport): OpenStudy | null {
  return state.studies.find(({ uid }) => uid === viewport.studyUid) ?? null;
}
