// Beside the pictures: which presentation state holds, which segmentations are shown, and each of their segments and layers.
import { useEffect, useRef, useState } from 'react';
import { isPresented } from '../../../core/imaging/objects/present-frame.ts';
import type { PresentationState } from '../../../core/imaging/objects/presentation.ts';
import { type OpenStudy, stackOf } from '../../../core/imaging/reading/state.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { showImage } from '../desk/show-image.ts';
import { useReading } from '../reading-store.ts';
import { SegmentationControls } from '../segmentation/segmentation-controls.tsx';
import { shownDate } from '../viewport/corners.tsx';
import { useShownText } from './locales/use-shown-text.ts';
import { choosePresentation } from './presented-frame.ts';
import { type Layable, layablesOf } from './shown-objects.ts';
import './shown-panel.css';

/** With the time of day where label and day are another's too. */
function nameOf({ label, at, uid }: Layable, all: readonly Layable[], unnamed: string): string {
  const day = at.slice(0, 8);
  const twin = all.some((other) => other.uid !== uid && other.label === label && other.at.startsWith(day));
  const time = twin && /^\d{12}/.test(at) ? `${at.slice(8, 10)}:${at.slice(10, 12)}` : '';
  return [label || unnamed, [shownDate(day), time].filter(Boolean).join(' ')].filter(Boolean).join(' · ');
}

/** To the first image that it has graphics on, else to the first that it is about; false where none is open. */
function goToPresented(desk: ReadingDesk, state: PresentationState): boolean {
  const marked = state.layers.flatMap(({ annotations }) => annotations.flatMap(({ of }) => of));
  for (const { sopInstanceUid, frames } of [...marked, ...state.references]) {
    if (showImage(desk, { sopInstanceUid, frame: frames[0] ?? 1 })) return true;
  }
  return false;
}

function Problem({ uid }: { uid: string }) {
  const desk = useDesk();
  const text = useShownText();
  const reason = useObserved(desk.shown.state, (state) => state.problems.get(uid));
  const loading = useObserved(desk.shown.state, (state) => state.loading.has(uid));
  if (loading) return <p className="shown-note">{text('loading')}</p>;
  return reason ? (
    <p className="shown-problem" role="alert">
      {text('failed', { reason })}
    </p>
  ) : null;
}

function PresentationChoice({ study, states }: { study: OpenStudy; states: readonly Layable[] }) {
  const desk = useDesk();
  const text = useShownText();
  const chosen = useObserved(desk.shown.state, ({ presentations }) =>
    presentations.find((one) => one.studyUid === study.uid),
  );
  const [lost, setLost] = useState(false);
  // Marked at the press, while the object is still on its way.
  const coming = useObserved(
    desk.shown.state,
    ({ loading }) => states.find((one) => loading.has(one.uid))?.uid ?? null,
  );
  const marked = coming ?? chosen?.uid ?? null;
  const choice = (uid: string | null, words: string) => (
    <label key={uid ?? 'own'} className="shown-choice">
      <input
        type="radio"
        name={`presentation ${study.uid}`}
        checked={marked === uid}
        onChange={() => {
          setLost(false);
          void choosePresentation(desk, study.uid, uid);
        }}
        data-testid={`presentation-${uid ?? 'own'}`}
      />
      <span>{words}</span>
    </label>
  );
  const isHere = useReading(desk.reading, (state) =>
    state.viewports.some((viewport) => {
      const frame = stackOf(state, viewport)?.frames[viewport.index];
      return (
        frame !== undefined && chosen !== undefined && isPresented(chosen.state, frame.sopInstanceUid, frame.frame)
      );
    }),
  );
  const layers = chosen?.state.layers.filter(({ annotations }) => annotations.length > 0) ?? [];
  return (
    <fieldset>
      <legend>{text('presentation')}</legend>
      {choice(null, text('own'))}
      {states.map((one) => (
        <div key={one.uid}>
          {choice(one.uid, nameOf(one, states, text('unnamed')))}
          {chosen?.uid === one.uid && layers.length > 0
            ? layers.map(({ name, description }) => (
                <label key={name} className="shown-choice shown-layer">
                  <input
                    type="checkbox"
                    checked={!chosen.hiddenLayers.has(name)}
                    onChange={(event) => {
                      const hidden = new Set(chosen.hiddenLayers);
                      if (event.currentTarget.checked) hidden.delete(name);
                      else hidden.add(name);
                      desk.shown.hideLayers(one.uid, hidden);
                    }}
                    data-testid={`layer-${name}`}
                  />
                  <span>{text('layer', { name: description || name })}</span>
                </label>
              ))
            : null}
          {chosen?.uid === one.uid && !isHere ? (
            <p className="shown-note" data-testid="presentation-elsewhere">
              {text(lost ? 'missing' : 'notHere')}{' '}
              <button type="button" onClick={() => setLost(!goToPresented(desk, chosen.state))}>
                {text('goPresented')}
              </button>
            </p>
          ) : null}
          <Problem uid={one.uid} />
        </div>
      ))}
    </fieldset>
  );
}

export function ShownPanel() {
  const desk = useDesk();
  const text = useShownText();
  const studies = useReading(desk.reading, (state) => state.studies);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector('input')?.focus(), []);
  const close = () => desk.settings.change({ shown: false });
  const groups = studies
    .map((study) => ({ study, layables: layablesOf(study.manifest) }))
    .filter(({ layables }) => layables.length > 0);
  return (
    <aside
      ref={panel}
      className="shown-panel"
      aria-label={text('title')}
      data-testid="shown-panel"
      onKeyDown={(event) => {
        // Arrow keys move through the choices here, not through the pictures.
        if (event.key.startsWith('Arrow') || event.key === ' ' || event.key === 'Tab') event.stopPropagation();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <header>
        <b>{text('title')}</b>
        <button type="button" className="shown-close" aria-label={text('close')} onClick={close}>
          ×
        </button>
      </header>
      {groups.length === 0 ? <p className="shown-note">{text('none')}</p> : null}
      {groups.map(({ study, layables }) => {
        const states = layables.filter(({ kind }) => kind === 'presentation');
        const segmentations = layables.filter(({ kind }) => kind === 'segmentation');
        return (
          <section key={study.uid}>
            {groups.length > 1 ? <h3>{shownDate(study.manifest.date)}</h3> : null}
            {states.length > 0 ? <PresentationChoice study={study} states={states} /> : null}
            {segmentations.map((one) => (
              <div key={one.uid}>
                <SegmentationControls
                  studyUid={study.uid}
                  uid={one.uid}
                  name={nameOf(one, segmentations, text('segmentation'))}
                />
                <Problem uid={one.uid} />
              </div>
            ))}
          </section>
        );
      })}
    </aside>
  );
}
