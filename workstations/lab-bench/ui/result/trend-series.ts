// Earlier and present results of one test, oldest first: all of them for the list, those in numbers of one unit for the chart.
import type { HistoryPoint } from '../../../../core/lab/contract.ts';
import type { Abnormality } from '../../../../core/lab/model.ts';
import { severityOf } from '../../../../renderer/format/result.ts';
import type { TrendPoint } from '../../../../renderer/parts/trend.tsx';
import type { LineView } from './line-view.ts';

export interface TrendEntry {
  at: string;
  /** As reported, with its unit where that is another one than now. */
  value: string;
  numeric: number | null;
  abnormality: Abnormality;
  /** Of the specimen on the screen. */
  present: boolean;
}

export interface TrendOfTest {
  points: TrendEntry[];
  drawn: TrendPoint[];
  low: number | null;
  high: number | null;
}

/** `history` is of the whole patient; values in another unit are listed but not drawn: they would lie. */
export function trendOf(history: readonly HistoryPoint[], view: LineView, specimenId: string): TrendOfTest {
  const points: TrendEntry[] = history
    .filter((point) => point.testCode === view.line.testCode && point.specimenId !== specimenId)
    .map((point) => ({
      at: point.at,
      value: point.unit === view.unit ? point.value : `${point.value} ${point.unit}`,
      numeric: point.unit === view.unit ? point.numeric : null,
      abnormality: point.abnormality,
      present: false,
    }));
  const { current } = view;
  if (current && view.kind === 'value')
    points.push({
      at: current.receivedAt,
      value: current.value,
      numeric: current.numeric,
      abnormality: current.abnormality,
      present: true,
    });
  points.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const drawn = points.flatMap(({ at, numeric, abnormality }) =>
    numeric === null ? [] : [{ at, value: numeric, critical: severityOf(abnormality) === 'critical' }],
  );
  return { points, drawn, low: current?.range?.low ?? null, high: current?.range?.high ?? null };
}
