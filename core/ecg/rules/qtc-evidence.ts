// QTc over its limit: by which formula, less what a wide QRS adds, and what becomes of it where the end of T is in doubt.
import { correctedQt, type QtcFormula } from '../measure/qtc.ts';
import type { Judged } from './judged.ts';
import { rOnTBeats } from './r-on-t.ts';
import type { Evidence, RuleCondition } from './rule-set.ts';

/** QRS beyond which what is wider is taken off QT: a wide QRS lengthens QT without any change of repolarisation (AHA 2009, part IV). */
const usualQrsMs = 100;

/** QTc, and of a QRS of 120 ms and more what was taken off QT before it was corrected. */
export function narrowQtc(measured: Judged, formula: QtcFormula): { value: number | null; widthMs: number } {
  const { qtMs, qrsMs, rrMs, qtc } = measured;
  if (qtMs === null || rrMs === null || qrsMs === null || qrsMs < 120) return { value: qtc[formula], widthMs: 0 };
  const widthMs = qrsMs - usualQrsMs;
  return { value: correctedQt(qtMs - widthMs, rrMs)[formula], widthMs };
}

/** Confidence of QT below which it makes no alarm, and the least that a second end of T leaves of it. */
export const sureQt = 0.5;
const leftByDoubt = 0.3;

/** The doubt is that T ends later still: what is too long already is no shorter for it. */
export function endsLater({ confidence, qtMs, qtOtherMs }: Judged): boolean {
  return qtMs !== null && qtOtherMs !== undefined && qtOtherMs > qtMs && (confidence.qtMs ?? 0) >= leftByDoubt * sureQt;
}

export function qtcEvidence(measured: Judged, when: Extract<RuleCondition, { kind: 'qtc' }>): Evidence[] {
  const formula = when.formula === 'by-rate' ? formulaFor(measured.heartRateBpm) : when.formula;
  const { value, widthMs } = narrowQtc(measured, formula);
  if (value === null || value < when.minMs) return [];
  const early = rOnTBeats(measured);
  if (when.rOnT && early.length === 0) return [];
  return [
    {
      fromMs: 0,
      toMs: measured.durationMs,
      zh: `QTc ${Math.round(value)} ms（${formula}${widthMs > 0 ? `，已减去宽QRS超出的${Math.round(widthMs)} ms` : ''}）`,
      en: `QTc ${Math.round(value)} ms (${formula}${widthMs > 0 ? `, less the ${Math.round(widthMs)} ms of the wide QRS` : ''})`,
      value,
      unit: 'ms',
      threshold: when.minMs,
    },
    ...(when.rOnT ? early : []),
  ];
}

export function formulaFor(rateBpm: number | null): QtcFormula {
  return rateBpm !== null && rateBpm >= 60 && rateBpm <= 90 ? 'bazett' : 'fridericia';
}
