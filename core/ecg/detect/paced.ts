// Which beats a pacemaker made: a spike (the device's mark, or seen in the signal) and a wide QRS that begins with it.
import { fillGaps } from '../signal/gaps.ts';
import { median } from '../signal/stats.ts';

/** Window about the main deflection in which the spike of a ventricular stimulus lies, seconds. */
const earliestS = -0.16;
const latestS = 0.03;
/** From the stimulus to the first movement of the QRS; a stimulus that is followed by nothing for longer belongs to the atria. */
const longestLatencyS = 0.08;

/** Height over the level before it, microvolts, and the share of it that is gone 8 ms to either side (a half-width of some 14 ms). */
const leastUv = 350;
const leastShare = 0.6;
/** Movement in the 60 ms before the spike, over its height. */
const mostBefore = 0.3;
/** Share of the movement after the spike that falls 60 ms and later: what a narrow QRS does not have. */
const leastLate = 0.3;

export interface PacedBeats {
  /** Indices of beats. */
  ventricular: ReadonlySet<number>;
  /** Beats whose spike stands a PR interval before a QRS of their own. */
  atrial: ReadonlySet<number>;
}

/** Samples of pacing marks: those that the device listed, and those that `pacingSpikes` saw in a sharp signal. */
export interface PacingMarks {
  device: readonly number[];
  seen: readonly number[];
}

/** Samples of the marks that a device lists in milliseconds from the start of the recording, in their order. */
export function deviceMarks(
  vendorPacingMs: readonly number[],
  waveform: { sampleRateHz: number; startMs: number },
): number[] {
  return vendorPacingMs
    .map((time) => Math.round(((time - waveform.startMs) * waveform.sampleRateHz) / 1000))
    .sort((a, b) => a - b);
}

export const noMarks: PacingMarks = { device: [], seen: [] };

/**
 * Besides the marks each beat is looked at: at 200 to 500 Hz behind a recorder's filter a unipolar spike is a deflection of 10 to 15 ms at
 * the very start of a wide QRS. Bipolar spikes of less than `leastUv` are not seen, and nothing is concluded from their absence.
 * `groups` are the shape groups of the beats.
 */
export function pacedBeats(
  leads: readonly Float32Array[],
  rate: number,
  beats: readonly { sample: number }[],
  groups: Int32Array,
  marks: PacingMarks,
): PacedBeats {
  const filled = leads.map((lead) => fillGaps(lead).samples);
  const listed = byMarks(filled, beats, marks.device, rate);
  const sharp = crowded(marks.seen, rate) ? nobody : byMarks(filled, beats, marks.seen, rate);
  const looked = rate < 200 ? nobody.ventricular : bySignal(filled, rate, beats, groups);
  const forms = wholeForms(new Set([...listed.ahead, ...sharp.ahead]), groups);
  const ventricular = new Set([...listed.ventricular, ...sharp.ventricular, ...looked, ...forms]);
  const atrial = [...listed.atrial, ...sharp.atrial].filter((i) => !ventricular.has(i));
  return { ventricular, atrial: new Set(atrial) };
}

interface MarkedBeats extends PacedBeats {
  /** Ventricular ones whose mark stands clear before the main deflection: no slender R wave looks so. */
  ahead: ReadonlySet<number>;
}

const nobody: MarkedBeats = { ventricular: new Set(), atrial: new Set(), ahead: new Set() };

/** Spikes in clusters: samples that overflow, a loose electrode. A pulse generator's stand alone, 80 ms and more apart. */
function crowded(spikes: readonly number[], rate: number): boolean {
  const close = spikes.filter((spike, i) => i > 0 && spike - (spikes[i - 1] ?? 0) < 0.08 * rate).length;
  return close > 0.2 * spikes.length;
}

/** Beats with a mark before them, where most marks are followed so: a lone mark is an artefact. */
function byMarks(
  leads: readonly Float32Array[],
  beats: readonly { sample: number }[],
  spikes: readonly number[],
  rate: number,
): MarkedBeats {
  const ventricular = new Set<number>();
  const atrial = new Set<number>();
  const ahead = new Set<number>();
  let k = 0;
  beats.forEach(({ sample }, i) => {
    while (k < spikes.length && (spikes[k] ?? 0) < sample - 0.3 * rate) k++;
    const near = spikes.slice(k, k + 4).filter((spike) => spike <= sample + latestS * rate);
    const last = near.at(-1);
    if (last === undefined) return;
    const onset = firstMovement(leads, sample, rate);
    const direct = last >= sample + earliestS * rate && (last >= onset || onset - last <= longestLatencyS * rate);
    if (!direct) {
      atrial.add(i);
      return;
    }
    ventricular.add(i);
    if (last < sample - 0.012 * rate) ahead.add(i);
  });
  const all = ventricular.size + atrial.size;
  // Marks that always coincide with the main deflection of a few beats are slender R waves seen at a low rate.
  const believable = all >= (ahead.size + atrial.size >= 0.3 * all ? 0.1 : 0.25) * beats.length;
  // Two marks a beat where both chambers are paced.
  const holds = all >= 3 && all >= 0.25 * spikes.length && all >= 0.5 * Math.min(spikes.length, beats.length);
  return holds && believable ? { ventricular, atrial, ahead } : nobody;
}

