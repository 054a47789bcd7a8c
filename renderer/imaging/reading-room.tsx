// The reading room: tools above, series at the left, viewports in a grid; keys, pointer and controllers act on the active one.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { stackOf } from '../../core/imaging/reading/state.ts';
import type { KeyImage, ReportMeasurement } from '../../core/reporting/exam-report.ts';
import { useActions } from '../keys/actions.tsx';
import { roomActions } from './desk/actions.ts';
import { keysOf } from './desk/bindings.ts';
import { ReadingDesk } from './desk/desk.ts';
import { DeskContext } from './desk/desk-context.ts';
import { useObserved } from './desk/observable.ts';
import { perform, type RoomHands } from './desk/perform.ts';
import { HeaderDialog } from './header/header-dialog.tsx';
import { useSharedBindings } from './keys/bindings-context.ts';
import { BindingsDialog } from './keys/bindings-dialog.tsx';
import { useReadingText } from './locales/use-reading-text.ts';
import { actionName } from './panels/action-name.ts';
import { MeasurementList } from './panels/measurement-list.tsx';
import { PresetsDialog } from './panels/presets-dialog.tsx';
import { ProtocolsDialog } from './panels/protocols-dialog.tsx';
import { SeriesStrip } from './panels/series-strip.tsx';
import { StudyProblems } from './panels/study-problems.tsx';
import { Toolbar } from './panels/toolbar.tsx';
import { type CapturedView, captureView } from './picture/captured-view.ts';
import { PictureDialog } from './picture/picture-dialog.tsx';
import { ShownPanel } from './presentation/shown-panel.tsx';
import { useReading } from './reading-store.ts';
import './design/room.css';
import './design/over-picture.css';
import './design/panels.css';
import type { FrameAddress, ImagingSource, StudyRequest } from './source.ts';
import { takeKeyImage } from './tools/key-image.ts';
import { ViewportCell } from './viewport/viewport.tsx';
import { ActiveVolume } from './volume/active-volume.tsx';

export interface ReadingRoomProps {
  source: ImagingSource;
  /** Whose keys, hanging protocols and annotations these are. */
  readerId: string;
  /** The first is the case that is read; another first one is another case. */
  studies: readonly StudyRequest[];
  /** The reader marked what is seen: with its annotations, at most 1024 px. */
  onKeyImage?: (image: KeyImage) => void;
  /** The reader sent a measurement to the report. */
  onMeasurement?: (measurement: ReportMeasurement) => void;
  /** Nothing is drawn or saved; annotations are shown. */
  readOnly?: boolean;
}

export function ReadingRoom(props: ReadingRoomProps) {
  const { source, readerId, readOnly = false } = props;
  const [desk, setDesk] = useState<ReadingDesk | null>(null);
  useEffect(() => {
    const made = new ReadingDesk(source, readerId, readOnly);
    setDesk(made);
    const leaving = () => made.annotations.flush();
    window.addEventListener('pagehide', leaving);
    return () => {
      window.removeEventListener('pagehide', leaving);
      made.close();
    };
  }, [source, readerId, readOnly]);
  return desk ? (
    <DeskContext value={desk}>
      <Room {...props} desk={desk} />
    </DeskContext>
  ) : null;
}

/** The image in the active viewport. */
function activeImage(desk: ReadingDesk): Omit<FrameAddress, 'frame'> | null {
  const state = desk.reading.current();
  const viewport = state.viewports[state.active];
  const stack = viewport && stackOf(state, viewport);
  const sopInstanceUid = stack?.frames[viewport?.index ?? 0]?.sopInstanceUid;
  if (!viewport?.studyUid || !stack || !sopInstanceUid) return null;
  return { studyUid: viewport.studyUid, seriesUid: stack.seriesInstanceUid, sopInstanceUid };
}

