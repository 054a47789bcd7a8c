// Hearts of exactly known intervals in every shape of T that makes its end hard to name: slow, flat, notched, biphasic, with U, from the end of QRS on.
// Raised cosines of their own centre and width; made apart from the generator that the unit tests use. Seeded.
import type { EcgRecording } from '../../../core/ecg/recording.ts';
import { seeded } from './noise.ts';

/** Microvolts, centre in milliseconds from QRS onset, half width. */
type Hump = readonly [uv: number, centre: number, half: number];
type Lead = (typeof leads)[number];

const leads = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;
const rate = 500;
const seconds = 10;
const size: Readonly<Record<'p' | 'q' | 'r' | 's' | 't', Readonly<Record<Lead, number>>>> = {
  p: { I: 60, II: 120, V1: 40, V2: 50, V3: 50, V4: 50, V5: 50, V6: 50 },
  q: { I: 50, II: 60, V1: 0, V2: 0, V3: 0, V4: 40, V5: 60, V6: 60 },
  r: { I: 700, II: 1000, V1: 200, V2: 400, V3: 800, V4: 1300, V5: 1300, V6: 1000 },
  s: { I: 100, II: 150, V1: 900, V2: 1300, V3: 800, V4: 400, V5: 200, V6: 80 },
  t: { I: 220, II: 300, V1: 50, V2: 350, V3: 380, V4: 350, V5: 300, V6: 240 },
};

/** T waves that end `qt` after QRS onset and last at most `room` before. */
const tShapes: Readonly<Record<string, (uv: number, qt: number, room: number, lead: number) => Hump[]>> = {
  usual: (uv, qt) => [[uv, qt - 90, 90]],
  narrow: (uv, qt) => [[uv, qt - 55, 55]],
  'from the end of QRS on': (uv, qt, room) => [[uv, qt - room / 2, room / 2]],
  flat: (uv, qt) => [[0.18 * uv, qt - 90, 90]],
  notched: (uv, qt) => [
    [uv, qt - 130, 70],
    [0.7 * uv, qt - 55, 55],
  ],
  biphasic: (uv, qt) => [
    [uv, qt - 130, 65],
    [-0.8 * uv, qt - 60, 60],
  ],
  'with U': (uv, qt) => [
    [uv, qt - 90, 90],
    [0.3 * uv, qt + 70, 60],
  ],
  'ending apart in the leads': (uv, qt, _, lead) => [[uv, qt - 90 - 12 * (lead % 4), 90]],
};

const humpAt = (t: number, [uv, centre, half]: Hump) => {
  const x = Math.abs(t - centre) / half;
  return x >= 1 ? 0 : uv * (0.5 + 0.5 * Math.cos(Math.PI * x));
};

export interface MadeHeart {
  name: string;
  truth: { prMs: number; qrsMs: number; qtMs: number };
  recording: EcgRecording;
}

export function madeHearts(): MadeHeart[] {
  const random = seeded(2026);
  const between = (low: number, high: number) => low + (high - low) * random();
  const made: MadeHeart[] = [];
  for (const [shape, tOf] of Object.entries(tShapes))
    for (let n = 0; n < 12; n++) {
      const bpm = between(50, 105);
      const rr = 60000 / bpm;
      const qrsMs = between(80, 112);
      const prMs = between(130, 210);
      const qtMs = Math.min(between(0.35, 0.46) * Math.sqrt(rr / 1000) * 1000, rr - prMs - 60);
      const tGain = between(0.5, 1.2);
      const noise = between(3, 15);
      const waves = leads.map((lead, k): Hump[] => [
        [size.p[lead], -prMs + 50, 50],
        [-size.q[lead], 0.15 * qrsMs, 0.15 * qrsMs],
        [size.r[lead], 0.45 * qrsMs, 0.28 * qrsMs],
        [-size.s[lead], 0.8 * qrsMs, 0.2 * qrsMs],
        ...tOf(tGain * size.t[lead], qtMs, qtMs - qrsMs, k),
      ]);
      const samples = waves.map((humps) => {
        const lead = new Float32Array(seconds * rate);
        for (let at = 400; at < 1000 * seconds; at += rr)
          for (let i = Math.max(0, Math.floor(((at - 400) * rate) / 1000)); i < lead.length; i++) {
            const t = (i * 1000) / rate - at;
            if (t > 900) break;
            let value = 0;
            for (const hump of humps) value += humpAt(t, hump);
            lead[i] = (lead[i] ?? 0) + value;
          }
        return lead.map((value) => value + 2 * noise * (random() + random() + random() - 1.5));
      });
      made.push({
        name: `T ${shape}, ${Math.round(bpm)}/min, QT ${Math.round(qtMs)}`,
        truth: { prMs, qrsMs, qtMs },
        recording: {
          format: 'json',
          waveforms: [
            {
              kind: 'rhythm',
              sampleRateHz: rate,
              startMs: 0,
              leads: leads.map((name, k) => ({ name, samples: samples[k] ?? new Float32Array(0) })),
            },
          ],
          patient: { ageYears: 50 },
          vendorMeasurements: [],
          vendorStatements: [],
          vendorPacingMs: [],
          remarks: [],
          problems: [],
        },
      });
    }
  return made;
}
