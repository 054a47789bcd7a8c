// How the reader wants to see tracings: kept for this workstation, the same for every paper on the screen.
import { useCallback, useMemo } from 'react';
import { type Arrangement, arrangements, type LeadSequence } from '../../core/ecg/paper/arrange.ts';
import {
  baselineCorners,
  type DisplayFilters,
  lowPassCorners,
  mainsFrequencies,
} from '../../core/ecg/paper/filters.ts';
import { type PaperScale, paperGains, paperSpeeds, standardScale } from '../../core/ecg/paper/scale.ts';
import { usePreferences } from '../i18n/preferences.tsx';

export interface PaperView {
  arrangement: Arrangement;
  sequence: LeadSequence;
  scale: PaperScale;
  filters: DisplayFilters;
  /** Leads of the strips, the first also that of the single lead. */
  rhythmLeads: readonly string[];
  /** Leads chosen on stacked pages; null means all. */
  shown: readonly string[] | null;
}

export const standardView: PaperView = {
  arrangement: '3x4+1',
  sequence: 'standard',
  scale: standardScale,
  filters: { baselineHz: null, lowPassHz: null, notchHz: null },
  rhythmLeads: ['II'],
  shown: null,
};

const prefix = 'ecg.view.';

function oneOf<Value>(values: readonly Value[], stored: unknown): Value | undefined {
  return values.find((value) => value === stored);
}

/** The remembered view and how to change a part of it. */
export function usePaperView(): [PaperView, (part: Partial<PaperView>) => void] {
  const { preferences, change } = usePreferences();
  const stored = preferences.layout;
  const view = useMemo((): PaperView => {
    const at = (name: string) => stored[`${prefix}${name}`];
    const leads = (name: string) => {
      const text = at(name);
      return typeof text === 'string' && text !== '' ? text.split(',') : null;
    };
    return {
      arrangement: oneOf(arrangements, at('arrangement')) ?? standardView.arrangement,
      sequence: at('sequence') === 'cabrera' ? 'cabrera' : 'standard',
      scale: {
        speedMmPerS: oneOf(paperSpeeds, at('speed')) ?? standardScale.speedMmPerS,
        gainMmPerMv: oneOf(paperGains, at('gain')) ?? standardScale.gainMmPerMv,
      },
      filters: {
        baselineHz: oneOf(baselineCorners, at('baseline')) ?? null,
        lowPassHz: oneOf(lowPassCorners, at('lowPass')) ?? null,
        notchHz: oneOf(mainsFrequencies, at('notch')) ?? null,
      },
      rhythmLeads: leads('rhythm') ?? standardView.rhythmLeads,
      shown: leads('shown'),
    };
  }, [stored]);
  const set = useCallback(
    (part: Partial<PaperView>) => {
      const layout: Record<string, string | number> = {};
      const put = (name: string, value: string | number) => {
        layout[`${prefix}${name}`] = value;
      };
      if (part.arrangement) put('arrangement', part.arrangement);
      if (part.sequence) put('sequence', part.sequence);
      if (part.scale) {
        put('speed', part.scale.speedMmPerS);
        put('gain', part.scale.gainMmPerMv);
      }
      if (part.filters) {
        put('baseline', part.filters.baselineHz ?? 0);
        put('lowPass', part.filters.lowPassHz ?? 0);
        put('notch', part.filters.notchHz ?? 0);
      }
      if (part.rhythmLeads) put('rhythm', part.rhythmLeads.join(','));
      if (part.shown !== undefined) put('shown', part.shown?.join(',') ?? '');
      change({ layout });
    },
    [change],
  );
  return [view, set];
}
