// A heart as a moving dipole: each wave is a bell of its own in space, each lead sees it from its side. Shares no shape with `synthetic-ecg.ts`,
// so that what was built on the one is tried on the other. Millivolts inside, microvolts in the leads.
import { seeded } from '../performance/ecg/noise.ts';

type Vector = readonly [left: number, down: number, forward: number];

/** Directions in which the leads look. */
const views = {
  I: [1, 0, 0],
  II: [0.5, 0.87, 0],
  V1: [-0.5, 0, 0.85],
  V2: [-0.1, 0.1, 1.1],
  V3: [0.3, 0.15, 1],
  V4: [0.75, 0.2, 0.7],
  V5: [1, 0.2, 0.3],
  V6: [1, 0.15, 0],
} as const satisfies Record<string, Vector>;

export type DipoleLead = keyof typeof views;
export const dipoleLeads = Object.keys(views) as DipoleLead[];

interface Bell {
  at: number;
  /** Seconds of its deviation before and after its top. */
  rise: number;
  fall: number;
  vector: Vector;
}

export type DipoleBeat = 'sinus' | 'no-p' | 'left-bundle' | 'ventricular' | 'notched';

export interface DipoleOptions {
  seconds: number;
  sampleRateHz?: number;
  leads?: readonly DipoleLead[];
  seed?: number;
  noiseMv?: number;
  /** Of the fine waves of atrial fibrillation. */
  fibrillationMv?: number;
  tGain?: number;
  /** Seconds at an interval of one second. */
  qtS?: number;
}

export interface DipoleEcg {
  sampleRateHz: number;
  leads: { name: DipoleLead; samples: Float32Array }[];
}

function bells(kind: DipoleBeat, at: number, rrS: number, tGain: number, qtS: number): Bell[] {
  const bell = (after: number, width: number, vector: Vector, fall = width): Bell => ({
    at: at + after,
    rise: width,
    fall,
    vector,
  });
  const scaled = ([x, y, z]: Vector, gain: number): Vector => [x * gain, y * gain, z * gain];
  const qt = qtS * Math.sqrt(Math.min(1.4, Math.max(0.3, rrS)));
  const t = (vector: Vector) => bell(0.72 * qt, 0.14 * qt, scaled(vector, tGain), 0.09 * qt);
  if (kind === 'ventricular')
    return [
      bell(-0.02, 0.021, [-0.75, -0.6, 0.5]),
      bell(0.02, 0.022, [-0.6, -0.7, 0.35]),
      bell(0.74 * qt, 0.06, [0.35, 0.35, -0.2], 0.045),
    ];
  // Two humps a few hundredths apart, no taller than half an own beat.
  if (kind === 'notched')
    return [
      bell(-0.025, 0.015, [0.5, -0.35, -0.2]),
      bell(0.025, 0.015, [0.45, -0.4, -0.25]),
      bell(0.74 * qt, 0.05, [-0.2, 0.15, 0.1], 0.04),
    ];
  const p = kind === 'sinus' ? [bell(-0.16, 0.022, [0.07, 0.12, 0.03])] : [];
  if (kind === 'left-bundle')
    return [
      ...p,
      bell(-0.02, 0.011, [0.66, 0.24, -0.72], 0.012),
      bell(0.032, 0.016, [0.96, 0.3, -0.9]),
      t([-0.3, -0.05, 0.35]),
    ];
  return [
    ...p,
    bell(-0.028, 0.008, [-0.08, -0.06, 0.2]),
    bell(0, 0.011, [0.85, 0.85, -0.1]),
    bell(0.028, 0.009, [-0.15, -0.12, -0.55]),
    t([0.24, 0.22, 0.1]),
  ];
}

/** `beats`: seconds of the tops of the QRS, ascending, with their kinds. */
export function dipoleEcg(
  beats: readonly (readonly [at: number, kind: DipoleBeat])[],
  options: DipoleOptions,
): DipoleEcg {
  const { seconds, sampleRateHz = 500, leads = dipoleLeads, seed = 1, noiseMv = 0.01 } = options;
  const { fibrillationMv = 0, tGain = 1, qtS = 0.4 } = options;
  const random = seeded(seed);
  const count = Math.round(seconds * sampleRateHz);
  const all = beats.flatMap(([at, kind], i) => bells(kind, at, (beats[i + 1]?.[0] ?? at + 0.8) - at, tGain, qtS));
  return {
    sampleRateHz,
    leads: leads.map((name, k) => {
      const view = views[name];
      const samples = new Float32Array(count);
      for (const { at, rise, fall, vector } of all) {
        const seen = 1000 * vector.reduce((sum, part, axis) => sum + part * (view[axis] ?? 0), 0);
        const to = Math.min(count, Math.ceil((at + 5 * fall) * sampleRateHz));
        for (let i = Math.max(0, Math.floor((at - 5 * rise) * sampleRateHz)); i < to; i++) {
          const x = i / sampleRateHz - at;
          samples[i] = (samples[i] ?? 0) + seen * Math.exp(-0.5 * (x / (x < 0 ? rise : fall)) ** 2);
        }
      }
      let phase = k;
      for (let i = 0; i < count; i++) {
        const s = i / sampleRateHz;
        phase += (6 + 0.8 * Math.sin(0.7 * s) + 0.6 * Math.sin(2.3 * s + k)) / sampleRateHz;
        const fine = 1000 * fibrillationMv * (Math.sin(2 * Math.PI * phase) + 0.4 * Math.sin(4 * Math.PI * phase + 1));
        const drift = 80 * Math.sin(2 * Math.PI * 0.23 * s + k);
        const noise = 2000 * noiseMv * (random() + random() + random() - 1.5);
        samples[i] = (samples[i] ?? 0) + fine + drift + noise;
      }
      return { name, samples };
    }),
  };
}
