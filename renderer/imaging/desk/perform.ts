// Does an action of the room: what a key, a button, a wheel or a pedal names.
import { automaticWindow } from '../../../core/imaging/presets.ts';
import { stackOf, type Viewport } from '../../../core/imaging/reading/state.ts';
import {
  fitScale,
  panForZoom,
  placementTurnedTo,
  seenRotation,
  type ViewSize,
} from '../../../core/imaging/view-transform.ts';
import { imageSizeOf } from '../pixels/painter.ts';
import type { RoomActionId, Tool } from './actions.ts';
import type { ReadingDesk } from './desk.ts';
import { applyPreset, roomPresets, sampleOf } from './presets-in-room.ts';

/** What only the screen can do. */
export interface RoomHands {
  viewSize(viewport: number): ViewSize;
  open(dialog: 'protocols' | 'presets' | 'bindings' | 'volume' | 'picture' | 'header'): void;
  takeKeyImage(): Promise<void>;
}

const zoomStep = 1.2;
export const zoomLimits = { smallest: 0.05, largest: 60 };

export function zoomTo(
  desk: ReadingDesk,
  hands: Pick<RoomHands, 'viewSize'>,
  index: number,
  zoom: number,
  at?: { x: number; y: number },
): void {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const frame = viewport && stackOf(state, viewport)?.frames[viewport.index];
  if (!viewport || !frame) return;
  const view = hands.viewSize(index);
  const bounded = Math.max(zoomLimits.smallest, Math.min(zoomLimits.largest, zoom));
  const point = at ?? { x: view.width / 2, y: view.height / 2 };
  const pan = panForZoom(imageSizeOf(frame), view, viewport.presentation.placement, point, bounded);
  desk.reading.dispatch({ kind: 'place', viewport: index, change: { zoom: bounded, pan } });
}

/** Turns what the viewport shows to an angle, degrees clockwise as seen from -180 to 180; what is in the middle stays there. */
export function turnTo(desk: ReadingDesk, hands: Pick<RoomHands, 'viewSize'>, index: number, degrees: number): void {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const frame = viewport && stackOf(state, viewport)?.frames[viewport.index];
  if (!viewport || !frame) return;
  const { placement } = viewport.presentation;
  const change = placementTurnedTo(imageSizeOf(frame), hands.viewSize(index), placement, degrees);
  desk.reading.dispatch({ kind: 'place', viewport: index, change });
}

/** The window over the middle of what is in view. */
export function autoWindow(desk: ReadingDesk, index: number): void {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const frame = viewport && stackOf(state, viewport)?.frames[viewport.index];
  const values = frame && sampleOf(desk, frame);
  if (!values) return;
  const { center, width } = automaticWindow(values);
  desk.reading.dispatch({
    kind: 'present',
    viewport: index,
    change: { window: { center, width, shape: 'linear-exact' } },
  });
}

function otherSeries(desk: ReadingDesk, viewport: Viewport, active: number, by: 1 | -1): void {
  const state = desk.reading.current();
  const study = state.studies.find(({ uid }) => uid === viewport.studyUid) ?? state.studies[0];
  if (!study) return;
  const at = study.stacks.findIndex(({ id }) => id === viewport.stackId);
  const next = study.stacks[at + by];
  if (next) desk.reading.dispatch({ kind: 'show', viewport: active, studyUid: study.uid, stackId: next.id });
}

