// A long recording in one strip: lowest and highest of each pixel, what is shown, events, and a click that goes there.
import { type PointerEvent, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { type Envelope, envelopeOf } from '../../core/ecg/paper/envelope.ts';
import { tachogramOf } from '../../core/ecg/paper/tachogram.ts';
import type { Tracing } from '../../core/ecg/paper/tracing.ts';
import { useLayoutChoice } from '../i18n/preferences.tsx';
import { useActions } from '../keys/actions.tsx';
import { useSize } from '../parts/use-size.ts';
import type { EvidenceSpan } from './evidence.ts';
import { usePaperText } from './texts.ts';
import { isPaged, pageSecondsOf } from './use-page.ts';
import type { PaperView } from './view.ts';
import { heldStart, type PaperViewport } from './viewport.ts';

interface OverviewProps {
  tracing: Tracing;
  view: PaperView;
  viewport: PaperViewport;
  evidence?: readonly EvidenceSpan[];
  /** Made elsewhere for a record that is not here as a whole. */
  envelope?: Envelope;
  /** All beats of the record: with them the strip can show the RR intervals instead of the curve. */
  beatsMs?: readonly number[];
}

/** `1:02:03.4`: hours only where there are some. */
export function clockOf(ms: number): string {
  const tenths = Math.round(ms / 100);
  const seconds = Math.floor(tenths / 10);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = two(Math.floor(seconds / 60) % 60);
  return `${hours > 0 ? `${hours}:` : ''}${minutes}:${two(seconds % 60)}.${tenths % 10}`;
}

/** Nothing for a recording that fits one page. */
export function Overview(props: OverviewProps) {
  return isPaged(props.tracing) ? <Strip {...props} /> : null;
}

const steps = 2000;
const rrScaleMs = { from: 300, to: 1500 } as const;
const noBeats: readonly number[] = [];
/** A minute of pages of ten seconds. */
const farPages = 6;
const modes = ['curve', 'rr'] as const;

function Strip({ tracing, view, viewport, evidence = [], envelope, beatsMs = noBeats }: OverviewProps) {
  const text = usePaperText();
  const [box, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const state = useSyncExternalStore(viewport.subscribe, viewport.current);
  const pageMs = pageSecondsOf(tracing, view) * 1000;
  const lead =
    tracing.leads.find((one) => one.name === view.rhythmLeads[0]) ??
    tracing.leads.find((one) => one.name === 'II') ??
    tracing.leads[0];
  const [mode, setMode] = useLayoutChoice('ecg.overview', modes, 'curve');
  const hasBeats = beatsMs.length > 2;
  const shownMode = hasBeats ? mode : 'curve';
  const made = useMemo(
    () =>
      shownMode === 'rr'
        ? tachogramOf(beatsMs, tracing.durationMs, steps)
        : (envelope ?? (lead ? envelopeOf(lead.samples, tracing.sampleRateHz, steps) : null)),
    [shownMode, beatsMs, envelope, lead, tracing.sampleRateHz, tracing.durationMs],
  );
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !made || size.width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = size.width * ratio;
    element.height = size.height * ratio;
    context.scale(ratio, ratio);
    const count = made.low.length;
    // The middle 99 %: one artefact must not flatten a day.
    const sorted = [...made.high, ...made.low].filter(Number.isFinite).sort((a, b) => a - b);
    const rr = shownMode === 'rr';
    // RR intervals stand on a scale of their own, so that a steady rhythm is a line and not its noise.
    const least = Math.min(
      sorted[Math.floor(sorted.length * 0.005)] ?? 0,
      rr ? rrScaleMs.from : Number.POSITIVE_INFINITY,
    );
    const most = Math.max(
      sorted[Math.ceil(sorted.length * 0.995) - 1] ?? 1,
      rr ? rrScaleMs.to : Number.NEGATIVE_INFINITY,
    );
    const y = (uv: number) => size.height - 3 - ((uv - least) / Math.max(1, most - least)) * (size.height - 6);
    context.strokeStyle = '#3a5a78';
    context.beginPath();
    for (let i = 0; i < count; i++) {
      const low = made.low[i] ?? Number.NaN;
      const high = made.high[i] ?? Number.NaN;
      if (!Number.isFinite(low)) continue;
      const x = ((i + 0.5) * size.width) / count;
      context.moveTo(x, y(high));
      context.lineTo(x, Math.max(y(low), y(high) + 0.7));
    }
    context.stroke();
  }, [made, size, shownMode]);

  const go = (fromMs: number) => viewport.set({ fromMs: heldStart(fromMs, tracing.durationMs, pageMs) });
  const turn = (pages: number) => go(viewport.current().fromMs + pages * pageMs);
  useActions({ title: text('overview'), depth: 1 }, [
    {
      id: 'ecg.page.next',
      label: text('page.next'),
      keys: ['PageDown'],
      run: () => turn(1),
      movement: true,
      main: true,
    },
    { id: 'ecg.page.previous', label: text('page.previous'), keys: ['PageUp'], run: () => turn(-1), movement: true },
    { id: 'ecg.page.first', label: text('page.first'), keys: ['Ctrl+Home'], run: () => go(0), movement: true },
    {
      id: 'ecg.page.far',
      label: text('page.far'),
      keys: ['Shift+PageDown'],
      run: () => turn(farPages),
      movement: true,
    },
    {
      id: 'ecg.page.farBack',
      label: text('page.farBack'),
      keys: ['Shift+PageUp'],
      run: () => turn(-farPages),
      movement: true,
    },
    {
      id: 'ecg.page.last',
      label: text('page.last'),
      keys: ['Ctrl+End'],
      run: () => go(tracing.durationMs),
      movement: true,
    },
  ]);
  const seek = (event: PointerEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    go(((event.clientX - bounds.left) / bounds.width) * tracing.durationMs - pageMs / 2);
  };
  const share = (ms: number) => `${(100 * ms) / tracing.durationMs}%`;
  return (
    <div className="ecg-overview">
      {hasBeats ? (
        <button
          type="button"
          className="ecg-overview-mode"
          aria-pressed={shownMode === 'rr'}
          title={text('overview.mode')}
          onClick={() => setMode(shownMode === 'rr' ? 'curve' : 'rr')}
          data-testid="ecg-overview-mode"
        >
          {text(shownMode === 'rr' ? 'overview.rr' : 'overview.curve')}
        </button>
      ) : null}
      <div
        ref={box}
        className="ecg-overview-strip"
        role="slider"
        tabIndex={0}
        aria-label={text('overview.of', { lead: lead?.name ?? '' })}
        aria-valuemin={0}
        aria-valuemax={Math.round(tracing.durationMs)}
        aria-valuenow={Math.round(state.fromMs)}
        aria-valuetext={clockOf(state.fromMs)}
        data-testid="ecg-overview"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seek(event);
        }}
        onPointerMove={(event) => event.buttons === 1 && seek(event)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          turn(event.key === 'ArrowLeft' ? -0.5 : 0.5);
          event.preventDefault();
        }}
      >
        <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
        {evidence.map((span, index) => (
          <i
            key={index}
            className={span.critical ? 'is-critical' : ''}
            title={span.text}
            style={{
              left: share(span.fromMs),
              width: share(Math.max(span.toMs - span.fromMs, tracing.durationMs / 400)),
            }}
          />
        ))}
        <b style={{ left: share(state.fromMs), width: share(Math.min(pageMs, tracing.durationMs)) }} />
      </div>
      <span className="number">
        {text('page.of', {
          from: clockOf(state.fromMs),
          to: clockOf(Math.min(tracing.durationMs, state.fromMs + pageMs)),
          duration: clockOf(tracing.durationMs),
        })}
      </span>
      <span className="ecg-tools ecg-turn">
        <button type="button" aria-label={text('page.farBack')} title="Shift+PageUp" onClick={() => turn(-farPages)}>
          «
        </button>
        <button type="button" aria-label={text('page.previous')} title="PageUp" onClick={() => turn(-1)}>
          ‹
        </button>
        <button
          type="button"
          aria-label={text('page.next')}
          title="PageDown"
          onClick={() => turn(1)}
          data-testid="ecg-page-next"
        >
          ›
        </button>
        <button type="button" aria-label={text('page.far')} title="Shift+PageDown" onClick={() => turn(farPages)}>
          »
        </button>
      </span>
    </div>
  );
}
