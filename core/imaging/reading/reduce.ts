// Every event of the reading room and what it makes of the state. Only acts of the reader change which patient is in view.
import type { StudyManifest, Vector3 } from '../descriptor.ts';
import { hang } from '../hanging/apply.ts';
import { putBeside, roomForPrior, withoutPrior } from '../hanging/beside.ts';
import type { HangingProtocol } from '../hanging/model.ts';
import { followers } from '../sync.ts';
import { normalRotation, type Placement } from '../view-transform.ts';
import { openedViewport, suvFactorOf, windowOnOther } from './opening.ts';
import type { OwnPreset } from './setup.ts';
import {
  type Cine,
  emptyReading,
  emptyViewport,
  type Link,
  largestSide,
  openStudy,
  type Presentation,
  type ReadingState,
  restingPresentation,
  stackOf,
  type Viewport,
} from './state.ts';

/** Acts of the reader. */
export type ReaderAct =
  | { kind: 'open'; studies: ReadingState['wanted'] }
  | { kind: 'show'; viewport: number; studyUid: string; stackId: string }
  | { kind: 'hang'; protocol: HangingProtocol; presets?: readonly OwnPreset[] }
  | { kind: 'layout'; rows: number; columns: number }
  | { kind: 'activate'; viewport: number }
  | { kind: 'maximise'; viewport: number | null }
  | { kind: 'scroll'; viewport: number; by: number }
  | { kind: 'go'; viewport: number; to: number }
  | { kind: 'present'; viewport: number; change: Partial<Presentation> }
  | { kind: 'place'; viewport: number; change: Partial<Placement> }
  | { kind: 'turn'; viewport: number; by: 90 | -90 }
  | { kind: 'reset'; viewport: number }
  | { kind: 'cine'; viewport: number; change: Partial<Cine> }
  | { kind: 'link'; change: Partial<Omit<Link, 'anchors'>> }
  | { kind: 'crosshair'; at: ReadingState['crosshair'] };

/** What happens by itself: it may fill what is empty, never change what is shown. */
export type BackgroundEvent =
  | {
      kind: 'manifest';
      manifest: StudyManifest;
      protocols: readonly HangingProtocol[];
      presets?: readonly OwnPreset[];
    }
  | { kind: 'cine-step'; viewport: number };

export type ReadingEvent = ReaderAct | BackgroundEvent;

function change(state: ReadingState, at: number, next: (viewport: Viewport) => Viewport): ReadingState {
  if (!state.viewports[at]) return state;
  return { ...state, viewports: state.viewports.map((viewport, index) => (index === at ? next(viewport) : viewport)) };
}

function moved(state: ReadingState, at: number, to: number): ReadingState {
  const viewport = state.viewports[at];
  const stack = viewport && stackOf(state, viewport);
  if (!viewport || !stack || !Number.isFinite(to)) return state;
  const index = Math.max(0, Math.min(stack.frames.length - 1, Math.round(to)));
  if (index === viewport.index) return state;
  const scrolled = change(state, at, (before) => ({ ...before, index }));
  const others = followers(scrolled, at);
  if (others.size === 0) return scrolled;
  return {
    ...scrolled,
    viewports: scrolled.viewports.map((before, other) => {
      const follow = others.get(other);
      return follow === undefined || follow === before.index ? before : { ...before, index: follow };
    }),
  };
}

/** By how much a picture turned clockwise, as it is seen: mirrored once, it turns the other way. */
function seenTurn(before: Placement, after: Placement): number {
  const by = after.rotation - before.rotation;
  return before.flipH === before.flipV ? by : -by;
}

/** As large, as far and turned by as much as the other; what stood aslant to it before still does. */
function placedAlong(own: Placement, other: Placement, turn: number): Placement {
  const rotation = normalRotation(own.rotation + (own.flipH === own.flipV ? turn : -turn));
  return { ...own, zoom: other.zoom, pan: other.pan, rotation };
}

