// Which patient stands in which window, as two pure machines: the main window's, that only the reader's acts move, and an image window's.
import type { CaseOnDesk, DeskTold } from './case-on-desk.ts';

export interface MainState {
  seq: number;
  session: DeskTold['session'];
  personId: string;
  /** The case in hand. */
  case: CaseOnDesk | null;
}

export type MainEvent =
  /** The reader opened a case. */
  | { kind: 'opened'; case: CaseOnDesk }
  /** News of a case, from a feed or an answer: of no effect unless that case is in hand. */
  | { kind: 'news'; case: CaseOnDesk }
  /** The reader left the case; another one may already be in hand. */
  | { kind: 'closed'; examId: string }
  | { kind: 'locked' }
  | { kind: 'unlocked' }
  | { kind: 'ended' };

export const startMain = (personId: string): MainState => ({ seq: 1, session: 'open', personId, case: null });

/** The same object when nothing changes. */
export function reduceMain(state: MainState, event: MainEvent): MainState {
  // After a log-out this desk shows nothing more; the next person gets a desk of his own.
  if (state.session === 'ended') return state;
  const next = (part: Partial<MainState>): MainState => ({ ...state, ...part, seq: state.seq + 1 });
  switch (event.kind) {
    case 'opened':
      return next({ case: event.case });
    case 'news': {
      const same = state.case?.examId === event.case.examId && state.case.patient.id === event.case.patient.id;
      return same && JSON.stringify(state.case) !== JSON.stringify(event.case) ? next({ case: event.case }) : state;
    }
    case 'closed':
      return state.case?.examId === event.examId ? next({ case: null }) : state;
    case 'locked':
      return state.session === 'locked' ? state : next({ session: 'locked' });
    case 'unlocked':
      return state.session === 'open' ? state : next({ session: 'open' });
    case 'ended':
      return next({ session: 'ended', case: null });
    default:
      return event satisfies never;
  }
}

/** Whether what was shown must go before anything else is said. */
export function mustBlank(before: MainState, after: MainState): boolean {
  return (
    before.session !== after.session ||
    before.case?.examId !== after.case?.examId ||
    before.case?.patient.id !== after.case?.patient.id
  );
}

/** A locked desk tells no patient. */
export function toldOf({ seq, session, personId, case: inHand }: MainState): DeskTold {
  return { kind: 'told', seq, session, personId, case: session === 'open' ? inHand : null };
}

export interface ImageWindowState {
  /** What is older than this is not shown, whatever is still under way. */
  least: number;
  told: DeskTold | null;
  gone: boolean;
}

export type ImageWindowEvent =
  /** The main window reached over, in the same moment as it changed: what stands here is void. */
  | { kind: 'blanked'; seq: number }
  | { kind: 'told'; told: DeskTold }
  /** The main window is no more. */
  | { kind: 'gone' };

export const startImageWindow: ImageWindowState = { least: 0, told: null, gone: false };

export function reduceImageWindow(state: ImageWindowState, event: ImageWindowEvent): ImageWindowState {
  if (state.gone) return state;
  switch (event.kind) {
    case 'blanked':
      return event.seq > state.least ? { ...state, least: event.seq } : state;
    case 'told':
      return event.told.seq > (state.told?.seq ?? 0) && event.told.seq >= state.least
        ? { ...state, told: event.told }
        : state;
    case 'gone':
      return { ...state, gone: true, told: null };
    default:
      return event satisfies never;
  }
}

export type ImageWindowView =
  | { kind: 'case'; case: CaseOnDesk; personId: string; seq: number }
  | { kind: 'changing' | 'noCase' | 'locked' | 'gone' };

/** What an image window may draw. */
export function viewOf({ least, told, gone }: ImageWindowState): ImageWindowView {
  if (gone || told?.session === 'ended') return { kind: 'gone' };
  if (!told || told.seq < least) return { kind: 'changing' };
  if (told.session === 'locked') return { kind: 'locked' };
  return told.case ? { kind: 'case', case: told.case, personId: told.personId, seq: told.seq } : { kind: 'noCase' };
}