export function perform(desk: ReadingDesk, hands: RoomHands, id: RoomActionId): void {
  const { reading } = desk;
  const state = reading.current();
  const active = state.active;
  const viewport = state.viewports[active];
  if (!viewport) return;
  const stack = stackOf(state, viewport);
  const { placement } = viewport.presentation;
  const tool = /^tool\.(.+)$/.exec(id)?.[1];
  if (tool) {
    desk.draft.set(null);
    desk.settings.change({ tool: tool as Tool });
    return;
  }
  const preset = /^preset\.(\d)$/.exec(id)?.[1];
  if (preset) {
    const frame = stack?.frames[viewport.index];
    const found = frame && roomPresets(desk, frame)[Number(preset) - 1];
    if (found) applyPreset(desk, active, found);
    return;
  }
  const layout = /^layout\.(\d)x(\d)$/.exec(id);
  if (layout) {
    reading.dispatch({ kind: 'layout', rows: Number(layout[1]), columns: Number(layout[2]) });
    return;
  }
  const page = Math.max(2, Math.round((stack?.frames.length ?? 0) / 10));
  switch (id) {
    case 'scroll.next':
      return reading.dispatch({ kind: 'scroll', viewport: active, by: 1 });
    case 'scroll.previous':
      return reading.dispatch({ kind: 'scroll', viewport: active, by: -1 });
    case 'scroll.pageNext':
      return reading.dispatch({ kind: 'scroll', viewport: active, by: page });
    case 'scroll.pagePrevious':
      return reading.dispatch({ kind: 'scroll', viewport: active, by: -page });
    case 'scroll.first':
      return reading.dispatch({ kind: 'go', viewport: active, to: 0 });
    case 'scroll.last':
      return reading.dispatch({ kind: 'go', viewport: active, to: (stack?.frames.length ?? 1) - 1 });
    case 'series.next':
      return otherSeries(desk, viewport, active, 1);
    case 'series.previous':
      return otherSeries(desk, viewport, active, -1);
    case 'viewport.next':
      return reading.dispatch({ kind: 'activate', viewport: (active + 1) % state.viewports.length });
    case 'viewport.maximise':
      return reading.dispatch({ kind: 'maximise', viewport: state.maximised === null ? active : null });
    case 'window.auto':
      return autoWindow(desk, active);
    case 'window.own':
      return reading.dispatch({ kind: 'present', viewport: active, change: { window: null, ownWindow: 0 } });
    case 'zoom.in':
      return zoomTo(desk, hands, active, placement.zoom * zoomStep);
    case 'zoom.out':
      return zoomTo(desk, hands, active, placement.zoom / zoomStep);
    case 'zoom.fit':
      return reading.dispatch({ kind: 'place', viewport: active, change: { zoom: 1, pan: { x: 0, y: 0 } } });
    case 'zoom.actual': {
      const frame = stack?.frames[viewport.index];
      if (frame)
        zoomTo(desk, hands, active, 1 / fitScale(imageSizeOf(frame), hands.viewSize(active), placement.rotation));
      return;
    }
    case 'rotate.right':
      return reading.dispatch({ kind: 'turn', viewport: active, by: 90 });
    case 'rotate.left':
      return reading.dispatch({ kind: 'turn', viewport: active, by: -90 });
    case 'rotate.degreeRight':
      return turnTo(desk, hands, active, Math.round(seenRotation(placement)) + 1);
    case 'rotate.degreeLeft':
      return turnTo(desk, hands, active, Math.round(seenRotation(placement)) - 1);
    case 'rotate.upright':
      return turnTo(desk, hands, active, 0);
    case 'flip.horizontal':
      return reading.dispatch({ kind: 'place', viewport: active, change: { flipH: !placement.flipH } });
    case 'flip.vertical':
      return reading.dispatch({ kind: 'place', viewport: active, change: { flipV: !placement.flipV } });
    case 'invert':
      return reading.dispatch({ kind: 'present', viewport: active, change: { invert: !viewport.presentation.invert } });
    case 'cancel':
      if (desk.draft.get()) desk.draft.set(null);
      else if (desk.selected.get()) desk.selected.set(null);
      else reading.dispatch({ kind: 'crosshair', at: null });
      return;
    case 'reset':
      return reading.dispatch({ kind: 'reset', viewport: active });
    case 'cine':
      return reading.dispatch({ kind: 'cine', viewport: active, change: { playing: !viewport.cine.playing } });
    case 'cine.faster':
      return faster(desk, viewport, active, 1);
    case 'cine.slower':
      return faster(desk, viewport, active, -1);
    case 'link.position':
      return reading.dispatch({
        kind: 'link',
        change: { scroll: state.link.scroll === 'position' ? 'off' : 'position' },
      });
    case 'link.offset':
      return reading.dispatch({ kind: 'link', change: { scroll: state.link.scroll === 'offset' ? 'off' : 'offset' } });
    case 'link.window':
      return reading.dispatch({ kind: 'link', change: { window: !state.link.window } });
    case 'link.placement':
      return reading.dispatch({ kind: 'link', change: { placement: !state.link.placement } });
    case 'lines':
      return reading.dispatch({ kind: 'link', change: { referenceLines: !state.link.referenceLines } });
    case 'corners':
      return desk.settings.change({ corners: !desk.settings.get().corners });
    case 'overlays':
      return desk.settings.change({ overlays: !desk.settings.get().overlays });
    case 'shutter':
      return desk.settings.change({ shutter: !desk.settings.get().shutter });
    case 'annotations':
      return desk.settings.change({ annotations: !desk.settings.get().annotations });
    case 'strip':
      return desk.settings.change({ strip: !desk.settings.get().strip });
    case 'shown':
      return desk.settings.change({ shown: !desk.settings.get().shown });
    case 'undo':
    case 'redo':
      if (viewport.studyUid) desk.annotations.act(viewport.studyUid, { kind: id });
      return;
    case 'delete': {
      const selected = desk.selected.get();
      if (selected) desk.annotations.act(selected.studyUid, { kind: 'remove', id: selected.id });
      return desk.selected.set(null);
    }
    case 'clear':
      if (viewport.studyUid) desk.annotations.act(viewport.studyUid, { kind: 'clear' });
      return desk.selected.set(null);
    case 'keyImage':
      return void hands.takeKeyImage();
    case 'volume':
    case 'protocols':
    case 'presets':
    case 'bindings':
    case 'picture':
    case 'header':
      return hands.open(id);
    default:
      return;
  }
}

function faster(desk: ReadingDesk, viewport: Viewport, index: number, by: 1 | -1): void {
  const framesPerSecond = Math.max(
    1,
    Math.min(60, viewport.cine.framesPerSecond + by * (viewport.cine.framesPerSecond >= 20 ? 5 : 1)),
  );
  desk.reading.dispatch({ kind: 'cine', viewport: index, change: { framesPerSecond } });
}
