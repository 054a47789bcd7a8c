// Intervals, axes and amplitudes of the median beat.
import type { Waves } from '../delineate/waves.ts';
import { type NamedLead, type StandardLead, standardLeads, standardName } from '../signal/limb-leads.ts';
import { type LeadAmplitudes, leadAmplitudes, meanOf, stScatter } from './amplitudes.ts';
import { type Axis, frontalAxis, netArea } from './axis.ts';
import type { Measured } from './measurement.ts';
import type { MedianBeat } from './median-beat.ts';
import { correctedQt } from './qtc.ts';
import { leadReversal } from './reversal.ts';
import { secondLookAtT } from './t-end.ts';

export interface BeatValues
  extends Pick<
    Measured,
    'pMs' | 'prMs' | 'qrsMs' | 'qtMs' | 'qtOtherMs' | 'qtc' | 'axisDeg' | 'axisState' | 'confidence' | 'amplitudes'
  > {
  leadReversal: Measured['quality']['leadReversal'];
  /** P upright in II (axis 0 to 90 degrees where there are frontal leads). */
  pLooksSinus: boolean;
}

/** Vector lengths, in microvolt milliseconds, below which an axis has no direction. */
const leastArea = { p: 250, qrs: 1500, t: 1500 };

export function measureBeat(
  beat: MedianBeat | null,
  leads: readonly NamedLead[],
  waves: Waves,
  rate: number,
  rrMs: number | null,
): BeatValues {
  const { p, qrs, t } = waves;
  const toMs = (samples: number) => (samples * 1000) / rate;
  const qtMs = qrs && t ? toMs(t.offset - qrs.onset) : null;
  const qtc = qtMs !== null && rrMs !== null ? correctedQt(qtMs, rrMs) : null;
  const medians = beat
    ? leads.map((lead, i) => ({ name: lead.name, samples: beat.leads[i] ?? new Float32Array(0) }))
    : [];
  const standard = standardLeads(medians);
  const amplitudes: Record<string, LeadAmplitudes> = {};
  for (const { name, samples } of medians) amplitudes[name] = leadAmplitudes(samples, rate, waves);
  for (const [name, samples] of standard) amplitudes[name] = leadAmplitudes(samples, rate, waves);
  leads.forEach(({ name }, k) => {
    const own = amplitudes[standardName(name) ?? name];
    const members = beat?.members.flatMap((member) => member[k] ?? []) ?? [];
    if (own) own.stScatter = stScatter(members, rate, waves);
  });
  const tEnd = secondLookAtT(
    medians.map(({ samples }) => samples),
    waves,
    rate,
    rrMs === null ? rate : (rrMs * rate) / 1000,
  );
  const axes = {
    p: p ? axisOf(standard, rate, p.onset, p.offset, 'own', leastArea.p) : absent,
    qrs: qrs ? axisOf(standard, rate, qrs.onset, qrs.offset, qrs.onset, leastArea.qrs) : absent,
    t: t && qrs ? axisOf(standard, rate, t.onset, t.offset, qrs.onset, leastArea.t) : absent,
  };
  const range: Partial<Record<StandardLead, number>> = {};
  for (const [name, samples] of standard) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of samples) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    range[name] = high - low;
  }
  const degrees = (axis: Axis) => (axis.state === 'measured' ? axis.degrees : null);
  const pAxis = degrees(axes.p);
  const standardAmplitudes = Object.fromEntries([...standard.keys()].map((name) => [name, amplitudes[name]]));
  return {
    pMs: p ? toMs(p.offset - p.onset) : null,
    prMs: p && qrs ? toMs(qrs.onset - p.onset) : null,
    qrsMs: qrs ? toMs(qrs.offset - qrs.onset) : null,
    qtMs,
    ...(qtMs !== null && tEnd.apart !== 0 ? { qtOtherMs: qtMs + toMs(tEnd.apart) } : {}),
    qtc: qtc ?? { bazett: null, fridericia: null, framingham: null, hodges: null },
    axisDeg: { p: pAxis, qrs: degrees(axes.qrs), t: degrees(axes.t) },
    axisState: { p: axes.p.state, qrs: axes.qrs.state, t: axes.t.state },
    confidence: {
      ...(p ? { pMs: p.confidence, prMs: p.confidence, ...(pAxis === null ? {} : { axisP: p.confidence }) } : {}),
      ...(qrs ? { qrsMs: qrs.confidence, ...(degrees(axes.qrs) === null ? {} : { axisQrs: qrs.confidence }) } : {}),
      ...(qtMs !== null && t
        ? { qtMs: t.confidence * tEnd.trust, ...(degrees(axes.t) === null ? {} : { axisT: t.confidence }) }
        : {}),
    },
    amplitudes,
    leadReversal: leadReversal(standardAmplitudes, range),
    pLooksSinus:
      pAxis === null
        ? (amplitudes.II?.p ?? medians.map(({ name }) => amplitudes[name]?.p ?? 0)[0] ?? 0) > 0
        : pAxis > -15 && pAxis < 105,
  };
}

const absent: Axis = { state: 'absent' };

/** Area over the PR level for QRS and T; for P over the line between its own ends, since it may ride on the T wave before. */
function axisOf(
  leads: ReadonlyMap<StandardLead, Float32Array>,
  rate: number,
  onset: number,
  offset: number,
  qrsOnset: number | 'own',
  least: number,
): Axis {
  const I = leads.get('I');
  const aVF = leads.get('aVF');
  if (!I || !aVF) return absent;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const area = (lead: Float32Array) => {
    const level =
      qrsOnset === 'own'
        ? ((lead[onset] ?? 0) + (lead[offset] ?? 0)) / 2
        : meanOf(lead, qrsOnset - ms(20), qrsOnset - ms(4));
    return netArea(lead, rate, onset, offset, level);
  };
  return frontalAxis(area(I), area(aVF), least);
}
