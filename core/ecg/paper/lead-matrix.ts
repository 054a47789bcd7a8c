// The measurement matrix: amplitudes and ST levels of every lead as a table, each figure with what it is worth and why it may be worth little.
import type { StoredMeasurement } from '../flow/recording.ts';
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import type { LeadFault } from '../signal/quality.ts';

export const matrixRows = ['p', 'q', 'qDurationMs', 'r', 's', 'rs', 't', 'stJ', 'stJ60', 'stJ80'] as const;
export type MatrixRowName = (typeof matrixRows)[number];

/** `waves`: the machine is not sure where the wave begins and ends; `fewBeats`: the median beat is made of fewer than three. */
export type MatrixDoubt = LeadFault | 'waves' | 'fewBeats' | 'reversal';

export interface MatrixCell {
  /** mV; ms for the duration; a plain ratio for R/S. Null is absent. */
  value: number | null;
  /** 0 to 1; 0 where nothing is known about the lead. */
  confidence: number;
  /** Why the confidence is low; empty where it is not. */
  doubts: MatrixDoubt[];
}

export interface LeadMatrix {
  leads: string[];
  rows: { name: MatrixRowName; cells: MatrixCell[] }[];
}

/** Below this a figure is shown as doubtful, as elsewhere in the station. */
export const doubtfulBelow = 0.6;
const fewBeats = 3;

/** Limb leads that a device derives from I and II are as good as these. */
const sources: Record<string, readonly string[]> = {
  III: ['I', 'II'],
  aVR: ['I', 'II'],
  aVL: ['I', 'II'],
  aVF: ['I', 'II'],
};
const order = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];

type MatrixSource = Pick<StoredMeasurement, 'amplitudes' | 'confidence' | 'quality' | 'medianBeat'>;

/** Which wave's delineation a figure depends on. */
const waveOf: Record<MatrixRowName, 'pMs' | 'qrsMs' | 'qtMs'> = {
  p: 'pMs',
  q: 'qrsMs',
  qDurationMs: 'qrsMs',
  r: 'qrsMs',
  s: 'qrsMs',
  rs: 'qrsMs',
  t: 'qtMs',
  stJ: 'qrsMs',
  stJ60: 'qrsMs',
  stJ80: 'qrsMs',
};

function figureOf(name: MatrixRowName, lead: LeadAmplitudes): number | null {
  const mv = (uv: number | null) => (uv === null ? null : uv / 1000);
  switch (name) {
    case 'qDurationMs':
      return lead.qDurationMs;
    case 'rs':
      return lead.r === null || lead.s === null || lead.s === 0 ? null : Math.abs(lead.r / lead.s);
    case 'p':
    case 'q':
    case 'r':
    case 's':
    case 't':
    case 'stJ':
    case 'stJ60':
    case 'stJ80':
      return mv(lead[name]);
    default:
      return name satisfies never;
  }
}

/** Null when nothing was measured. */
export function leadMatrix(measured: MatrixSource): LeadMatrix | null {
  const names = Object.keys(measured.amplitudes);
  if (names.length === 0) return null;
  const leads = [...order.filter((name) => names.includes(name)), ...names.filter((name) => !order.includes(name))];
  const limb = new Set(order.slice(0, 6));
  const { quality, confidence, medianBeat } = measured;
  const worth = (lead: string) => {
    const own = quality.leads[lead];
    const known = own ? [own] : (sources[lead] ?? []).flatMap((name) => quality.leads[name] ?? []);
    const faults = new Set<MatrixDoubt>(known.flatMap((one) => one.faults));
    if (quality.leadsOff.includes(lead)) faults.add('lead-off');
    const reversed = quality.leadReversal !== null && limb.has(lead);
    if (reversed) faults.add('reversal');
    const score = known.length === 0 ? 0 : Math.min(...known.map((one) => one.score));
    return { score: reversed ? Math.min(score, 1 - (quality.leadReversal?.confidence ?? 0)) : score, faults };
  };
  const lead = new Map(leads.map((name) => [name, worth(name)]));
  const few = (medianBeat?.beats ?? 0) < fewBeats;
  return {
    leads,
    rows: matrixRows.map((name) => ({
      name,
      cells: leads.map((leadName): MatrixCell => {
        const amplitudes = measured.amplitudes[leadName];
        const value = amplitudes ? figureOf(name, amplitudes) : null;
        const { score, faults } = lead.get(leadName) ?? { score: 0, faults: new Set<MatrixDoubt>() };
        const wave = confidence[waveOf[name]] ?? 0;
        const sure = Math.min(score, wave, few ? 0.5 : 1);
        if (value === null || sure >= doubtfulBelow) return { value, confidence: sure, doubts: [] };
        const doubts: MatrixDoubt[] = [...faults];
        if (few) doubts.push('fewBeats');
        if (wave < doubtfulBelow) doubts.push('waves');
        return { value, confidence: sure, doubts };
      }),
    })),
  };
}

/** As it is written: mV with two decimals and a sign for ST, ms whole, `—` for absent. */
export function matrixText(name: MatrixRowName, value: number | null): string {
  if (value === null) return '—';
  if (name === 'qDurationMs') return String(Math.round(value));
  const text = value.toFixed(name === 'rs' && value >= 10 ? 1 : 2);
  if (Number(text) === 0) return '0.00';
  return name.startsWith('st') && value > 0 ? `+${text}` : text;
}
