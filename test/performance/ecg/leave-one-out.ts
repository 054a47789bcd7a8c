// Detection on a database that had no say: the threshold that errs least on the other databases, applied to the one left out, in turn.
import { detectQrs } from '../../../core/ecg/detect/qrs.ts';
import type { Figures } from './figures.ts';
import { percent, scoreQrs } from './qrs-score.ts';
import { recordsOf } from './records.ts';
import { readRecord, referenceBeats } from './wfdb.ts';

const sets = ['mitdb', 'qtdb', 'cpsc2021'] as const;
type Set = (typeof sets)[number];
/** Shares of the beats' level. */
const thresholds = [0.24, 0.28, 0.32, 0.36, 0.4] as const;
/** All leads together, and each record by its first lead alone, as a patch records it. */
const views = ['all leads', 'first lead alone'] as const;
type View = (typeof views)[number];

interface Counts {
  reference: number;
  missed: number;
  extra: number;
}

function scoreSet(set: Set, view: View): Counts[] {
  const totals = thresholds.map((): Counts => ({ reference: 0, missed: 0, extra: 0 }));
  for (const file of recordsOf(set)) {
    const { leads, sampleRateHz } = readRecord(file.path);
    const samples = leads.slice(0, view === 'all leads' ? leads.length : 1).map((lead) => lead.samples);
    const reference = referenceBeats(file.path).map(({ sample }) => sample);
    thresholds.forEach((threshold, i) => {
      const { beats } = detectQrs(samples, sampleRateHz, threshold);
      const score = scoreQrs(
        reference,
        beats.map(({ sample }) => sample),
        sampleRateHz,
      );
      const total = totals[i];
      if (!total) return;
      total.reference += score.reference;
      total.missed += score.missed;
      total.extra += score.extra;
    });
  }
  return totals;
}

/** Share of missed and extra beats: every database has the same weight, however long it is. */
const errors = ({ reference, missed, extra }: Counts): number => (missed + extra) / reference;

/**
 * The one threshold that height is judged by is chosen anew without each database. Everything else (bands, costs, the shares of forms) was set
 * with all of them in sight: the figures are nearer to unseen data than those of the whole set, and no more.
 */
export function leaveOneOutFigures(figures: Figures): void {
  for (const view of views) {
    const scores = new Map(sets.map((set) => [set, scoreSet(set, view)]));
    for (const left of sets) {
      const cost = thresholds.map((_, i) =>
        sets.reduce((sum, set) => {
          const counts = scores.get(set)?.[i];
          return set === left || !counts ? sum : sum + errors(counts);
        }, 0),
      );
      const best = cost.indexOf(Math.min(...cost));
      const own = scores.get(left);
      const { reference, missed, extra } = own?.[best] ?? { reference: 0, missed: 0, extra: 0 };
      const found = reference - missed;
      const of = `${left} left out, ${view} (threshold ${thresholds[best]}):`;
      const goal = left === 'cpsc2021' ? 99.5 : 99.8;
      if (view === 'all leads') {
        figures.atLeast(`${of} QRS sensitivity`, percent(found, reference), goal);
        figures.atLeast(`${of} QRS PPV`, percent(found, found + extra), goal);
      } else {
        figures.told(`${of} QRS sensitivity`, percent(found, reference), '%');
        figures.told(`${of} QRS PPV`, percent(found, found + extra), '%');
      }
      const spread = (own ?? []).map((counts) => (100 * errors(counts)).toFixed(3)).join(' ');
      console.log(`${left}, ${view}: errors in % at thresholds ${thresholds.join(' ')}: ${spread}`);
    }
  }
}
