// The median beat with its marks: drag one or step it by sample, say that a wave is absent, and the values follow.
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type BeatMarks, type MarkName, markNames, withMark } from '../../core/ecg/paper/mark-values.ts';
import { Pick } from '../parts/choice.tsx';
import { useSize } from '../parts/use-size.ts';
import { drawPage, pathOf } from './canvas-draw.ts';
import { usePaperText } from './texts.ts';

export interface MedianBeatData {
  sampleRateHz: number;
  leads: readonly { name: string; samples: Float32Array }[];
  beats: number;
}

interface MedianBeatProps {
  beat: MedianBeatData;
  marks: BeatMarks;
  onMarks: (marks: BeatMarks) => void;
  onReset: (() => void) | null;
  /** Why marks cannot be moved; null when they can. */
  locked: string | null;
}

/** Twice the usual speed and gain: marks are set by eye. */
const speed = 50;
const allLeads = '';
/** Ends are named in a row of their own: where P ends and QRS begins they are too close for one. */
const nameRow: Record<MarkName, 12 | 25> = { pOnMs: 12, pOffMs: 25, qrsOnMs: 12, qrsOffMs: 25, tOffMs: 25 };

export function MedianBeatView({ beat, marks, onMarks, onReset, locked }: MedianBeatProps) {
  const text = usePaperText();
  const [box, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [lead, setLead] = useState(allLeads);
  const shown = useMemo(() => beat.leads.filter((one) => lead === allLeads || one.name === lead), [beat, lead]);
  const count = beat.leads[0]?.samples.length ?? 0;
  const durationMs = (count * 1000) / beat.sampleRateHz;
  const widthMm = (durationMs * speed) / 1000;
  const pxPerMm = size.width / Math.max(1, widthMm);
  const reach = useMemo(() => {
    let least = -200;
    let most = 200;
    for (const one of shown)
      for (const value of one.samples) {
        if (value < least) least = value;
        if (value > most) most = value;
      }
    return { least, most };
  }, [shown]);
  // The gain that uses the height, in steps of the paper's own.
  const heightMm = pxPerMm > 0 ? size.height / pxPerMm : 1;
  const gain = [40, 20, 10, 5, 2.5].find((one) => ((reach.most - reach.least) * one) / 1000 <= heightMm - 8) ?? 2.5;
  const baselineMm = Math.ceil((4 + (reach.most * gain) / 1000) / 5) * 5;
  const x = (ms: number) => (ms / 1000) * speed * pxPerMm;

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || size.width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = size.width * ratio;
    element.height = size.height * ratio;
    const lines = shown.map((one) => {
      const points = new Float64Array(one.samples.length * 2);
      one.samples.forEach((value, i) => {
        points[i * 2] = (i / beat.sampleRateHz) * speed;
        points[i * 2 + 1] = baselineMm - (value * gain) / 1000;
      });
      return points;
    });
    drawPage(
      context,
      {
        drawing: { widthMm: Math.ceil(widthMm), heightMm: Math.ceil(heightMm), strokes: [], labels: [] },
        paths: [{ kind: 'trace', path: pathOf({ kind: 'trace', lines }) }],
      },
      { widthPx: size.width, heightPx: size.height, pxPerMm, devicePixelRatio: ratio, xPx: 0, yPx: 0 },
    );
  }, [shown, size, pxPerMm, gain, baselineMm, widthMm, heightMm, beat.sampleRateHz]);

  const sampleMs = 1000 / beat.sampleRateHz;
  const place = (name: MarkName, ms: number | null) =>
    onMarks(withMark(marks, name, ms === null ? null : Math.round(ms / sampleMs) * sampleMs));
  const onDrag = (name: MarkName) => (event: PointerEvent<SVGPathElement>) => {
    if (locked !== null || event.buttons !== 1) return;
    const bounds = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!bounds) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    place(name, ((event.clientX - bounds.left) / bounds.width) * durationMs);
  };
  const onKey = (name: MarkName) => (event: KeyboardEvent) => {
    const step = sampleMs * (event.shiftKey ? 5 : 1);
    const now = marks[name];
    if (now === null || locked !== null) return;
    if (event.key === 'ArrowLeft') place(name, now - step);
    else if (event.key === 'ArrowRight') place(name, now + step);
    else if (event.key === 'Delete') place(name, null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Where a mark that was absent is put first: between its neighbours. */
  const startOf = (name: MarkName): number => {
    const usual: Record<MarkName, number> = { pOnMs: -170, pOffMs: -60, qrsOnMs: -40, qrsOffMs: 50, tOffMs: 360 };
    return (marks.qrsOnMs ?? durationMs * 0.4) + usual[name];
  };
  return (
    <div className="ecg-median" data-testid="ecg-median">
      <header>
        <Pick
          label={text('leads')}
          value={lead}
          onChange={setLead}
          options={[
            { value: allLeads, label: text('median.all') },
            ...beat.leads.map((one) => ({ value: one.name, label: one.name })),
          ]}
        />
        <small>{text('median.beats', { count: beat.beats })}</small>
        {onReset ? (
          <button
            type="button"
            className="quiet"
            onClick={onReset}
            disabled={locked !== null}
            title={locked ?? undefined}
          >
            {text('mark.reset')}
          </button>
        ) : null}
      </header>
      <div ref={box} className="ecg-median-view">
        <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
        <small className="ecg-median-scale">
          {speed} mm/s · {gain} mm/mV
        </small>
        <svg width={size.width} height={size.height} role="group" aria-label={text('median')}>
          {markNames.map((name) => {
            const ms = marks[name];
            if (ms === null) return null;
            return (
              <g key={name} className="ecg-mark">
                <path className="ecg-line" d={`M${x(ms)} ${nameRow[name] + 4}V${size.height}`} />
                <text x={x(ms)} y={nameRow[name]} textAnchor="middle">
                  {text(`mark.short.${name}`)}
                </text>
                <path
                  className="ecg-handle"
                  d={`M${x(ms)} 0V${size.height}`}
                  tabIndex={0}
                  role="slider"
                  aria-label={text(`mark.${name}`)}
                  aria-valuenow={Math.round(ms)}
                  data-testid={`mark-${name}`}
                  onPointerDown={onDrag(name)}
                  onPointerMove={onDrag(name)}
                  onKeyDown={onKey(name)}
                />
              </g>
            );
          })}
        </svg>
      </div>
      <div className="ecg-marks">
        {markNames.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={marks[name] !== null}
              disabled={locked !== null}
              onChange={(event) => place(name, event.currentTarget.checked ? startOf(name) : null)}
            />
            {text(`mark.${name}`)}
            {marks[name] === null ? <em>{text('median.absent')}</em> : null}
          </label>
        ))}
      </div>
    </div>
  );
}
