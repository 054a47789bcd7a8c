// QRS detection on one to twelve leads at any rate, in chunks, so that a 24 h record needs the memory of ten minutes.
import { presence } from '../signal/presence.ts';
import { clamp } from '../signal/stats.ts';
import { beatThreshold, candidates, chooseBeats } from './choose.ts';
import { detectionFactor, leadBand } from './envelope.ts';
import { withFastRuns } from './fast-runs.ts';
import { fuse } from './fuse.ts';
import { beatTimes } from './refine.ts';
import { withShape } from './shape.ts';
import { withSharpness } from './sharp.ts';
import { withWideBeats } from './wide-beats.ts';
import { withinRuns } from './within-runs.ts';

export interface DetectedBeat {
  /** Sample of the main deflection, at the recording's rate. */
  sample: number;
  /** 0 to 1: how clearly it stands above what lies around it. */
  confidence: number;
}

export interface Detection {
  beats: DetectedBeat[];
  /** Share that each lead had in the decision, 0 to 1. */
  weights: number[];
}

const chunkS = 600;
const overlapS = 15;

/**
 * Finds every QRS. `leads` are microvolts of equal rate, NaN = missing; leads that carry no beats fall out by themselves.
 * Nothing is reported where no lead has beats: silence is an answer. `threshold` (share of the beats' level) is for measuring how far it matters.
 */
export function detectQrs(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  threshold: number = beatThreshold,
): Detection {
  const count = Math.max(0, ...leads.map((lead) => lead.length));
  const chunk = Math.round(chunkS * sampleRateHz);
  const overlap = Math.round(overlapS * sampleRateHz);
  const beats: DetectedBeat[] = [];
  const weights = leads.map(() => 0);
  for (let from = 0; from < count; from += chunk) {
    const to = Math.min(count, from + chunk);
    // A short rest joins the chunk before it, which it needs for its levels.
    const end = count - to < chunk / 4 ? count : to;
    const start = Math.max(0, from - overlap);
    const part = leads.map((lead) => lead.subarray(start, Math.min(end + overlap, lead.length)));
    const found = detectChunk(part, sampleRateHz, threshold);
    for (const beat of found.beats) {
      const sample = beat.sample + start;
      const before = beats.at(-1);
      if (sample < from || sample >= end) continue;
      if (before && sample - before.sample < 0.18 * sampleRateHz) continue;
      beats.push({ ...beat, sample });
    }
    found.weights.forEach((weight, i) => {
      weights[i] = (weights[i] ?? 0) + (weight * (end - from)) / count;
    });
    if (end === count) break;
  }
  return { beats, weights };
}

function detectChunk(leads: readonly Float32Array[], sampleRateHz: number, threshold: number): Detection {
  const factor = detectionFactor(sampleRateHz);
  const rate = sampleRateHz / factor;
  const present = leads.map((lead) => presence(lead, sampleRateHz));
  const bands = present.map((lead) => leadBand(lead, sampleRateHz));
  const { envelope, levels, weights } = fuse(bands, rate);
  const list = withShape(
    withSharpness(candidates(envelope, rate, levels, threshold), bands, weights, rate),
    bands,
    rate,
  );
  const indices = withFastRuns(list, chooseBeats(list), bands, weights, levels, rate);
  const seen = withWideBeats(
    indices.flatMap((index) => list[index] ?? []),
    bands,
    weights,
    rate,
  );
  const chosen = withinRuns(seen, bands, weights, rate);
  const samples = beatTimes(
    present,
    weights,
    sampleRateHz,
    chosen.map(({ at }) => at * factor + (factor - 1) / 2),
  );
  const beats = chosen.map(({ score }, i) => ({
    sample: samples[i] ?? 0,
    confidence: clamp(0.5 + score / 4, 0.05, 1),
  }));
  return { beats, weights };
}
