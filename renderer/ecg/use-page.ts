// From a tracing and a view to a page that is ready to draw: layout, filters and paths are made anew only when what they depend on changes.
import { useMemo } from 'react';
import { drawPaper } from '../../core/ecg/paper/drawing.ts';
import { displayed, isFiltered, noFilters } from '../../core/ecg/paper/filters.ts';
import { layoutPaper, type PaperLayout } from '../../core/ecg/paper/layout.ts';
import { partOf, type Tracing } from '../../core/ecg/paper/tracing.ts';
import { type PreparedPage, preparePage } from './canvas-draw.ts';
import type { PaperView } from './view.ts';

/** Longer than this and the recording is paged. */
const onePageMs = 10_500;
/** Longer than this and only the page is filtered. */
const filterWholeMs = 60_000;
const pageMm = 250;

export const isPaged = (tracing: Pick<Tracing, 'durationMs'>): boolean => tracing.durationMs > onePageMs;

/** 10 s, or as much as 250 mm hold of a longer recording. */
export function pageSecondsOf(tracing: Pick<Tracing, 'durationMs'>, view: PaperView): number {
  return isPaged(tracing) ? Math.max(10, pageMm / view.scale.speedMmPerS) : 10;
}

export function useLayout(tracing: Tracing, view: PaperView, fromMs: number): PaperLayout {
  const names = useMemo(() => tracing.leads.map((lead) => lead.name), [tracing]);
  return useMemo(
    () =>
      layoutPaper({
        arrangement: view.arrangement,
        sequence: view.sequence,
        rhythmLeads: view.rhythmLeads,
        ...(view.shown ? { shown: view.shown } : {}),
        scale: view.scale,
        leads: names,
        durationMs: tracing.durationMs,
        fromMs,
        pageSeconds: pageSecondsOf(tracing, view),
      }),
    [tracing, names, view, fromMs],
  );
}

/** `devicePxPerMm` says how fine the medium is. */
export function usePage(tracing: Tracing, view: PaperView, layout: PaperLayout, devicePxPerMm: number): PreparedPage {
  const { filters } = view;
  const whole = tracing.durationMs <= filterWholeMs;
  const shown = useMemo(
    () =>
      whole && isFiltered(filters)
        ? {
            ...tracing,
            leads: tracing.leads.map((lead) => ({
              name: lead.name,
              samples: displayed(lead.samples, tracing.sampleRateHz, filters),
            })),
          }
        : tracing,
    [tracing, filters, whole],
  );
  return useMemo(() => {
    const part = whole ? shown : partOf(shown, layout.fromMs, layout.toMs);
    return preparePage(
      drawPaper(layout, part, {
        filters: whole ? noFilters : filters,
        resolutionMm: 0.5 / Math.max(1, devicePxPerMm),
        grid: false,
      }),
    );
  }, [layout, shown, whole, filters, devicePxPerMm]);
}
