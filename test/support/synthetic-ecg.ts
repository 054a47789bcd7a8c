// Synthetic ECG with known truth: waves of finite length on a sum of leads, beats at given times, in microvolts.
import type { EcgRecording, EcgWaveform } from '../../core/ecg/recording.ts';
import { seeded } from '../performance/ecg/noise.ts';

export interface SyntheticBeat {
  /** Seconds of the QRS onset. */
  at: number;
  /** `p-only`: a P wave that is not conducted; `at` is where its QRS would have begun. `delta`: a slurred upstroke before R. */
  kind?: 'normal' | 'ventricular' | 'paced' | 'no-p' | 'p-only' | 'delta';
  /** Of the whole beat, and of its T wave. */
  gain?: number;
  tGain?: number;
  /** Radians by which the heart's vector is turned for this beat: each lead sees it from its own side. */
  turn?: number;
}

export interface SyntheticOptions {
  sampleRateHz?: number;
  seconds?: number;
  noiseUv?: number;
  /** Of the fine waves that stand for atrial fibrillation. */
  fibrillationUv?: number;
  gain?: number;
  seed?: number;
  leads?: readonly LeadName[];
  /** Milliseconds; the truth of the delineation tests. */
  pMs?: number;
  prMs?: number;
  qrsMs?: number;
  qtMs?: number;
  stUv?: Partial<Record<LeadName, number>>;
  tGain?: number;
}

/** Gains of P, Q, R, S and T in each lead: a heart with a QRS axis of about 50 degrees. */
const views = {
  I: { p: 0.6, q: -0.05, r: 0.8, s: -0.1, t: 0.7 },
  II: { p: 1, q: -0.08, r: 1.2, s: -0.2, t: 1 },
  V1: { p: 0.4, q: 0, r: 0.25, s: -0.9, t: 0.2 },
  V2: { p: 0.4, q: 0, r: 0.5, s: -1.3, t: 1 },
  V3: { p: 0.5, q: 0, r: 0.8, s: -0.9, t: 1 },
  V4: { p: 0.5, q: -0.04, r: 1.3, s: -0.5, t: 1 },
  V5: { p: 0.5, q: -0.08, r: 1.3, s: -0.25, t: 0.9 },
  V6: { p: 0.5, q: -0.08, r: 1, s: -0.1, t: 0.8 },
} as const;

export type LeadName = keyof typeof views;
export const eightLeads = Object.keys(views) as LeadName[];

/** A raised cosine from `from` to `from + length`, highest at `skew` of its length. */
function hump(time: number, from: number, length: number, skew = 0.5): number {
  const x = (time - from) / length;
  if (x <= 0 || x >= 1) return 0;
  const phase = x < skew ? x / skew : (1 - x) / (1 - skew);
  return 0.5 - 0.5 * Math.cos(Math.PI * phase);
}

/** Value of one beat, `time` seconds after its QRS onset. */
function beatValue(
  name: LeadName,
  time: number,
  kind: SyntheticBeat['kind'],
  o: Required<Pick<SyntheticOptions, 'pMs' | 'prMs' | 'qrsMs' | 'qtMs' | 'tGain'>>,
  st: number,
): number {
  const view = views[name];
  const [p, pr, qrs, qt] = [o.pMs, o.prMs, o.qrsMs, o.qtMs].map((ms) => ms / 1000) as [number, number, number, number];
  if (kind === 'ventricular') {
    const sign = view.r + view.s > 0.4 ? -1 : 1;
    return sign * (1600 * hump(time, 0, 0.16, 0.45) - 500 * hump(time, 0.2, 0.22));
  }
  if (kind === 'paced') {
    const spike = time >= -0.03 && time < -0.028 ? 2500 : 0;
    return spike - 1100 * hump(time, 0, 0.17, 0.4) * Math.sign(view.r + 0.1) + 400 * hump(time, 0.24, 0.2);
  }
  if (kind === 'p-only') return 140 * view.p * hump(time, -pr, p);
  const pWave = kind === 'no-p' ? 0 : 140 * view.p * hump(time, -pr, p);
  // Pre-excitation begins slowly and joins the steep part late, with no Q wave before it.
  const delta = kind === 'delta' ? 450 * Math.sign(view.r + view.s) * hump(time, 0, 0.1, 0.8) : 0;
  const q = kind === 'delta' ? delta : 1000 * view.q * hump(time, 0, 0.3 * qrs);
  const r = 1000 * view.r * hump(time, 0.2 * qrs + (kind === 'delta' ? 0.035 : 0), 0.5 * qrs);
  const s = 1000 * view.s * hump(time, 0.55 * qrs, 0.45 * qrs);
  const tLength = Math.min(0.2, 0.5 * qt);
  const t = 320 * o.tGain * view.t * hump(time, qt - tLength, tLength, 0.55);
  // Plateau from J on that runs out within the T wave.
  const shift =
    st * (time < 0.8 * qrs ? 0 : time < qrs ? (time - 0.8 * qrs) / (0.2 * qrs) : hump(Math.max(time, qt / 2), 0, qt));
  return pWave + q + r + s + t + (time > 0 && time < qt ? shift : 0);
}

