// A prior comes beside what is already on the screen: nothing that is in view moves to another place, and it goes as it came.
import { mainOrientation } from '../plane.ts';
import { openedViewport, windowOnOther } from '../reading/opening.ts';
import {
  emptyViewport,
  largestSide,
  type OpenStudy,
  type ReadingState,
  restingPresentation,
  stackOf,
  type Viewport,
} from '../reading/state.ts';
import { nearestFrame, type Stack } from '../stack.ts';
import { fittingProtocols, seriesOfStack } from './match.ts';
import type { HangingProtocol } from './model.ts';

/** How well a stack of the prior stands for one of the current study; null: it is of another modality. */
function likeness(current: OpenStudy, stack: Stack, prior: OpenStudy, other: Stack): number | null {
  const series = seriesOfStack(current, stack);
  const theirs = seriesOfStack(prior, other);
  const frame = stack.frames[0];
  const otherFrame = other.frames[0];
  const image = frame?.instance.image;
  const otherImage = otherFrame?.instance.image;
  if (!series || !theirs || !image || !otherImage || series.modality !== theirs.modality) return null;
  const orientation = (one: typeof frame) => (one?.placed ? mainOrientation(one.placed.normal) : '');
  const isLocalizer = (one: typeof image) => one.imageType[2] === 'LOCALIZER';
  const same = (a: string, b: string) => a !== '' && a === b;
  const words = new Set(`${series.description} ${series.protocol}`.toUpperCase().split(/[\s,;_/()]+/));
  words.delete('');
  const shared = [...new Set(`${theirs.description} ${theirs.protocol}`.toUpperCase().split(/[\s,;_/()]+/))];
  return (
    (isLocalizer(image) === isLocalizer(otherImage) ? 16 : 0) +
    (orientation(frame) === orientation(otherFrame) ? 8 : 0) +
    (same(image.laterality, otherImage.laterality) ? 4 : 0) +
    (same(image.viewPosition, otherImage.viewPosition) ? 4 : 0) +
    (stack.frames.length > 1 === other.frames.length > 1 ? 2 : 0) +
    2 * (shared.filter((word) => words.has(word)).length / Math.max(1, words.size))
  );
}

/** The place in the prior's stack that shows what is in view: by place in the patient, else at the same share of the way. */
function indexIn(other: Stack, stack: Stack, index: number): number {
  const frame = stack.frames[index];
  const uid = frame?.instance.image?.frameOfReferenceUid;
  const nearest = frame?.placed && uid ? nearestFrame(other, frame.placed, uid) : null;
  if (nearest !== null) return nearest;
  const share = stack.frames.length > 1 ? index / (stack.frames.length - 1) : 0;
  return Math.round(share * (other.frames.length - 1));
}

/** What stands beside a viewport: the most alike stack of the prior that is not taken, at rest, with the same window where values are of one scale. */
function counterpart(state: ReadingState, viewport: Viewport, prior: OpenStudy, taken: Set<string>): Viewport | null {
  const current = state.studies.find(({ uid }) => uid === viewport.studyUid);
  const stack = stackOf(state, viewport);
  if (!current || !stack) return null;
  let best: { stack: Stack; score: number } | null = null;
  for (const other of prior.stacks) {
    const score = taken.has(other.id) ? null : likeness(current, stack, prior, other);
    if (score !== null && (!best || score > best.score)) best = { stack: other, score };
  }
  if (!best) return null;
  taken.add(best.stack.id);
  const { window, ownWindow, invert, colours, placement } = viewport.presentation;
  const same = window && windowOnOther(window, { study: current, stack }, { study: prior, stack: best.stack });
  const opened = openedViewport(prior, best.stack, {
    ...(same ? { window: same } : {}),
    ...{ ownWindow, invert, colours },
    placement: { ...restingPresentation.placement, align: placement.align },
  });
  return { ...opened, index: indexIn(best.stack, stack, viewport.index) };
}

/**
 * Room for a prior that the reader asked for where no cell has it yet: a new column beside one picture, a new row under several, so that
 * every viewport keeps its number, its picture and how it is shown. The cells wait until the prior is here.
 */
