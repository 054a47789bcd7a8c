// The annotations of the open studies: loaded with the study, changed here, saved a moment after each change, again until it succeeds.
import {
  type AnnotationAct,
  type AnnotationHistory,
  annotate,
  startHistory,
} from '../../../core/imaging/annotation/history.ts';
import { mergeAnnotations } from '../../../core/imaging/annotation/merge.ts';
import { AnnotationDocument, emptyAnnotations } from '../../../core/imaging/annotation/model.ts';
import type { ImagingSource } from '../source.ts';
import { Observable } from './observable.ts';

export interface OthersAnnotations {
  author: string;
  document: AnnotationDocument;
}

export interface StudyAnnotations {
  history: AnnotationHistory;
  others: readonly OthersAnnotations[];
  state: 'loading' | 'saved' | 'changed' | 'saving' | 'failed';
  /** Why it is not saved or loaded. */
  problem: string;
}

interface Keeping {
  version: number;
  /** As the server has it. */
  base: AnnotationDocument;
  loaded: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Of its own: a stroke drawn meanwhile must not put off loading for ever. */
  loadTimer: ReturnType<typeof setTimeout> | undefined;
  running: boolean;
  failures: number;
}

const debounceMs = 700;
const longestWaitMs = 30_000;
/** What is drawn is saved before objects are made of it; after ten seconds the server says what stands in the way. */
const settleMs = 100;
const settleTries = 100;

const fresh: StudyAnnotations = { history: startHistory(emptyAnnotations), others: [], state: 'loading', problem: '' };

function isConflict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'VERSION_CONFLICT';
}

export class AnnotationDesk {
  readonly studies = new Observable<ReadonlyMap<string, StudyAnnotations>>(new Map());
  private readonly keeping = new Map<string, Keeping>();
  private readonly source: ImagingSource;
  private readonly readerId: string;
  private readonly readOnly: boolean;
  private closed = false;

  constructor(source: ImagingSource, readerId: string, readOnly: boolean) {
    this.source = source;
    this.readerId = readerId;
    this.readOnly = readOnly;
  }

  of(studyUid: string): StudyAnnotations {
    return this.studies.get().get(studyUid) ?? fresh;
  }

  async load(studyUid: string): Promise<void> {
    const keep = this.keep(studyUid);
    try {
      const saved = await this.source.annotations(studyUid);
      if (this.closed) return;
      const documents = saved.map((one) => ({ ...one, read: AnnotationDocument.safeParse(one.doc) }));
      const own = documents.find(({ authorId }) => authorId === this.readerId);
      const others = documents.flatMap(({ authorId, author, read }) =>
        authorId !== this.readerId && read.success ? [{ author, document: read.data }] : [],
      );
      if (own && !own.read.success) {
        // Never overwritten: a newer version of the suite may have written them.
        this.put(studyUid, { others, state: 'failed', problem: 'ANNOTATIONS_UNREADABLE' });
        return;
      }
      const theirs = own?.read.data ?? emptyAnnotations;
      const { history } = this.of(studyUid);
      const merged = mergeAnnotations(keep.base, history.now, theirs);
      const changed = JSON.stringify(merged) !== JSON.stringify(theirs);
      keep.version = own?.version ?? 0;
      keep.base = theirs;
      keep.loaded = true;
      this.put(studyUid, {
        history: { ...history, now: merged },
        others,
        state: changed ? 'changed' : 'saved',
        problem: '',
      });
      if (changed) this.schedule(studyUid, debounceMs);
    } catch (error) {
      if (this.closed) return;
      this.put(studyUid, { state: 'failed', problem: error instanceof Error ? error.message : String(error) });
      keep.failures += 1;
      clearTimeout(keep.loadTimer);
      keep.loadTimer = setTimeout(() => void this.load(studyUid), wait(keep.failures));
    }
  }

  act(studyUid: string, act: AnnotationAct): void {
    if (this.readOnly) return;
    const before = this.of(studyUid).history;
    const history = annotate(before, act);
    if (history === before) return;
    this.put(studyUid, { history, state: 'changed' });
    this.schedule(studyUid, debounceMs);
  }

  /** Saves what is not saved yet without waiting, e.g. when the window closes. */
  flush(): void {
    for (const [studyUid, keep] of this.keeping) {
      if (this.of(studyUid).state === 'changed' && !keep.running) void this.save(studyUid);
    }
  }

  /** Makes objects of the annotations as they stand saved; null where the source cannot. */
  async storeEvidence(studyUid: string): Promise<{ objects: number; left: number } | null> {
    if (!this.source.storeEvidence) return null;
    for (let tries = 0; tries < settleTries && this.of(studyUid).state !== 'saved'; tries += 1) {
      this.flush();
      await new Promise((resolve) => setTimeout(resolve, settleMs));
    }
    const keep = this.keep(studyUid);
    const { version, ...made } = await this.source.storeEvidence(studyUid, keep.version);
    keep.version = version;
    return made;
  }

  close(): void {
    this.flush();
    this.closed = true;
    for (const { timer, loadTimer } of this.keeping.values()) {
      clearTimeout(timer);
      clearTimeout(loadTimer);
    }
  }

  private keep(studyUid: string): Keeping {
    const known = this.keeping.get(studyUid);
    if (known) return known;
    const made: Keeping = {
      version: 0,
      base: emptyAnnotations,
      loaded: false,
      timer: undefined,
      loadTimer: undefined,
      running: false,
      failures: 0,
    };
    this.keeping.set(studyUid, made);
    return made;
  }

  private put(studyUid: string, part: Partial<StudyAnnotations>): void {
    this.studies.set(new Map([...this.studies.get(), [studyUid, { ...this.of(studyUid), ...part }]]));
  }

  private schedule(studyUid: string, after: number): void {
    const keep = this.keep(studyUid);
    clearTimeout(keep.timer);
    keep.timer = setTimeout(() => void this.save(studyUid), after);
  }

  private async save(studyUid: string): Promise<void> {
    const keep = this.keep(studyUid);
    // Before the first load nobody knows the version; load() saves what was drawn meanwhile.
    if (keep.running || !keep.loaded) return;
    clearTimeout(keep.timer);
    keep.running = true;
    const sent = this.of(studyUid).history.now;
    this.put(studyUid, { state: 'saving' });
    try {
      const { version } = await this.source.saveAnnotations(studyUid, keep.version, sent);
      keep.version = version;
      keep.base = sent;
      keep.failures = 0;
      const again = this.of(studyUid).history.now !== sent;
      this.put(studyUid, { state: again ? 'changed' : 'saved', problem: '' });
      keep.running = false;
      if (again && !this.closed) this.schedule(studyUid, debounceMs);
    } catch (error) {
      keep.running = false;
      if (this.closed) return;
      if (isConflict(error)) {
        await this.load(studyUid);
        return;
      }
      keep.failures += 1;
      this.put(studyUid, { state: 'failed', problem: error instanceof Error ? error.message : String(error) });
      this.schedule(studyUid, wait(keep.failures));
    }
  }
}

function wait(failures: number): number {
  return Math.min(longestWaitMs, 1000 * 2 ** failures);
}