export interface Synthetic {
  sampleRateHz: number;
  leads: { name: LeadName; samples: Float32Array }[];
  beats: SyntheticBeat[];
}

export function syntheticEcg(beats: readonly SyntheticBeat[], options: SyntheticOptions = {}): Synthetic {
  const { sampleRateHz = 500, noiseUv = 5, fibrillationUv = 0, gain = 1, seed = 1, stUv = {} } = options;
  const o = { pMs: 100, prMs: 160, qrsMs: 90, qtMs: 390, tGain: 1, ...options };
  const seconds = options.seconds ?? (beats.at(-1)?.at ?? 9) + 1;
  const count = Math.round(seconds * sampleRateHz);
  const random = seeded(seed);
  const leads = (options.leads ?? eightLeads).map((name, k) => {
    const samples = new Float32Array(count);
    for (const { at, kind = 'normal', gain: own = 1, tGain = o.tGain, turn } of beats) {
      const seen = gain * own * (turn === undefined ? 1 : Math.cos(turn + 0.4 * k));
      const from = Math.max(0, Math.floor((at - 0.4) * sampleRateHz));
      const to = Math.min(count, Math.ceil((at + 0.8) * sampleRateHz));
      for (let i = from; i < to; i++) {
        samples[i] =
          (samples[i] ?? 0) + seen * beatValue(name, i / sampleRateHz - at, kind, { ...o, tGain }, stUv[name] ?? 0);
      }
    }
    let phase = random();
    for (let i = 0; i < count; i++) {
      phase += (5 + 2.5 * Math.sin(i / sampleRateHz / 1.7 + k) + 1.5 * random()) / sampleRateHz;
      const fine = fibrillationUv * Math.sin(2 * Math.PI * phase);
      samples[i] = (samples[i] ?? 0) + fine + noiseUv * 2 * (random() + random() + random() - 1.5);
    }
    return { name, samples };
  });
  return { sampleRateHz, leads, beats: [...beats] };
}

/** Beats `rrS` apart from 0.5 s on. */
export function steady(count: number, rrS: number): SyntheticBeat[] {
  return Array.from({ length: count }, (_, i) => ({ at: 0.5 + i * rrS }));
}

/** Beats at irregular distances without P waves, as in atrial fibrillation. */
export function irregular(count: number, seed = 3): SyntheticBeat[] {
  const random = seeded(seed);
  let at = 0.5;
  return Array.from({ length: count }, () => {
    const beat: SyntheticBeat = { at, kind: 'no-p' };
    at += 0.42 + 0.6 * random();
    return beat;
  });
}

export function asRecording(ecg: Pick<EcgWaveform, 'leads' | 'sampleRateHz'>): EcgRecording {
  return {
    format: 'json',
    waveforms: [{ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads }],
    patient: { ageYears: 45 },
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [],
    problems: [],
  };
}