/** Presentations go along where the reader linked them: the window within a modality, the placement everywhere. */
function presented(state: ReadingState, at: number, part: Partial<Presentation>): ReadingState {
  const source = state.viewports[at];
  if (!source) return state;
  const modality = (viewport: Viewport) => modalityOf(state, viewport);
  const turn = part.placement ? seenTurn(source.presentation.placement, part.placement) : 0;
  return {
    ...state,
    viewports: state.viewports.map((viewport, index) => {
      if (index === at) return { ...viewport, presentation: { ...viewport.presentation, ...part } };
      const window = state.link.window && modality(viewport) === modality(source);
      const placement = state.link.placement && part.placement;
      if (!viewport.stackId || (!window && !placement)) return viewport;
      const next = { ...viewport.presentation };
      if (window && 'window' in part) next.window = windowAlong(state, source, viewport, part.window ?? null);
      if (window && part.invert !== undefined) next.invert = part.invert;
      if (placement) next.placement = placedAlong(next.placement, placement, turn);
      return { ...viewport, presentation: next };
    }),
  };
}

/** The window of one picture on another of its modality: in SUV where both are; one in SUV leaves another that is not as it is. */
function windowAlong(state: ReadingState, source: Viewport, viewport: Viewport, window: Presentation['window']) {
  const [from, to] = [source, viewport].map((one) => {
    const study = state.studies.find(({ uid }) => uid === one.studyUid);
    const stack = stackOf(state, one);
    return study && stack ? { study, stack } : null;
  });
  if (!window || !from || !to) return window;
  const isSuv = [from, to].filter(({ study, stack }) => suvFactorOf(study, stack) !== null).length;
  return isSuv === 1 ? viewport.presentation.window : (windowOnOther(window, from, to) ?? window);
}

function modalityOf(state: ReadingState, viewport: Viewport): string {
  const stack = stackOf(state, viewport);
  const study = state.studies.find(({ uid }) => uid === viewport.studyUid);
  return (
    study?.manifest.series.find(({ seriesInstanceUid }) => seriesInstanceUid === stack?.seriesInstanceUid)?.modality ??
    ''
  );
}

/** Objects may have come or gone: the frame in view stays in view by its name, not by its number. */
function keptInView(before: ReadingState, after: ReadingState): ReadingState {
  return {
    ...after,
    viewports: after.viewports.map((viewport) => {
      const old = stackOf(before, viewport)?.frames[viewport.index];
      if (!old) return viewport;
      const same = (frame: { sopInstanceUid: string; frame: number }) =>
        frame.sopInstanceUid === old.sopInstanceUid && frame.frame === old.frame;
      const study = after.studies.find(({ uid }) => uid === viewport.studyUid);
      for (const stack of study?.stacks ?? []) {
        const index = stack.frames.findIndex(same);
        if (index >= 0) return { ...viewport, stackId: stack.id, index };
      }
      return { ...emptyViewport, awaits: null };
    }),
  };
}

function received(
  state: ReadingState,
  manifest: StudyManifest,
  protocols: readonly HangingProtocol[],
  presets: readonly OwnPreset[] = [],
): ReadingState {
  const uid = manifest.studyInstanceUid;
  const wanted = state.wanted.find(({ studyUid }) => studyUid === uid);
  // An answer to a question that the reader has since taken back.
  if (!wanted) return state;
  const former = state.studies.find((study) => study.uid === uid);
  if (former && former.manifest.revision >= manifest.revision) return state;
  const opened = openStudy(manifest, wanted.role);
  const studies = state.wanted.flatMap(({ studyUid }) =>
    studyUid === uid ? [opened] : state.studies.filter((study) => study.uid === studyUid),
  );
  const next: ReadingState = { ...state, studies };
  if (former) return keptInView(state, next);
  const first = next.protocolId === null;
  const hung = hang(next, protocols, false, presets);
  // The protocol may have no place for a prior that the reader asked for before the case was hung.
  const ready = first && hung.protocolId !== null ? roomForPrior(hung) : hung;
  const waiting = ready.studies.find(
    (study) => study.role === 'prior' && !ready.viewports.some((viewport) => viewport.studyUid === study.uid),
  );
  return waiting ? putBeside(ready, waiting, protocols) : ready;
}

function layout(state: ReadingState, rows: number, columns: number): ReadingState {
  const side = (count: number) => Math.max(1, Math.min(largestSide, Math.round(count) || 1));
  const count = side(rows) * side(columns);
  const shown = state.viewports.slice(0, count);
  const viewports = [...shown, ...Array.from({ length: count - shown.length }, () => emptyViewport)];
  return {
    ...state,
    rows: side(rows),
    columns: side(columns),
    viewports,
    active: Math.min(state.active, count - 1),
    maximised: null,
    link: { ...state.link, anchors: viewports.map(({ index }) => index) },
  };
}

