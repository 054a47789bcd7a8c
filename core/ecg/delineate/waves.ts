// P, QRS and T of one (averaged) beat, as indices into it; a wave that does not stand out of its noise is absent.
import { lowPass, zeroPhase } from '../signal/biquad.ts';
import type { AverageBeat } from './average.ts';
import { fromLevel } from './component.ts';
import { qrsBounds } from './qrs-bounds.ts';
import { findAgain, findP, findT, type View } from './slow-waves.ts';

export interface Wave {
  onset: number;
  peak: number;
  offset: number;
  confidence: number;
}

/** A slow wave with the view that it was seen in: the lead combination, the height of its peak there, and its last lobe. */
export interface SlowWave extends Wave {
  direction: number[];
  height: number;
  lastPeak: number;
  lastHeight: number;
}

export interface Waves {
  p: SlowWave | null;
  qrs: Wave | null;
  t: SlowWave | null;
}

/** Distances to the neighbouring beats, in samples. */
export interface Neighbourhood {
  rrBefore: number;
  rrAfter: number;
  /** End of the T wave before, as an index into the beat, where it is known. */
  previousEnd?: number | undefined;
  /** Peak of that T wave: a P wave that rises before T has ended is still sought from there on. */
  previousPeak?: number | undefined;
}

/** `prior` are the waves of the beat's form in the same indices; without it they are sought anew. */
export function findWaves(beat: AverageBeat, near: Neighbourhood, prior?: Waves): Waves {
  const { sampleRateHz: rate, origin } = beat;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const qrs = qrsBounds(beat.leads, rate, origin);
  if (!qrs) return { p: null, qrs: null, t: null };
  const smooth = beat.leads.map((lead) => zeroPhase(lead, [lowPass(rate, 18)], 0.15 * rate));
  const level = fromLevel(smooth, qrs.onset - ms(24), qrs.onset - ms(8));
  const view: View = { members: beat.members, level, ms };
  const wave: Wave = {
    onset: qrs.onset,
    peak: origin,
    offset: qrs.offset,
    confidence: 0.9 * (0.3 + 0.7 * qrs.steadiness),
  };
  const pFrom = Math.max(0, qrs.onset - ms(300), (near.previousEnd ?? 0) + ms(8));
  const pTo = qrs.onset - ms(8);
  const tFrom = qrs.offset + ms(50);
  // QTc above 720 ms is not looked for; nor is T within 90 ms of the next main deflection.
  const longest = Math.round(0.72 * Math.sqrt(near.rrAfter / rate) * rate);
  const tTo = Math.min((level[0]?.length ?? 1) - 1, origin + near.rrAfter - ms(90), qrs.onset + longest);
  if (prior) {
    const nextP = prior.p ? prior.p.onset + near.rrAfter - ms(4) : tTo;
    const pFirst =
      near.previousPeak === undefined ? pFrom : Math.max(0, qrs.onset - ms(300), near.previousPeak + ms(60));
    return {
      p: findAgain(view, prior.p, pFirst, pTo, 'p'),
      qrs: wave,
      t: findAgain(view, prior.t, tFrom, Math.max(Math.min(tTo, nextP), prior.t ? prior.t.peak + ms(60) : 0), 't'),
    };
  }
  // T and P hang together: the T wave of the beat before ends before this P, and this T before the next P. First T is sought no further
  // than a usual QT reaches, and P after that; with P known, T may reach up to the next one.
  const usualQt = qrs.onset + Math.round(0.47 * Math.sqrt(near.rrAfter / rate) * rate);
  const firstT = findT(view, tFrom, Math.min(tTo, usualQt));
  const pAfter = (t: SlowWave | null) => Math.max(pFrom, (t?.offset ?? 0) - near.rrBefore + ms(8));
  let p = findP(view, pAfter(firstT), pTo);
  let t = findT(view, tFrom, p ? Math.min(tTo, p.onset + near.rrAfter - ms(8)) : tTo);
  if (p && t) p = findP(view, pAfter(t), pTo) ?? p;
  // A single hump between two beats is the T wave: every beat repolarises.
  if (p && !t) {
    p = null;
    t = findT(view, tFrom, tTo);
  }
  return { p, qrs: wave, t };
}
