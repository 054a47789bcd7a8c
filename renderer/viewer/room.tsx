// The 2D reader without its desk: one study, read-only, with the few tools that a ward or a phone needs.
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LinkedStudy } from '../../core/imaging/linked-study.ts';
import { type RoomActionId, roomActions } from '../imaging/desk/actions.ts';
import { ReadingDesk } from '../imaging/desk/desk.ts';
import { DeskContext } from '../imaging/desk/desk-context.ts';
import { useObserved } from '../imaging/desk/observable.ts';
import { perform, type RoomHands } from '../imaging/desk/perform.ts';
import { useReadingText } from '../imaging/locales/use-reading-text.ts';
import { actionName } from '../imaging/panels/action-name.ts';
import { ActionIcon } from '../imaging/panels/icons.tsx';
import { Menu } from '../imaging/panels/menu.tsx';
import { PresetButtons } from '../imaging/panels/preset-items.tsx';
import { SeriesStrip } from '../imaging/panels/series-strip.tsx';
import { StudyProblems } from '../imaging/panels/study-problems.tsx';
import { useReading } from '../imaging/reading-store.ts';
import { ViewportCell } from '../imaging/viewport/viewport.tsx';
import { ActiveVolume } from '../imaging/volume/active-volume.tsx';
import '../imaging/design/room.css';
import '../imaging/design/over-picture.css';
import { useActions } from '../keys/actions.tsx';
import { linkedImaging } from './link.ts';
import { useTwoFingers } from './touch.ts';
import { useViewerText } from './use-viewer-text.ts';
import type { ViewerTextKey } from './zh-CN.ts';
// After the room's own rules, which it changes for small screens.
import './viewer.css';

const tools = ['tool.scroll', 'tool.window', 'tool.zoom', 'tool.pan'] as const;
/** Names that fit under a thumb. */
const shortWords: Partial<Record<RoomActionId, ViewerTextKey>> = {
  'tool.window': 'short.window',
  cine: 'short.cine',
  reset: 'short.reset',
};
const wideTools = ['tool.magnifier', 'rotate.right', 'flip.horizontal'] as const;
/** Keys of the reading room that change no more than what is seen. */
const looking =
  /^(scroll|series|viewport|preset|window|zoom|rotate|flip|invert|reset|cine|layout|lines|corners|volume)\b/;
const lookTools = /^tool\.(window|scroll|zoom|pan|magnifier|crosshair)$/;

/** Phones held upright or across: one picture, buttons for fingers. */
const isSmall = () => Math.min(window.innerWidth, window.innerHeight) < 600;

export function LinkRoom({ token, study }: { token: string; study: LinkedStudy }) {
  const [desk, setDesk] = useState<ReadingDesk | null>(null);
  useEffect(() => {
    const made = new ReadingDesk(linkedImaging(token, study), 'link', true);
    if (isSmall()) made.settings.change({ tool: 'scroll' });
    made.open([{ studyUid: study.manifest.studyInstanceUid, role: 'current' }]);
    setDesk(made);
    return () => made.close();
  }, [token, study]);
  return desk ? (
    <DeskContext value={desk}>
      <Room desk={desk} />
    </DeskContext>
  ) : null;
}

