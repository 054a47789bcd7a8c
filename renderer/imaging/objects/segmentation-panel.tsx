// A segmentation: its segments with their colours, and its masks frame by frame, each one click from its image.
import { useEffect, useMemo, useRef, useState } from 'react';
import { conceptName } from '../../../core/imaging/objects/concepts.ts';
import { maskFrom, type Segmentation } from '../../../core/imaging/objects/seg.ts';
import { useLocale } from '../../i18n/text.tsx';
import { segmentColour } from '../segmentation/segment-colour.ts';
import { useObjectText } from './locales/use-object-text.ts';
import type { ShowImage } from './object-panel.tsx';

function paint(
  canvas: HTMLCanvasElement,
  { segmentation, masks, frame }: { segmentation: Segmentation; masks: readonly number[][]; frame: number },
): void {
  const { rows, columns, maximum, type, segments, frames } = segmentation;
  const context = canvas.getContext('2d');
  if (!context) return;
  const picture = context.createImageData(columns, rows);
  const mask = maskFrom(masks[frame] ?? [], rows * columns);
  const colours = new Map(segments.map((segment) => [segment.number, segmentColour(segment)]));
  const own = frames[frame]?.segment ?? 1;
  for (const [at, value] of mask.entries()) {
    if (value === 0) continue;
    const [red, green, blue] = colours.get(type === 'labelmap' ? value : own) ?? [255, 255, 255];
    picture.data.set([red, green, blue, type === 'fractional' ? Math.round((255 * value) / maximum) : 255], at * 4);
  }
  context.putImageData(picture, 0, 0);
}

/** Pixels of each segment over all frames; of fractions those that are more than nothing. */
function pixelCounts({ frames, type }: Segmentation, masks: readonly number[][]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [index, runs] of masks.entries()) {
    for (let at = 0; at + 1 < runs.length; at += 2) {
      const value = runs[at] ?? 0;
      if (value === 0) continue;
      const segment = type === 'labelmap' ? value : (frames[index]?.segment ?? 1);
      counts.set(segment, (counts.get(segment) ?? 0) + (runs[at + 1] ?? 0));
    }
  }
  return counts;
}

export function SegmentationPanel(props: {
  segmentation: Segmentation;
  masks: number[][];
  onShow: ShowImage | undefined;
}) {
  const { segmentation, masks, onShow } = props;
  const text = useObjectText();
  const language = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frame, setFrame] = useState(0);
  const counts = useMemo(() => pixelCounts(segmentation, masks), [segmentation, masks]);
  useEffect(() => {
    if (canvas.current) paint(canvas.current, { segmentation, masks, frame });
  }, [segmentation, masks, frame]);
  const { rows, columns, segments, frames, type } = segmentation;
  const source = frames[frame]?.sources[0];
  return (
    <article className="object-report">
      <p className="object-facts">
        <span className="object-chip">{text(`segmentation.type.${type}`)}</span>
        <span>{text('segmentation.size', { columns, rows, frames: frames.length })}</span>
      </p>
      <div className="object-masks">
        <div>
          <canvas ref={canvas} width={columns} height={rows} data-testid="segmentation-mask" />
          <label>
            <input
              type="range"
              min={0}
              max={frames.length - 1}
              value={frame}
              aria-label={text('segmentation.place')}
              onChange={(event) => setFrame(event.currentTarget.valueAsNumber)}
            />
            <span>{text('segmentation.frame', { at: frame + 1, of: frames.length })}</span>
          </label>
          {source && onShow ? (
            <button
              type="button"
              className="quiet"
              onClick={() => onShow({ sopInstanceUid: source.sopInstanceUid, frame: source.frame ?? 1 })}
            >
              {text('reference.show')}
            </button>
          ) : null}
        </div>
        <ul className="object-segments" aria-label={text('segmentation.segments')}>
          {segments.map((segment) => {
            const first = frames.findIndex((one) => one.segment === segment.number);
            return (
              <li key={segment.number} data-shown={frames[frame]?.segment === segment.number ? 'yes' : undefined}>
                <button type="button" className="quiet" disabled={first < 0} onClick={() => setFrame(first)}>
                  <i style={{ background: `rgb(${segmentColour(segment).join(' ')})` }} />
                  <b>{segment.label || segment.number}</b>
                  <small>{[conceptName(segment.type, language), segment.algorithm].filter(Boolean).join(' · ')}</small>
                  <span>{text('segmentation.pixels', { count: counts.get(segment.number) ?? 0 })}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </article>
  );
}
