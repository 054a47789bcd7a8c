// Which presentation state and which segmentations of others lie over the pictures: the reader's choice, kept per study and there again after a restart.
import type { InstanceDescriptor, StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { PresentationState } from '../../../core/imaging/objects/presentation.ts';
import type { Segmentation } from '../../../core/imaging/objects/seg.ts';
import type { ObjectView } from '../../../core/imaging/objects/view.ts';
import type { ReaderStorage } from '../desk/bindings.ts';
import { Observable } from '../desk/observable.ts';
import { MaskShapes } from '../segmentation/mask-shapes.ts';

export interface ShownPresentation {
  uid: string;
  studyUid: string;
  state: PresentationState;
  /** Names of layers that are not drawn. */
  hiddenLayers: ReadonlySet<string>;
}

export interface ShownSegmentation {
  uid: string;
  studyUid: string;
  segmentation: Segmentation;
  shapes: MaskShapes;
  /** Of the fill, 0 to 1; the outline is always whole. */
  opacity: number;
  hiddenSegments: ReadonlySet<number>;
}

export interface ShownState {
  /** One state a study at most: two would contradict each other. */
  presentations: readonly ShownPresentation[];
  segmentations: readonly ShownSegmentation[];
  loading: ReadonlySet<string>;
  /** Why an object is not shown, by its UID; a refusal in words of the field, or the server's. */
  problems: ReadonlyMap<string, string>;
}

/** What can lie over a picture. */
export interface Layable {
  uid: string;
  kind: 'presentation' | 'segmentation';
  label: string;
  /** DA and TM. */
  at: string;
}

interface Kept {
  presentation: string | null;
  hiddenLayers: string[];
  segmentations: { uid: string; opacity: number; hidden: number[] }[];
}

export type LoadObject = (sopInstanceUid: string, signal: AbortSignal) => Promise<ObjectView>;

const startingOpacity = 0.35;
const nothing: ShownState = { presentations: [], segmentations: [], loading: new Set(), problems: new Map() };

export function layablesOf(manifest: Pick<StudyManifest, 'series'>): Layable[] {
  const isLayable = (kind: InstanceDescriptor['kind']) => kind === 'presentation' || kind === 'segmentation';
  return manifest.series.flatMap((series) =>
    series.instances.flatMap(({ sopInstanceUid, kind, label, contentDate, contentTime }): Layable[] =>
      isLayable(kind)
        ? [
            {
              uid: sopInstanceUid,
              kind: kind === 'presentation' ? 'presentation' : 'segmentation',
              label: kind === 'presentation' ? label || series.description : series.description || label,
              at: `${contentDate || series.date}${contentTime || (contentDate ? '' : series.time)}`,
            },
          ]
        : [],
    ),
  );
}

export class ShownObjects {
  readonly state = new Observable<ShownState>(nothing);
  private readonly load: LoadObject | null;
  private readonly storage: ReaderStorage;
  /** Ends what is on its way; another case has another one. */
  private stop = new AbortController();
  private readonly restored = new Set<string>();

  constructor(load: LoadObject | null, storage: ReaderStorage) {
    this.load = load;
    this.storage = storage;
  }

  /** False where objects cannot be had, as behind a clinician's link. */
  get available(): boolean {
    return this.load !== null;
  }

  close(): void {
    this.stop.abort();
  }

  /** Another case: nothing of the former one lies over its pictures. */
  clear(): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.restored.clear();
    this.state.set(nothing);
  }

  /** What the reader had chosen for the study when it was last open; once a case. */
  restore(manifest: StudyManifest): void {
    const studyUid = manifest.studyInstanceUid;
    if (!this.load || this.restored.has(studyUid)) return;
    this.restored.add(studyUid);
    const kept = readKept(this.storage.read(`shown.${studyUid}`));
    const known = new Set(layablesOf(manifest).map(({ uid }) => uid));
    if (kept.presentation && known.has(kept.presentation)) {
      void this.choose(studyUid, kept.presentation, new Set(kept.hiddenLayers));
    }
    for (const { uid, opacity, hidden } of kept.segmentations) {
      if (known.has(uid)) void this.show(studyUid, uid, { opacity, hiddenSegments: new Set(hidden) });
    }
  }

  /** @param uid null: the images as they say themselves */
  async choose(studyUid: string, uid: string | null, hiddenLayers: ReadonlySet<string> = new Set()): Promise<boolean> {
    if (uid === null) {
      this.put({ presentations: this.state.get().presentations.filter((one) => one.studyUid !== studyUid) });
      this.keep(studyUid);
      return true;
    }
    const view = await this.fetched(uid);
    if (view?.kind !== 'presentation') return this.refuse(uid, view);
    const others = this.state.get().presentations.filter((one) => one.studyUid !== studyUid);
    this.put({ presentations: [...others, { uid, studyUid, state: view.presentation, hiddenLayers }] });
    this.keep(studyUid);
    return true;
  }

  async show(
    studyUid: string,
    uid: string,
    part: Partial<Pick<ShownSegmentation, 'opacity' | 'hiddenSegments'>> = {},
  ): Promise<boolean> {
    if (this.state.get().segmentations.some((one) => one.uid === uid)) return true;
    const view = await this.fetched(uid);
    if (view?.kind !== 'segmentation') return this.refuse(uid, view);
    const { segmentation, masks } = view;
    const made: ShownSegmentation = {
      uid,
      studyUid,
      segmentation,
      shapes: new MaskShapes(segmentation, masks),
      opacity: startingOpacity,
      hiddenSegments: new Set(),
      ...part,
    };
    this.put({ segmentations: [...this.state.get().segmentations.filter((one) => one.uid !== uid), made] });
    this.keep(studyUid);
    return true;
  }

  hide(uid: string): void {
    const known = this.state.get().segmentations.find((one) => one.uid === uid);
    if (!known) return;
    this.put({ segmentations: this.state.get().segmentations.filter((one) => one.uid !== uid) });
    this.keep(known.studyUid);
  }

  change(uid: string, part: Partial<Pick<ShownSegmentation, 'opacity' | 'hiddenSegments'>>): void {
    const segmentations = this.state.get().segmentations.map((one) => (one.uid === uid ? { ...one, ...part } : one));
    this.put({ segmentations });
    const changed = segmentations.find((one) => one.uid === uid);
    if (changed) this.keep(changed.studyUid);
  }

  hideLayers(uid: string, hiddenLayers: ReadonlySet<string>): void {
    const presentations = this.state
      .get()
      .presentations.map((one) => (one.uid === uid ? { ...one, hiddenLayers } : one));
    this.put({ presentations });
    const changed = presentations.find((one) => one.uid === uid);
    if (changed) this.keep(changed.studyUid);
  }

  private async fetched(uid: string): Promise<ObjectView | null> {
    if (!this.load) return null;
    const { signal } = this.stop;
    this.put({ loading: new Set([...this.state.get().loading, uid]) });
    try {
      const view = await this.load(uid, signal);
      if (signal.aborted) return null;
      this.put({ problems: without(this.state.get().problems, uid) });
      return view;
    } catch (error) {
      if (signal.aborted) return null;
      const words = error instanceof Error ? error.message : String(error);
      this.put({ problems: new Map([...this.state.get().problems, [uid, words]]) });
      return null;
    } finally {
      const loading = new Set(this.state.get().loading);
      loading.delete(uid);
      if (!signal.aborted) this.put({ loading });
    }
  }

  private refuse(uid: string, view: ObjectView | null): false {
    if (view?.kind === 'refused') this.put({ problems: new Map([...this.state.get().problems, [uid, view.reason]]) });
    return false;
  }

  private put(part: Partial<ShownState>): void {
    this.state.set({ ...this.state.get(), ...part });
  }

  private keep(studyUid: string): void {
    const { presentations, segmentations } = this.state.get();
    const chosen = presentations.find((one) => one.studyUid === studyUid);
    const kept: Kept = {
      presentation: chosen?.uid ?? null,
      hiddenLayers: [...(chosen?.hiddenLayers ?? [])],
      segmentations: segmentations
        .filter((one) => one.studyUid === studyUid)
        .map(({ uid, opacity, hiddenSegments }) => ({ uid, opacity, hidden: [...hiddenSegments] })),
    };
    const empty = kept.presentation === null && kept.segmentations.length === 0;
    this.storage.write(`shown.${studyUid}`, empty ? null : kept);
  }
}

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  const left = new Map(map);
  left.delete(key);
  return left;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What is stored may be damaged or of another version: what is not understood is as if it had not been chosen. */
function readKept(stored: unknown): Kept {
  if (!isRecord(stored)) return { presentation: null, hiddenLayers: [], segmentations: [] };
  return {
    presentation: typeof stored.presentation === 'string' ? stored.presentation : null,
    hiddenLayers: list(stored.hiddenLayers).filter((one) => typeof one === 'string'),
    segmentations: list(stored.segmentations).flatMap((one) => {
      if (!isRecord(one) || typeof one.uid !== 'string') return [];
      const opacity = typeof one.opacity === 'number' ? Math.max(0, Math.min(1, one.opacity)) : startingOpacity;
      return [{ uid: one.uid, opacity, hidden: list(one.hidden).filter((number) => typeof number === 'number') }];
    }),
  };
}