function Room({ desk }: { desk: ReadingDesk }) {
  const text = useReadingText();
  const [volume, setVolume] = useState(false);
  const sizes = useRef(new Map<number, { width: number; height: number }>());
  const rows = useReading(desk.reading, (state) => state.rows);
  const columns = useReading(desk.reading, (state) => state.columns);
  const count = useReading(desk.reading, (state) => state.viewports.length);
  const maximised = useReading(desk.reading, (state) => state.maximised);
  const hung = useReading(desk.reading, (state) => state.studies.length > 0);
  const room = useRef<ReadingDesk | null>(desk);
  room.current = desk;
  const fingers = useTwoFingers(room);
  const hands = useMemo<RoomHands>(
    () => ({
      viewSize: (viewport) => sizes.current.get(viewport) ?? { width: 1, height: 1 },
      open: (dialog) => setVolume(dialog === 'volume'),
      takeKeyImage: async () => undefined,
    }),
    [],
  );
  const onSize = useCallback((index: number, size: { width: number; height: number }) => {
    sizes.current.set(index, size);
  }, []);
  useActions(
    { title: text('room'), depth: 2 },
    roomActions
      .filter(({ id }) => looking.test(id) || lookTools.test(id))
      .map(({ id, keys, movement }) => ({
        id: `reading.${id}`,
        label: actionName(id, text),
        keys,
        movement,
        run: () => perform(desk, hands, id),
      })),
  );
  // A hanging protocol may ask for several pictures: a phone has room for one.
  useEffect(() => {
    if (hung && isSmall()) desk.reading.dispatch({ kind: 'layout', rows: 1, columns: 1 });
  }, [desk, hung]);

  function openSeries(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('[data-stack]') : null;
    const state = desk.reading.current();
    const stackId = button instanceof HTMLElement ? button.dataset.stack : undefined;
    const studyUid = state.studies[0]?.uid;
    if (stackId && studyUid) desk.reading.dispatch({ kind: 'show', viewport: state.active, studyUid, stackId });
  }

  const cells = maximised === null ? Array.from({ length: count }, (_, index) => index) : [maximised];
  const grid = maximised === null ? { rows, columns } : { rows: 1, columns: 1 };
  return (
    <div className="reading-room link-room" data-testid="link-room">
      <LinkTools desk={desk} onAction={(id) => perform(desk, hands, id)} />
      <div className="reading-work" {...fingers}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the thumbnails inside are buttons with their own keys */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: same */}
        <div className="link-series" onClick={openSeries}>
          <SeriesStrip />
        </div>
        {volume ? <ActiveVolume onClose={() => setVolume(false)} /> : null}
        <div
          className="viewports"
          hidden={volume}
          style={{
            gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
            gridTemplateRows: `repeat(${grid.rows}, minmax(0, 1fr))`,
          }}
        >
          {cells.map((index) => (
            <ViewportCell key={index} index={index} onSize={onSize} />
          ))}
          <StudyProblems />
        </div>
      </div>
    </div>
  );
}

function LinkTools({ desk, onAction }: { desk: ReadingDesk; onAction: (id: RoomActionId) => void }) {
  const text = useReadingText();
  const words = useViewerText();
  const tool = useObserved(desk.settings, (settings) => settings.tool);
  const viewport = useReading(desk.reading, (state) => state.viewports[state.active]);
  const button = (id: RoomActionId, pressed?: boolean, wide = false) => {
    const short = shortWords[id];
    return (
      <button
        key={id}
        type="button"
        className={wide ? 'tool link-wide' : 'tool'}
        aria-pressed={pressed}
        title={actionName(id, text)}
        data-testid={`do-${id}`}
        onClick={() => onAction(id)}
      >
        <ActionIcon id={id} />
        <span className="link-tool-word">{short ? words(short) : actionName(id, text)}</span>
      </button>
    );
  };
  return (
    <div className="reading-tools link-tools" role="toolbar" aria-label={text('room')}>
      {tools.map((id) => button(id, id === `tool.${tool}`))}
      {wideTools.map((id) => button(id, id === `tool.${tool}`, true))}
      <Menu label={text('presets')} testId="menu-presets">
        <PresetButtons />
        <button type="button" role="menuitem" onClick={() => onAction('window.auto')}>
          {text('action.window.auto')}
        </button>
        <button type="button" role="menuitem" onClick={() => onAction('window.own')}>
          {text('action.window.own')}
        </button>
      </Menu>
      {button('invert', viewport?.presentation.invert === true)}
      {button('cine', viewport?.cine.playing === true)}
      {button('reset')}
      {button('volume', undefined, true)}
      <span className="link-wide link-layouts" title={words('layout')}>
        {button('layout.1x1')}
        {button('layout.1x2')}
        {button('layout.2x2')}
      </span>
    </div>
  );
}
