// ECG paper on the screen: a canvas in true proportion, moved by hand or wheel, with calipers above it. Station and clinicians' replay share it.
import { type PointerEvent, useEffect, useId, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { onSample, rrBefore } from '../../core/ecg/paper/calipers.ts';
import { footerText } from '../../core/ecg/paper/footer.ts';
import { panelAt } from '../../core/ecg/paper/layout.ts';
import { mmOfMs, msOfMm, uvOfMm } from '../../core/ecg/paper/scale.ts';
import type { Tracing } from '../../core/ecg/paper/tracing.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { useLocale } from '../i18n/text.tsx';
import { useSize } from '../parts/use-size.ts';
import { CaliperLayer } from './caliper-layer.tsx';
import { EdgeLabels } from './edge-labels.tsx';
import type { EvidenceSpan } from './evidence.ts';
import { PageCache } from './page-cache.ts';
import { nominalPxPerMm, useScreenSize } from './screen-size.ts';
import { usePaperText } from './texts.ts';
import type { Calipers, PlacedCaliper } from './use-calipers.ts';
import { isPaged, useLayout, usePage } from './use-page.ts';
import type { PaperView } from './view.ts';
import { heldStart, type PaperViewport } from './viewport.ts';

export interface EcgPaperProps {
  tracing: Tracing;
  view: PaperView;
  /** Shared by papers that move in step. */
  viewport: PaperViewport;
  device: EcgRecording['filters'];
  /** Absent: nothing can be measured here. */
  calipers?: Calipers;
  /** Beats on the clock of the recording, for the RR of a QT. */
  beatsMs?: readonly number[];
  evidence?: readonly EvidenceSpan[];
  label: string;
  /** Small papers of a comparison do without the line of facts. */
  plain?: boolean;
}

/** A page is fitted as if it were at least and at most so large (mm): fast paper scrolls, slow paper is not blown up. */
const fitMm = { width: [200, 265], height: [90, 200] } as const;
const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
const wheelPages = 0.1;
/** CSS px a millimetre (least, most) that the wheel reaches. */
const wheelScale = [1, 30] as const;
/** Heavy lines on whole device pixels keep the grid even. */
const evenScale = (pxPerMm: number, ratio: number) => Math.max(0.8, Math.floor(pxPerMm * 5 * ratio + 1e-6) / 5 / ratio);

/** The even scale one turn of the wheel further, never the same again. */
function wheeled(pxPerMm: number, closer: boolean, ratio: number): number {
  const wanted = closer ? Math.max(pxPerMm * 1.15, pxPerMm + 1 / (5 * ratio)) : pxPerMm / 1.15;
  return evenScale(clamp(wanted, ...wheelScale), ratio);
}

export function EcgPaper(props: EcgPaperProps) {
  const { tracing, view, viewport, calipers } = props;
  const text = usePaperText();
  const locale = useLocale();
  const [box, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const cache = useRef(new PageCache());
  const [measured] = useScreenSize();
  const state = useSyncExternalStore(viewport.subscribe, viewport.current);
  const layout = useLayout(tracing, view, state.fromMs);
  const truePxPerMm = measured ?? nominalPxPerMm;
  const ratio = window.devicePixelRatio || 1;
  const fitted = Math.min(
    size.width / clamp(layout.widthMm, ...fitMm.width),
    size.height / clamp(layout.heightMm, ...fitMm.height),
  );
  // Waves of two tracings are compared by eye: a millimetre is as large on the one paper as on the other.
  const paperId = useId();
  useLayoutEffect(() => {
    if (fitted > 0) viewport.setFit(paperId, fitted);
  }, [viewport, paperId, fitted]);
  useLayoutEffect(() => () => viewport.setFit(paperId, null), [viewport, paperId]);
  const wanted =
    state.zoom === 'fit' ? Math.min(fitted, viewport.commonFit()) : state.zoom === 'true' ? truePxPerMm : state.zoom;
  const pxPerMm = state.zoom === 'true' ? wanted : evenScale(wanted, ratio);
  const page = usePage(tracing, view, layout, pxPerMm * ratio);
  const pagePx = { width: layout.widthMm * pxPerMm, height: layout.heightMm * pxPerMm };
  const sweepMm =
    state.sweepMs === null ? undefined : layout.signalMm + mmOfMs(state.sweepMs - layout.fromMs, layout.scale);
  // A page that is wider than the screen follows the sweep.
  const wantedX = sweepMm === undefined ? state.xPx : sweepMm * pxPerMm - size.width * 0.85;
  // On whole device pixels, so that a page which was drawn once can be shifted and stays crisp.
  const whole = (px: number) => Math.round(px * ratio) / ratio;
  const along = (page: number, seen: number, wanted: number) =>
    whole(page <= seen ? (page - seen) / 2 : clamp(wanted, 0, page - seen));
  const xPx = along(pagePx.width, size.width, wantedX);
  const yPx = along(pagePx.height, size.height, state.yPx);
  const paged = isPaged(tracing);
  const pageMs = layout.toMs - layout.fromMs;

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: true });
    if (!element || !context || size.width === 0) return;
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
    }
    cache.current.draw(context, page, {
      widthPx: size.width,
      heightPx: size.height,
      pxPerMm,
      devicePixelRatio: ratio,
      xPx,
      yPx,
      ...(sweepMm === undefined ? {} : { untilMm: sweepMm }),
    });
  }, [page, size, pxPerMm, ratio, xPx, yPx, sweepMm]);

  const newest = useRef({ pxPerMm, xPx, yPx, pageMs, paged, layout });
  newest.current = { pxPerMm, xPx, yPx, pageMs, paged, layout };
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const zoomAt = (closer: boolean, at: { x: number; y: number }) => {
      const now = newest.current;
      const next = wheeled(now.pxPerMm, closer, window.devicePixelRatio || 1);
      const held = (offset: number, point: number) => ((offset + point) * next) / now.pxPerMm - point;
      viewport.set({ zoom: next, xPx: held(now.xPx, at.x), yPx: held(now.yPx, at.y) });
    };
    const onStep = (closer: boolean) => zoomAt(closer, { x: element.clientWidth / 2, y: element.clientHeight / 2 });
    viewport.onStep = onStep;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const now = newest.current;
      if (event.ctrlKey) {
        const bounds = element.getBoundingClientRect();
        zoomAt(event.deltaY < 0, { x: event.clientX - bounds.left, y: event.clientY - bounds.top });
        return;
      }
      const along = event.deltaX + (event.shiftKey || now.paged ? event.deltaY : 0);
      if (now.paged)
        viewport.set({
          fromMs: heldStart(
            viewport.current().fromMs + Math.sign(along) * now.pageMs * wheelPages,
            tracing.durationMs,
            now.pageMs,
          ),
        });
      else viewport.set({ xPx: now.xPx + along, yPx: now.yPx + (event.shiftKey ? 0 : event.deltaY) });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', onWheel);
      if (viewport.onStep === onStep) viewport.onStep = null;
    };
  }, [box, viewport, tracing.durationMs]);

  /** Millimetres of the page under the pointer. */
  const placeOf = (event: PointerEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return {
      xMm: (event.clientX - bounds.left + xPx) / pxPerMm,
      yMm: (event.clientY - bounds.top + yPx) / pxPerMm,
    };
  };
  const msAt = (xMm: number) =>
    onSample(layout.fromMs + msOfMm(xMm - layout.signalMm, layout.scale), tracing.sampleRateHz);

  const drag = useRef<
    | { kind: 'pan'; x: number; y: number; from: { x: number; y: number; ms: number } }
    | { kind: 'tool'; id: string }
    | null
  >(null);
  const onPointerDown = (event: PointerEvent) => {
    if (event.button > 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { xMm, yMm } = placeOf(event);
    const tool = calipers?.tool ?? 'pan';
    if (tool === 'pan' || event.button === 1) {
      calipers?.choose(null);
      drag.current = {
        kind: 'pan',
        x: event.clientX,
        y: event.clientY,
        from: { x: xPx, y: yPx, ms: layout.fromMs },
      };
      return;
    }
    const started = startCaliper(xMm, yMm);
    if (!started) return;
    calipers?.put(started);
    drag.current = started.kind === 'marker' ? null : { kind: 'tool', id: started.id };
    if (started.kind === 'marker') calipers?.setTool('pan');
  };
  function startCaliper(xMm: number, yMm: number): PlacedCaliper | null {
    if (!calipers || xMm < layout.signalMm || calipers.tool === 'pan') return null;
    const id = crypto.randomUUID();
    const atMs = msAt(xMm);
    const panel = panelAt(layout, xMm, yMm);
    switch (calipers.tool) {
      case 'interval':
      case 'march':
        return { kind: calipers.tool, id, yMm, fromMs: atMs, toMs: atMs };
      case 'qt':
        return { kind: 'qt', id, yMm, fromMs: atMs, toMs: atMs, rrMs: rrBefore(props.beatsMs ?? [], atMs + 80) };
      case 'amplitude': {
        if (!panel) return null;
        const uv = uvOfMm(panel.baselineMm - yMm, layout.scale) * (panel.inverted ? -1 : 1);
        return { kind: 'amplitude', id, yMm, lead: panel.lead, atMs, fromUv: uv, toUv: uv };
      }
      case 'marker': {
        if (!panel) return null;
        const count = calipers.list.filter((one) => one.kind === 'marker').length;
        return { kind: 'marker', id, yMm, lead: panel.lead, atMs, text: text('marker.number', { number: count + 1 }) };
      }
      default:
        return calipers.tool satisfies never;
    }
  }
  const onPointerMove = (event: PointerEvent) => {
    const now = drag.current;
    if (!now) return;
    if (now.kind === 'pan') {
      const dx = event.clientX - now.x;
      const dy = event.clientY - now.y;
      if (paged)
        viewport.set({
          fromMs: heldStart(now.from.ms - msOfMm(dx / pxPerMm, layout.scale), tracing.durationMs, pageMs),
          yPx: now.from.y - dy,
        });
      else viewport.set({ xPx: now.from.x - dx, yPx: now.from.y - dy });
      return;
    }
    const caliper = calipers?.list.find((one) => one.id === now.id);
    if (!caliper || !calipers) return;
    const { xMm, yMm } = placeOf(event);
    if (caliper.kind === 'amplitude') {
      const panel = layout.panels.find(
        (one) => one.lead === caliper.lead && caliper.atMs >= one.fromMs && caliper.atMs < one.toMs,
      );
      if (!panel) return;
      const uv = uvOfMm(panel.baselineMm - yMm, layout.scale) * (panel.inverted ? -1 : 1);
      calipers.move(caliper.id, 'to', 0, uv - caliper.toUv);
    } else if (caliper.kind !== 'marker') calipers.move(caliper.id, 'to', msAt(xMm) - caliper.toMs, 0);
  };
  const onPointerUp = () => {
    const now = drag.current;
    drag.current = null;
    if (now?.kind !== 'tool' || !calipers) return;
    const caliper = calipers.list.find((one) => one.id === now.id);
    if (!caliper) return;
    const none =
      caliper.kind === 'amplitude'
        ? caliper.fromUv === caliper.toUv
        : caliper.kind !== 'marker' && caliper.fromMs === caliper.toMs;
    if (none) calipers.remove(caliper.id);
  };

  const percent = Math.round((pxPerMm / truePxPerMm) * 100);
  return (
    <section className={`ecg-paper ${props.plain ? 'is-plain' : ''}`} aria-label={props.label} data-testid="ecg-paper">
      <div
        ref={box}
        className={`ecg-paper-view tool-${calipers?.tool ?? 'pan'}`}
        data-px-per-mm={pxPerMm}
        data-from-ms={layout.fromMs}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
        <EdgeLabels layout={layout} seen={{ pxPerMm, xPx, yPx, ...size }} />
        <CaliperLayer
          layout={layout}
          place={{ pxPerMm, xPx, yPx, ...size }}
          sampleRateHz={tracing.sampleRateHz}
          calipers={calipers}
          evidence={props.evidence ?? []}
        />
      </div>
      <footer className="ecg-paper-foot">
        <span>
          {footerText(
            { scale: view.scale, filters: view.filters, device: props.device, sampleRateHz: tracing.sampleRateHz },
            locale === 'en' ? 'en' : 'zh',
          )}
        </span>
        {props.plain ? null : (
          <>
            <ScaleBar
              pxPerMm={pxPerMm}
              label={text('size.bar', {
                ms: Math.round(5000 / view.scale.speedMmPerS),
                mv: 5 / view.scale.gainMmPerMv,
              })}
            />
            <span data-testid="ecg-size">
              {measured === null
                ? text('size.uncalibrated')
                : percent === 100
                  ? text('size.true')
                  : text('size.scaled', { percent })}
            </span>
          </>
        )}
      </footer>
    </section>
  );
}

/** 5 mm of this paper, since pixels are not millimetres. */
function ScaleBar({ pxPerMm, label }: { pxPerMm: number; label: string }) {
  const wide = 5 * pxPerMm;
  return (
    <span className="ecg-scale-bar">
      <svg width={wide + 1} height={8} aria-hidden>
        <path d={`M0.5 1V7M0.5 4H${wide + 0.5}M${wide + 0.5} 1V7`} stroke="currentColor" fill="none" />
      </svg>
      {label}
    </span>
  );
}
