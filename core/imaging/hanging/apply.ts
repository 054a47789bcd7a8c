// Hanging what is open: the whole screen when the case opens, later only the cells that still wait for a study.
import { windowPresets } from '../presets.ts';
import { openedViewport, suvFactorOf, windowOfSuv } from '../reading/opening.ts';
import type { OwnPreset } from '../reading/setup.ts';
import {
  emptyViewport,
  type Presentation,
  type ReadingState,
  restingPresentation,
  type Viewport,
} from '../reading/state.ts';
import { chooseStacks, fittingProtocols, type Hung } from './match.ts';
import type { HangingProtocol } from './model.ts';

/** True when the breast (or whatever is imaged) points to the side where the chest wall shall be: rows run towards it (0020,0020). */
function needsMirror({ cell, stack }: Hung): boolean {
  const image = stack.frames[0]?.instance.image;
  if (!cell.chestWall || cell.align === 'centre' || !image) return false;
  // C.7.6.1.1.1: the first letter is where the rows go to. A: away from the chest wall, which then lies at the left; P: at the right.
  const rows = image.patientOrientation[0]?.[0];
  const wall = rows === 'A' ? 'left' : rows === 'P' ? 'right' : null;
  return wall !== null && wall !== cell.align;
}

/** What the cell asks for; a window only where it names one that the image can have. */
function askedOf(hung: Hung, presets: readonly OwnPreset[]): Partial<Presentation> {
  const { cell, study, stack } = hung;
  const preset = [...presets, ...windowPresets].find(({ id }) => id === cell.preset);
  // In SUV, not in the image's values: its factor is another one for each image.
  const isSuv = preset && ('suv' in preset ? preset.suv : preset.modalities.includes('PT:SUV'));
  const factor = isSuv ? suvFactorOf(study, stack) : 1;
  return {
    ...(preset && factor
      ? {
          window: isSuv
            ? windowOfSuv(preset, factor)
            : { center: preset.center, width: preset.width, shape: 'linear' as const },
        }
      : {}),
    colours: cell.colours,
    invert: cell.invert,
    placement: { ...restingPresentation.placement, align: cell.align, flipH: needsMirror(hung) },
  };
}

function viewportOf(hung: Hung, presets: readonly OwnPreset[]): Viewport {
  const { stack, study, cell } = hung;
  const opened = openedViewport(study, stack, askedOf(hung, presets));
  return {
    ...opened,
    index: cell.start === 'middle' ? Math.floor(stack.frames.length / 2) : 0,
    cine: { ...opened.cine, playing: cell.cine && stack.frames.length > 1 },
  };
}

/** Nothing fits: the stacks of the current study as they come, two beside each other when there are more. */
function plain(state: ReadingState): ReadingState {
  const current = state.studies.find(({ role }) => role === 'current');
  const stack = current?.stacks[0];
  if (!current || !stack) return state;
  return {
    ...state,
    rows: 1,
    columns: 1,
    active: 0,
    maximised: null,
    protocolId: '',
    viewports: [openedViewport(current, stack)],
  };
}

/**
 * @param whole the reader asked for this protocol: everything is hung anew. Otherwise the screen is hung once, when the
 * current study is there, and after that only cells that await a study are filled.
 */
export function hang(
  state: ReadingState,
  protocols: readonly HangingProtocol[],
  whole = false,
  presets: readonly OwnPreset[] = [],
): ReadingState {
  const current = state.studies.find(({ role }) => role === 'current');
  if (!current) return state;
  if (state.protocolId !== null && !whole) return fillAwaiting(state, protocols, presets);
  if (!whole && state.viewports.some(({ stackId }) => stackId !== null)) return beside(state);
  // Priors that are wanted count for the choice before they are there, so that the layout does not jump when they come.
  const expected = state.wanted.flatMap(({ studyUid, role }) => {
    const open = state.studies.find(({ uid }) => uid === studyUid);
    return (
      open ??
      (role === 'prior' ? { uid: studyUid, role, manifest: { ...current.manifest, series: [] }, stacks: [] } : [])
    );
  });
  const candidates = whole ? protocols.slice(0, 1) : fittingProtocols(protocols, expected);
  // One whose first cell stays empty does not suit this case, whatever its rank.
  const protocol = candidates.find((one) => chooseStacks(one, state.studies)[0]) ?? (whole ? candidates[0] : undefined);
  if (!protocol) return plain(state);
  const chosen = chooseStacks(protocol, state.studies);
  if (!chosen.some(Boolean)) return state;
  const count = protocol.rows * protocol.columns;
  const cells = Array.from({ length: count }, (_, index): Viewport => {
    const hung = chosen[index];
    if (hung) return viewportOf(hung, presets);
    return { ...emptyViewport, awaits: protocol.cells[index]?.study ?? null };
  });
  const complete = state.wanted.every(({ studyUid }) => state.studies.some(({ uid }) => uid === studyUid));
  const { rows, columns, viewports } =
    protocol.compact && complete
      ? compacted(protocol, cells)
      : { rows: protocol.rows, columns: protocol.columns, viewports: cells };
  return {
    ...state,
    rows,
    columns,
    viewports,
    active: Math.max(
      0,
      viewports.findIndex(({ stackId }) => stackId !== null),
    ),
    maximised: null,
    protocolId: protocol.id,
    link: { ...state.link, scroll: protocol.linkScroll, anchors: viewports.map(({ index }) => index) },
  };
}

/** Only the cells that show something, in the smallest grid of the protocol's shape: no black quarter of a screen for a series that is not there. */
function compacted(protocol: HangingProtocol, cells: readonly Viewport[]) {
  const shown = cells.filter(({ stackId }) => stackId !== null);
  const columns = Math.min(protocol.columns, shown.length);
  const rows = Math.ceil(shown.length / columns);
  if (rows * columns >= cells.length) return { rows: protocol.rows, columns: protocol.columns, viewports: cells };
  const spare = Array.from({ length: rows * columns - shown.length }, () => emptyViewport);
  return { rows, columns, viewports: [...shown, ...spare] };
}

/** The reader put something on the screen before the case was there: it stays, and the case takes the first empty cell. */
function beside(state: ReadingState): ReadingState {
  const shown = plain(state).viewports[0];
  const empty = state.viewports.findIndex(({ stackId }) => stackId === null);
  const viewports = state.viewports.map((viewport, index) => (index === empty && shown ? shown : viewport));
  return { ...state, protocolId: '', viewports };
}

function fillAwaiting(
  state: ReadingState,
  protocols: readonly HangingProtocol[],
  presets: readonly OwnPreset[],
): ReadingState {
  const protocol = protocols.find(({ id }) => id === state.protocolId);
  if (!protocol) return state;
  const chosen = chooseStacks(protocol, state.studies);
  const viewports = state.viewports.map((viewport, index) => {
    const hung = chosen[index];
    return hung && viewport.stackId === null && viewport.awaits === hung.study.role
      ? viewportOf(hung, presets)
      : viewport;
  });
  return { ...state, viewports, link: { ...state.link, anchors: viewports.map(({ index }) => index) } };
}