export function roomForPrior(state: ReadingState): ReadingState {
  const priors = new Set(state.wanted.flatMap(({ studyUid, role }) => (role === 'prior' ? [studyUid] : [])));
  const current = state.wanted.find(({ role }) => role === 'current')?.studyUid;
  const shown = state.viewports.filter(({ studyUid }) => studyUid === current).length;
  const has = state.viewports.some(
    ({ studyUid, awaits }) => awaits === 'prior' || (studyUid !== null && priors.has(studyUid)),
  );
  if (priors.size === 0 || has || shown === 0) return state;
  const single = state.rows === 1 && state.columns === 1;
  const rows = single ? 1 : state.rows + 1;
  const columns = single ? 2 : state.columns;
  if (rows > largestSide) return state;
  const added = Array.from({ length: rows * columns - state.viewports.length }, (_, place) =>
    place < shown ? { ...emptyViewport, awaits: 'prior' as const } : emptyViewport,
  );
  const viewports = [...state.viewports, ...added];
  return { ...state, rows, columns, viewports, link: { ...state.link, anchors: viewports.map(({ index }) => index) } };
}

/**
 * The prior in the cells that wait for one and that the protocol has nothing for, each beside a picture of the case. What links the
 * scrolling of one picture and its prior is as the protocol for both asks.
 */
export function putBeside(state: ReadingState, prior: OpenStudy, protocols: readonly HangingProtocol[]): ReadingState {
  const current = state.studies.find(({ role }) => role === 'current');
  const shown = state.viewports.filter(({ studyUid }) => studyUid === current?.uid);
  const taken = new Set<string>();
  let place = 0;
  const viewports = state.viewports.map((viewport) => {
    if (viewport.awaits !== 'prior' || viewport.stackId !== null) return viewport;
    const beside = shown[place];
    place += 1;
    return (beside && counterpart(state, beside, prior, taken)) ?? viewport;
  });
  if (taken.size === 0) return state;
  const both = fittingProtocols(protocols, state.studies);
  const asks = both.find(({ cells }) => cells.some(({ study }) => study === 'prior'));
  const scroll = asks && shown.length === 1 ? asks.linkScroll : state.link.scroll;
  return {
    ...state,
    viewports,
    link: { ...state.link, scroll, anchors: viewports.map(({ index }) => index) },
  };
}

/** The prior is closed: rows and columns that showed nothing else go with it; what is left keeps all that it had. */
export function withoutPrior(state: ReadingState): ReadingState {
  const current = new Set(state.studies.filter(({ role }) => role === 'current').map(({ uid }) => uid));
  const isVacant = ({ studyUid, awaits }: Viewport) =>
    awaits === 'prior' || (studyUid === null && awaits === null) || (studyUid !== null && !current.has(studyUid));
  const cell = (row: number, column: number) => state.viewports[row * state.columns + column];
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
  const rows = numbers(state.rows).filter((row) =>
    numbers(state.columns).some((column) => !isVacant(cell(row, column) ?? emptyViewport)),
  );
  const columns = numbers(state.columns).filter((column) =>
    numbers(state.rows).some((row) => !isVacant(cell(row, column) ?? emptyViewport)),
  );
  if (rows.length === 0) return state;
  const places = rows.flatMap((row) => columns.map((column) => row * state.columns + column));
  const viewports = places.map((place) => {
    const viewport = state.viewports[place] ?? emptyViewport;
    return isVacant(viewport) ? emptyViewport : viewport;
  });
  const moved = (at: number | null) => (at === null ? -1 : places.indexOf(at));
  return {
    ...state,
    rows: rows.length,
    columns: columns.length,
    viewports,
    active: Math.max(0, moved(state.active)),
    maximised: moved(state.maximised) < 0 ? null : moved(state.maximised),
    link: { ...state.link, anchors: viewports.map(({ index }) => index) },
  };
}

/**
 * True where the protocol that will hang the exam has a place for a prior of that modality. Asked before any image is there, from what the
 * exam says of itself.
 */
export function asksForPrior(
  protocols: readonly HangingProtocol[],
  exam: { modality: string; text: string },
  priorModality: string,
): boolean {
  const text = exam.text.toUpperCase();
  const fitting = protocols.filter(
    ({ match: { modalities, needs, bodyParts, prior } }) =>
      prior !== 'without' &&
      (modalities.length === 0 ||
        (modalities.includes(exam.modality) && (needs === 'any' || modalities.length === 1))) &&
      (bodyParts.length === 0 || bodyParts.some((word) => text.includes(word.toUpperCase()))),
  );
  const most = Math.max(...fitting.map(({ rank }) => rank));
  const first = fitting.find(({ rank }) => rank === most);
  return (
    first?.cells.some(
      ({ study, stack }) =>
        study === 'prior' && (stack.modalities.length === 0 || stack.modalities.includes(priorModality)),
    ) === true
  );
}