function Room({ desk, studies, onKeyImage, onMeasurement }: ReadingRoomProps & { desk: ReadingDesk }) {
  const text = useReadingText();
  const root = useRef<HTMLDivElement>(null);
  const sizes = useRef(new Map<number, { width: number; height: number }>());
  const [dialog, setDialog] = useState<'protocols' | 'presets' | 'bindings' | 'volume' | null>(null);
  const [image, setImage] = useState<ReturnType<typeof activeImage>>(null);
  const [picture, setPicture] = useState<CapturedView | null>(null);
  const [said, setSaid] = useState('');
  const bindings = useObserved(desk.bindings, (value) => value);
  const strip = useObserved(desk.settings, (settings) => settings.strip);
  const shown = useObserved(desk.settings, (settings) => settings.shown);
  const rows = useReading(desk.reading, (state) => state.rows);
  const columns = useReading(desk.reading, (state) => state.columns);
  const count = useReading(desk.reading, (state) => state.viewports.length);
  const maximised = useReading(desk.reading, (state) => state.maximised);

  // Before the first paint: the case that is named is the case that is shown.
  const opened = useRef<readonly StudyRequest[] | null>(null);
  useEffect(() => {
    if (opened.current === studies) return;
    opened.current = studies;
    desk.open(studies);
    // A reconstruction belongs to the case it was opened on.
    setDialog(null);
    setPicture(null);
    setImage(null);
  }, [desk, studies]);
  useEffect(
    () =>
      desk.source.onChanged?.(async (studyUid) => {
        const more = await desk.refresh(studyUid);
        if (more > 0) setSaid(text('room.more', { count: more }));
      }),
    [desk, text],
  );
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), 2500);
    return () => clearTimeout(timer);
  }, [said]);

  const onSize = useCallback((index: number, size: { width: number; height: number }) => {
    sizes.current.set(index, size);
  }, []);
  const hands = useMemo<RoomHands>(
    () => ({
      viewSize: (viewport) => sizes.current.get(viewport) ?? { width: 1, height: 1 },
      open(wanted) {
        if (wanted === 'header') return setImage(desk.source.header ? activeImage(desk) : null);
        if (wanted !== 'picture') return setDialog(wanted);
        if (!desk.source.recordPicture) return;
        const view = root.current && captureView(desk, root.current);
        if (view) setPicture(view);
        else setSaid(text('picture.waiting'));
      },
      async takeKeyImage() {
        try {
          const image = root.current && (await takeKeyImage(desk, root.current, text));
          setSaid(text(image ? 'keyImage.taken' : 'keyImage.waiting'));
          if (image) onKeyImage?.(image);
        } catch (error) {
          setSaid(text('keyImage.failed', { reason: String(error) }));
        }
      },
    }),
    [desk, onKeyImage, text],
  );
  useActions(
    { title: text('room'), depth: 2 },
    roomActions.map(({ id, movement }) => ({
      id: `reading.${id}`,
      label: actionName(id, text),
      keys: keysOf(bindings, id),
      movement,
      run: () => perform(desk, hands, id),
    })),
  );
  useSharedBindings(desk);

  const cells = maximised === null ? Array.from({ length: count }, (_, index) => index) : [maximised];
  const grid = maximised === null ? { rows, columns } : { rows: 1, columns: 1 };
  return (
    <div className="reading-room" data-testid="reading-room" ref={root}>
      <Toolbar onAction={(id) => perform(desk, hands, id)} />
      <div className="reading-work">
        {strip ? <SeriesStrip /> : null}
        {dialog === 'volume' ? <ActiveVolume onClose={() => setDialog(null)} /> : null}
        <div
          className="viewports"
          hidden={dialog === 'volume'}
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
        {shown && desk.shown.available ? <ShownPanel /> : null}
      </div>
      <MeasurementList onMeasurement={desk.readOnly ? undefined : onMeasurement} />
      {said ? (
        <p className="reading-said" role="status">
          {said}
        </p>
      ) : null}
      {dialog === 'protocols' ? <ProtocolsDialog onClose={() => setDialog(null)} /> : null}
      {dialog === 'presets' ? <PresetsDialog onClose={() => setDialog(null)} /> : null}
      {image ? <HeaderDialog image={image} onClose={() => setImage(null)} /> : null}
      {picture ? (
        <PictureDialog
          view={picture}
          onClose={() => setPicture(null)}
          onGiven={(words) => {
            setPicture(null);
            setSaid(words);
          }}
        />
      ) : null}
      {dialog === 'bindings' ? <BindingsDialog onClose={() => setDialog(null)} /> : null}
    </div>
  );
}
