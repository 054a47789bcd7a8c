// One segmentation in the panel: on or off, how strong its fill is, and its segments, each with its colour, a switch and a way to it.
import { useState } from 'react';
import { conceptName } from '../../../core/imaging/objects/concepts.ts';
import { middleOf } from '../../../core/imaging/objects/seg-place.ts';
import { useLocale } from '../../i18n/text.tsx';
import type { ReadingDesk } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { showImage } from '../desk/show-image.ts';
import { useShownText } from '../presentation/locales/use-shown-text.ts';
import type { ShownSegmentation } from '../presentation/shown-objects.ts';
import { cssColour, segmentColour } from './segment-colour.ts';

/** The frame of the segment that has most of it, as runs count it, and is not empty. */
function largestFrame({ segmentation, shapes }: ShownSegmentation, segment: number): number {
  let best = -1;
  let most = 0;
  for (const [index, frame] of segmentation.frames.entries()) {
    if (segmentation.type !== 'labelmap' && frame.segment !== segment) continue;
    let count = 0;
    for (const value of shapes.values(index)) {
      if (segmentation.type === 'labelmap' ? value === segment : value > 0) count += 1;
    }
    if (count > most) {
      best = index;
      most = count;
    }
  }
  return best;
}

/** To an image that the frame names, else to the nearest one in the patient; false where no open study has one. */
function goTo(desk: ReadingDesk, shown: ShownSegmentation, segment: number): boolean {
  const index = largestFrame(shown, segment);
  const frame = shown.segmentation.frames[index];
  if (!frame) return false;
  for (const { sopInstanceUid, frame: number } of frame.sources) {
    if (showImage(desk, { sopInstanceUid, frame: number ?? 1 })) return true;
  }
  const point = middleOf({ ...shown.segmentation, frames: [frame] }, null);
  const { frameOfReferenceUid } = shown.segmentation;
  const open = desk.reading.current().studies.flatMap(({ stacks }) => stacks.flatMap(({ frames }) => frames));
  const isHere = open.some(({ instance }) => instance.image?.frameOfReferenceUid === frameOfReferenceUid);
  if (!point || frameOfReferenceUid === '' || !isHere) return false;
  desk.reading.dispatch({ kind: 'crosshair', at: { frameOfReferenceUid, point } });
  desk.reading.dispatch({ kind: 'crosshair', at: null });
  return true;
}

export function SegmentationControls({ studyUid, uid, name }: { studyUid: string; uid: string; name: string }) {
  const desk = useDesk();
  const text = useShownText();
  const language = useLocale();
  /** The segment that no image is open for. */
  const [lost, setLost] = useState<number | null>(null);
  const shown = useObserved(desk.shown.state, ({ segmentations }) => segmentations.find((one) => one.uid === uid));
  const coming = useObserved(desk.shown.state, ({ loading }) => loading.has(uid));
  const segments = shown?.segmentation.segments ?? [];
  const hide = (hiddenSegments: ReadonlySet<number>) => desk.shown.change(uid, { hiddenSegments });
  const anyHidden = shown !== undefined && shown.hiddenSegments.size > 0;
  return (
    <fieldset>
      <legend>{text('segmentation')}</legend>
      <label className="shown-choice">
        <input
          type="checkbox"
          checked={shown !== undefined || coming}
          onChange={(event) => {
            if (event.currentTarget.checked) void desk.shown.show(studyUid, uid);
            else desk.shown.hide(uid);
          }}
          aria-label={text('on', { name })}
          data-testid={`segmentation-${uid}`}
        />
        <span>{name}</span>
      </label>
      {shown ? (
        <>
          {shown.segmentation.type === 'fractional' ? <p className="shown-note">{text('fractional')}</p> : null}
          <label className="shown-opacity">
            <span>{text('opacityShort')}</span>
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              value={Math.round(shown.opacity * 100)}
              aria-label={text('opacity', { percent: Math.round(shown.opacity * 100) })}
              onChange={(event) => desk.shown.change(uid, { opacity: event.currentTarget.valueAsNumber / 100 })}
              data-testid="segment-opacity"
            />
            <button
              type="button"
              onClick={() => hide(anyHidden ? new Set() : new Set(segments.map(({ number }) => number)))}
            >
              {text(anyHidden ? 'showAll' : 'hideAll')}
            </button>
          </label>
          <ul className="shown-segments">
            {segments.map((segment) => {
              const words = segment.label || text('segment', { number: segment.number });
              const type = conceptName(segment.type, language);
              return (
                <li key={segment.number}>
                  <label title={[words, type, segment.algorithm].filter(Boolean).join(' · ')}>
                    <input
                      type="checkbox"
                      checked={!shown.hiddenSegments.has(segment.number)}
                      onChange={(event) => {
                        const hidden = new Set(shown.hiddenSegments);
                        if (event.currentTarget.checked) hidden.delete(segment.number);
                        else hidden.add(segment.number);
                        hide(hidden);
                      }}
                      data-testid={`segment-${segment.number}`}
                    />
                    <i style={{ background: cssColour(segmentColour(segment)) }} />
                    <span>{words}</span>
                  </label>
                  <button
                    type="button"
                    title={text('go')}
                    aria-label={`${text('go')} ${words}`}
                    onClick={() => setLost(goTo(desk, shown, segment.number) ? null : segment.number)}
                    data-testid={`segment-go-${segment.number}`}
                  >
                    ➔
                  </button>
                </li>
              );
            })}
          </ul>
          {lost === null ? null : (
            <p className="shown-note" role="status">
              {text('missing')}
            </p>
          )}
        </>
      ) : null}
    </fieldset>
  );
}
