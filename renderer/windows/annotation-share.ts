// The main window's side of one set of annotations on several windows: it alone writes and stores, the others are told and ask.
import type { AnnotationAct } from '../../core/imaging/annotation/history.ts';
import type { AnnotationDesk, StudyAnnotations } from '../imaging/desk/annotation-desk.ts';
import type { AnnotationsTold } from './case-on-desk.ts';

export interface WindowAct {
  studyUid: string;
  by: string;
  number: number;
  act: AnnotationAct;
}

export class AnnotationShare {
  private desk: AnnotationDesk | null = null;
  private stop: () => void = () => undefined;
  private told: ReadonlyMap<string, StudyAnnotations> = new Map();
  /** Drawn while the room was being hung anew. */
  private waiting: WindowAct[] = [];
  private readonly through = new Map<string, number>();
  private readonly tell: (told: AnnotationsTold) => void;

  constructor(tell: (told: AnnotationsTold) => void) {
    this.tell = tell;
  }

  /** The room that is open now; a former one was closed before it. */
  attach(desk: AnnotationDesk): void {
    this.stop();
    this.desk = desk;
    this.told = new Map();
    this.stop = desk.studies.subscribe(() => this.news());
    const { waiting } = this;
    this.waiting = [];
    for (const act of waiting) this.act(act);
  }

  /** Another case: what was said of the former one is over. */
  detach(): void {
    this.stop();
    this.stop = () => undefined;
    this.desk = null;
    this.told = new Map();
    this.waiting = [];
    this.through.clear();
  }

  act(done: WindowAct): void {
    // A word that came twice is one act.
    if (done.number <= (this.through.get(done.by) ?? 0)) return;
    if (!this.desk) {
      this.waiting.push(done);
      return;
    }
    this.through.set(done.by, done.number);
    const before = this.desk.studies.get();
    this.desk.act(done.studyUid, done.act);
    // An act of no effect is answered too: the window has shown it already.
    if (this.desk.studies.get() === before) this.say(done.studyUid);
  }

  /** A window opened the study. */
  say(studyUid: string): void {
    const study = this.desk?.studies.get().get(studyUid);
    if (!study || (study.state === 'loading' && study.history.now.annotations.length === 0)) return;
    this.tell({
      kind: 'annotations',
      studyUid,
      now: study.history.now,
      others: study.others.map(({ author, document }) => ({ author, document })),
      state: study.state,
      problem: study.problem,
      through: Object.fromEntries(this.through),
    });
  }

  private news(): void {
    const now = this.desk?.studies.get() ?? new Map<string, StudyAnnotations>();
    for (const [studyUid, study] of now) if (this.told.get(studyUid) !== study) this.say(studyUid);
    this.told = now;
  }
}