export function reduceReading(state: ReadingState, event: ReadingEvent): ReadingState {
  switch (event.kind) {
    case 'open': {
      const kept = state.wanted[0]?.studyUid === event.studies[0]?.studyUid;
      // The same case with another prior keeps what is on the screen; another case starts from nothing.
      if (!kept) return { ...emptyReading, link: { ...emptyReading.link }, wanted: event.studies };
      const uids = new Set(event.studies.map(({ studyUid }) => studyUid));
      const left: ReadingState = {
        ...state,
        wanted: event.studies,
        studies: state.studies.filter(({ uid }) => uids.has(uid)),
        viewports: state.viewports.map((viewport) =>
          viewport.studyUid && !uids.has(viewport.studyUid) ? { ...emptyViewport, awaits: 'prior' as const } : viewport,
        ),
      };
      // Another prior takes the place of the former; without one its place goes too.
      return event.studies.some(({ role }) => role === 'prior') ? roomForPrior(left) : withoutPrior(left);
    }
    case 'show': {
      const study = state.studies.find(({ uid }) => uid === event.studyUid);
      const stack = study?.stacks.find(({ id }) => id === event.stackId);
      return study && stack ? change(state, event.viewport, () => openedViewport(study, stack)) : state;
    }
    case 'hang':
      return hang({ ...state, protocolId: null }, [event.protocol], true, event.presets);
    case 'layout':
      return layout(state, event.rows, event.columns);
    case 'activate':
      return state.viewports[event.viewport] ? { ...state, active: event.viewport } : state;
    case 'maximise':
      return {
        ...state,
        maximised: event.viewport !== null && state.viewports[event.viewport] ? event.viewport : null,
      };
    case 'scroll':
      return moved(state, event.viewport, (state.viewports[event.viewport]?.index ?? 0) + event.by);
    case 'go':
      return moved(state, event.viewport, event.to);
    case 'present':
      return presented(state, event.viewport, event.change);
    case 'place': {
      const before = state.viewports[event.viewport]?.presentation.placement;
      if (!before) return state;
      const placement = { ...before, ...event.change };
      return presented(state, event.viewport, { placement });
    }
    case 'turn': {
      const before = state.viewports[event.viewport]?.presentation.placement;
      if (!before) return state;
      // A mirrored image turns as it is seen.
      const seen = before.flipH === before.flipV ? event.by : -event.by;
      const rotation = normalRotation(before.rotation + seen);
      return presented(state, event.viewport, { placement: { ...before, rotation, pan: { x: 0, y: 0 } } });
    }
    case 'reset':
      return presented(state, event.viewport, state.viewports[event.viewport]?.opening ?? restingPresentation);
    case 'cine':
      return change(state, event.viewport, (before) => ({ ...before, cine: { ...before.cine, ...event.change } }));
    case 'cine-step': {
      const viewport = state.viewports[event.viewport];
      const stack = viewport && stackOf(state, viewport);
      if (!viewport?.cine.playing || !stack) return state;
      return moved(state, event.viewport, (viewport.index + 1) % stack.frames.length);
    }
    case 'link':
      return {
        ...state,
        link: { ...state.link, ...event.change, anchors: state.viewports.map(({ index }) => index) },
      };
    case 'crosshair':
      return pointed(state, event.at);
    case 'manifest':
      return received(state, event.manifest, event.protocols, event.presets);
    default:
      return event satisfies never;
  }
}

/** Every viewport of the same frame of reference goes to the frame nearest to the point. */
function pointed(state: ReadingState, at: ReadingState['crosshair']): ReadingState {
  if (!at) return { ...state, crosshair: null };
  const point: Vector3 = at.point;
  return {
    ...state,
    crosshair: at,
    viewports: state.viewports.map((viewport) => {
      const stack = stackOf(state, viewport);
      let best: { index: number; distance: number } | null = null;
      for (const [index, { placed, instance }] of stack?.frames.entries() ?? []) {
        if (!placed || instance.image?.frameOfReferenceUid !== at.frameOfReferenceUid) continue;
        const { normal, position } = placed;
        const distance = Math.abs(
          (point[0] - position[0]) * normal[0] +
            (point[1] - position[1]) * normal[1] +
            (point[2] - position[2]) * normal[2],
        );
        if (!best || distance < best.distance - 1e-9) best = { index, distance };
      }
      return best && best.index !== viewport.index ? { ...viewport, index: best.index } : viewport;
    }),
  };
}