/** Beats whose QRS begins with a spike; a form of which most beats do is paced as a whole, for noise hides a spike here and there. */
function bySignal(
  leads: readonly Float32Array[],
  rate: number,
  beats: readonly { sample: number }[],
  groups: Int32Array,
): ReadonlySet<number> {
  const found = new Set<number>();
  beats.forEach(({ sample }, i) => {
    if (beginsWithSpike(leads, sample, rate)) found.add(i);
  });
  if (found.size < 3 || found.size < 0.1 * beats.length) return new Set();
  // One pulse generator makes one spike: in beats of one form it comes again in most.
  const paced = new Set([...membersOf(groups).values()].flatMap((list) => wholeForm(list, found)));
  return paced.size >= 3 && paced.size >= 0.1 * beats.length ? paced : new Set();
}

function membersOf(groups: Int32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    members.set(group, [...(members.get(group) ?? []), i]);
  });
  return members;
}

/** All beats of a form where at least half, and three, of them are in `found`; those that are where it is half; none where it is fewer. */
function wholeForm(list: readonly number[], found: ReadonlySet<number>): readonly number[] {
  const own = list.filter((i) => found.has(i));
  if (own.length < 0.5 * list.length) return [];
  return own.length >= 3 ? list : own;
}

/** A spike of 1 ms falls between two samples here and there, and a device's list has gaps: the form of the beat tells the rest. */
function wholeForms(found: ReadonlySet<number>, groups: Int32Array): number[] {
  return [...membersOf(groups).values()].flatMap((list) => wholeForm(list, found));
}

/** Whether a deflection too short for a heart opens a complex that then goes on for long. */
function beginsWithSpike(leads: readonly Float32Array[], sample: number, rate: number): boolean {
  for (const lead of leads) {
    for (let i = Math.round(sample + earliestS * rate); i <= sample + latestS * rate; i++) {
      const height = spikeHeight(lead, i, rate);
      if (height !== null && before(leads, i, rate) <= mostBefore * height && lateShare(leads, i, rate) >= leastLate)
        return true;
    }
  }
  return false;
}

/** Height of a peak that is gone 8 ms on both sides; `null` for any other sample. */
function spikeHeight(lead: Float32Array, i: number, rate: number): number | null {
  const reach = 0.06 * rate;
  if (i < reach || i > lead.length - reach) return null;
  const here = lead[i] ?? 0;
  if ((here - (lead[i - 1] ?? 0)) * (here - (lead[i + 1] ?? 0)) < 0) return null;
  const level = median([14, 18, 22].map((ms) => at(lead, i - (ms * rate) / 1000)));
  const height = here - level;
  if (Math.abs(height) < leastUv) return null;
  const rise = (here - at(lead, i - 0.008 * rate)) / height;
  const fall = (here - at(lead, i + 0.008 * rate)) / height;
  return Math.min(rise, fall) >= leastShare ? Math.abs(height) : null;
}

/** Largest range of any lead in the 60 to 14 ms before, microvolts: a QRS that began before its "spike" is no paced one. */
function before(leads: readonly Float32Array[], i: number, rate: number): number {
  return Math.max(
    ...leads.map((lead) => {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let k = Math.round(i - 0.06 * rate); k <= i - 0.014 * rate; k++) {
        low = Math.min(low, lead[k] ?? 0);
        high = Math.max(high, lead[k] ?? 0);
      }
      return high - low;
    }),
  );
}

/** Share of the movement from 14 to 150 ms after the spike that is 60 ms and later after it. */
function lateShare(leads: readonly Float32Array[], i: number, rate: number): number {
  let all = 0;
  let late = 0;
  for (const lead of leads)
    for (let ms = 14; ms < 150; ms += 8) {
      const step = Math.abs(at(lead, i + ((ms + 8) * rate) / 1000) - at(lead, i + (ms * rate) / 1000));
      all += step * step;
      if (ms >= 60) late += step * step;
    }
  return all > 0 ? late / all : 0;
}

/** First sample in the 150 ms before the main deflection where the leads move at a fifth of their fastest. */
function firstMovement(leads: readonly Float32Array[], sample: number, rate: number): number {
  const step = Math.max(1, Math.round(0.008 * rate));
  const from = Math.round(sample - 0.15 * rate);
  const moves: number[] = [];
  for (let i = from; i <= sample; i++)
    moves.push(leads.reduce((sum, lead) => sum + Math.abs((lead[i + step] ?? 0) - (lead[i] ?? 0)), 0));
  const most = Math.max(...moves);
  return (
    from +
    Math.max(
      0,
      moves.findIndex((move) => move >= 0.2 * most),
    )
  );
}

function at(lead: Float32Array, place: number): number {
  const i = Math.floor(place);
  const share = place - i;
  return (lead[i] ?? 0) * (1 - share) + (lead[i + 1] ?? 0) * share;
}
