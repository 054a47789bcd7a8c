// The main window's desk: it knows the case in hand, opens image windows, and tells them; they never decide.
import { mostImageWindows } from '../../core/imaging/windows/address.ts';
import type { KeyImage, ReportMeasurement } from '../../core/reporting/exam-report.ts';
import { Observable } from '../imaging/desk/observable.ts';
import { AnnotationShare } from './annotation-share.ts';
import { type CaseOnDesk, type DeskChannel, heardFromWindow, sayToWindows, type ToMain } from './case-on-desk.ts';
import { type MainEvent, mustBlank, reduceMain, startMain, toldOf } from './window-state.ts';

/** An opened window, as much of it as is used. `yishuBlank` is the image window's own: called, it shows no patient any more. */
export interface OpenedWindow {
  readonly closed: boolean;
  close(): void;
  focus(): void;
  yishuBlank?: (seq: number) => void;
}

/** What the case takes from the image windows. */
export interface CaseHands {
  addKeyImage(image: KeyImage): void;
  addMeasurement(measurement: ReportMeasurement): void;
}

interface Parts {
  desk: string;
  personId: string;
  channel: DeskChannel;
  /** Somebody works at an image window: this one is attended. */
  touched(): void;
  /** An image window's reader asked for an action by a binding of the reader's own. */
  ownAct(actionId: string): void;
}

export class MainDesk {
  /** Places that have a window. */
  readonly places = new Observable<readonly number[]>([]);
  readonly annotations: AnnotationShare;
  readonly id: string;
  private state;
  private readonly windows = new Map<number, OpenedWindow>();
  private readonly channel: DeskChannel;
  private readonly touched: () => void;
  private readonly ownAct: (actionId: string) => void;
  private hands: CaseHands | null = null;

  constructor({ desk, personId, channel, touched, ownAct }: Parts) {
    this.id = desk;
    this.channel = channel;
    this.touched = touched;
    this.ownAct = ownAct;
    this.state = startMain(personId);
    this.annotations = new AnnotationShare((told) => {
      const isInHand = this.state.case?.studies.some(({ studyUid }) => studyUid === told.studyUid);
      if (isInHand && this.state.session === 'open') sayToWindows(this.channel, this.id, told);
    });
    channel.onmessage = ({ data }) => {
      const word = heardFromWindow(data, desk);
      if (word) this.hear(word);
    };
  }

  /** The reader's act. */
  open(inHand: CaseOnDesk, hands: CaseHands): void {
    this.annotations.detach();
    this.hands = hands;
    this.dispatch({ kind: 'opened', case: inHand });
  }

  news(inHand: CaseOnDesk): void {
    this.dispatch({ kind: 'news', case: inHand });
  }

  close(examId: string): void {
    if (this.state.case?.examId !== examId) return;
    this.annotations.detach();
    this.hands = null;
    this.dispatch({ kind: 'closed', examId });
  }

  lock(locked: boolean): void {
    this.dispatch({ kind: locked ? 'locked' : 'unlocked' });
  }

  /** Log-out, reload, the window closes: no image window outlives it. */
  end(): void {
    this.dispatch({ kind: 'ended' });
    for (const window of this.windows.values()) if (!window.closed) window.close();
    this.windows.clear();
    this.places.set([]);
    this.channel.onmessage = null;
    this.channel.close();
  }

  studyChanged(studyUid: string | null): void {
    if (this.state.session === 'open') sayToWindows(this.channel, this.id, { kind: 'studyChanged', studyUid });
  }

  /** The lowest place without a window; null when all are taken. */
  freePlace(): number | null {
    this.count();
    for (let place = 1; place <= mostImageWindows; place += 1) if (!this.windows.has(place)) return place;
    return null;
  }

  add(place: number, window: OpenedWindow): void {
    this.windows.set(place, window);
    this.count();
  }

  /** Closed ones are forgotten. */
  count(): void {
    for (const [place, window] of this.windows) if (window.closed) this.windows.delete(place);
    const now = [...this.windows.keys()].sort();
    if (now.join() !== this.places.get().join()) this.places.set(now);
  }

  closeWindows(): void {
    for (const window of this.windows.values()) window.close();
    this.count();
  }

  private dispatch(event: MainEvent): void {
    const before = this.state;
    this.state = reduceMain(before, event);
    if (this.state === before) return;
    // Before anything of the new patient is painted here, nothing of the old one stands there.
    if (mustBlank(before, this.state))
      for (const window of this.windows.values()) if (!window.closed) window.yishuBlank?.(this.state.seq);
    sayToWindows(this.channel, this.id, toldOf(this.state));
  }

  private hear(word: ToMain): void {
    const { case: inHand, session } = this.state;
    const isOpen = session === 'open';
    const isOurs = (studyUid: string) => inHand?.studies.some((study) => study.studyUid === studyUid) === true;
    switch (word.kind) {
      case 'hello':
        return sayToWindows(this.channel, this.id, toldOf(this.state));
      case 'touched':
        if (isOpen) this.touched();
        return;
      case 'ownAct':
        if (isOpen && inHand?.examId === word.examId) this.ownAct(word.actionId);
        return;
      case 'wantAnnotations':
        if (isOpen && isOurs(word.studyUid)) this.annotations.say(word.studyUid);
        return;
      case 'act':
        if (isOpen && inHand?.examId === word.examId && isOurs(word.studyUid)) this.annotations.act(word);
        return;
      case 'keyImage':
        if (isOpen && inHand?.examId === word.examId && isOurs(word.image.studyUid))
          this.hands?.addKeyImage(word.image);
        return;
      case 'measurement':
        if (isOpen && inHand?.examId === word.examId) this.hands?.addMeasurement(word.measurement);
        return;
      default:
        word satisfies never;
    }
  }
}
