// Annotations in an image window: shown as the main window has them, with what was drawn here before it answered. Nothing is stored from here.
import { type AnnotationAct, annotate, startHistory } from '../../core/imaging/annotation/history.ts';
import { AnnotationDesk, type StudyAnnotations } from '../imaging/desk/annotation-desk.ts';
import type { ImagingSource } from '../imaging/source.ts';
import type { AnnotationsTold } from './case-on-desk.ts';

export interface AnnotationLink {
  /** This window's name in `through`. */
  by: string;
  want(studyUid: string): void;
  act(studyUid: string, number: number, act: AnnotationAct): void;
  listen(listener: (told: AnnotationsTold) => void): () => void;
}

interface Pending {
  number: number;
  studyUid: string;
  act: AnnotationAct;
}

export class MirroredAnnotations extends AnnotationDesk {
  private pending: readonly Pending[] = [];
  private acts = 0;
  private readonly link: AnnotationLink;
  private readonly unlisten: () => void;

  constructor(source: ImagingSource, readerId: string, link: AnnotationLink) {
    super(source, readerId, false);
    this.link = link;
    this.unlisten = link.listen((told) => this.take(told));
  }

  override async load(studyUid: string): Promise<void> {
    this.link.want(studyUid);
  }

  override act(studyUid: string, act: AnnotationAct): void {
    // Undo and redo go through the one history, which the main window has.
    const isStep = act.kind === 'undo' || act.kind === 'redo';
    const before = this.of(studyUid);
    const now = isStep ? before.history.now : annotate(before.history, act).now;
    if (!isStep && now === before.history.now) return;
    this.acts += 1;
    this.pending = [...this.pending, { number: this.acts, studyUid, act }];
    this.show(studyUid, { ...before, history: startHistory(now), state: 'changed' });
    this.link.act(studyUid, this.acts, act);
  }

  /** The main window stores. */
  override flush(): void {}

  override close(): void {
    this.unlisten();
    super.close();
  }

  private take(told: AnnotationsTold): void {
    const through = told.through[this.link.by] ?? 0;
    this.pending = this.pending.filter((one) => one.studyUid !== told.studyUid || one.number > through);
    let history = startHistory(told.now);
    for (const { studyUid, act } of this.pending)
      if (studyUid === told.studyUid && act.kind !== 'undo' && act.kind !== 'redo') history = annotate(history, act);
    const { others, state, problem } = told;
    this.show(told.studyUid, { history: startHistory(history.now), others, state, problem });
  }

  private show(studyUid: string, study: StudyAnnotations): void {
    this.studies.set(new Map([...this.studies.get(), [studyUid, study]]));
  }
}
