// Beat classes: beats are grouped by shape; a group that differs from the record's own beat by shape, width and prematurity is ventricular.
import { presence } from '../signal/presence.ts';
import { clamp, median } from '../signal/stats.ts';
import { detectionFactor, leadBand } from './envelope.ts';
import { noMarks, type PacingMarks, pacedBeats } from './paced.ts';

export type BeatClass = 'normal' | 'ventricular' | 'paced' | 'unknown';

export interface ClassifiedBeat {
  sample: number;
  class: BeatClass;
  /** Shape group; 0 is the most frequent. */
  group: number;
  confidence: number;
}

const fromS = -0.1;
const toS = 0.14;
const mostGroups = 24;
const same = 0.85;

interface Group {
  form: Float32Array;
  members: number[];
}

interface Shape {
  window: Float32Array;
  /** Seconds between the points where the accumulated QRS energy passes 8 % and 92 %. */
  width: number;
  energy: number;
  /** Root mean square of its frequencies, Hz: slow flanks have low ones, whatever of a wide beat the band leaves. */
  pace: number;
}

export function classifyBeats(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly { sample: number; confidence: number }[],
  marks: PacingMarks = noMarks,
): ClassifiedBeat[] {
  if (beats.length === 0) return [];
  const shapes = beatShapes(leads, sampleRateHz, beats);
  const groups = grouped(shapes);
  const groupOf = new Int32Array(beats.length);
  groups.forEach((group, index) => {
    for (const member of group.members) groupOf[member] = index;
  });
  const seconds = beats.map((beat) => beat.sample / sampleRateHz);
  const premature = prematurity(seconds);
  const homes = homeGroups(groups, groupOf, premature, shapes, seconds);
  const signs = shapes.map((shape, i) => ventricularSign(shape, homes, premature[i]));
  // A group speaks with one voice, a small one with less of it.
  const voices = groups.map((group) => median(group.members.map((member) => signs[member] ?? 0)));
  const home = new Set(homes.map(({ index }) => index));
  const run = runForms(groups, homes[0]?.index ?? 0, shapes, seconds);
  const paced = pacedBeats(leads, sampleRateHz, beats, groupOf, marks).ventricular;
  return beats.map((beat, i) => {
    const group = groupOf[i] ?? 0;
    const members = groups[group]?.members ?? [i];
    const voice = voices[group] ?? 0;
    const own = signs[i] ?? 0;
    const heard = home.has(group) ? Math.min(own, -0.2) : members.length >= 3 ? 0.75 * voice + 0.25 * own : own;
    const sign = run.has(group) ? Math.max(heard, leastInRun) : heard;
    const confidence = clamp(0.5 + Math.abs(sign), 0, 1) * beat.confidence;
    if (paced.has(i)) return { sample: beat.sample, class: 'paced', group, confidence: beat.confidence };
    if (sign > 0) return { sample: beat.sample, class: 'ventricular', group, confidence };
    const unclear = sign > -0.08 && group !== 0 && beat.confidence < 0.6;
    return { sample: beat.sample, class: unclear ? 'unknown' : 'normal', group, confidence };
  });
}

interface Home {
  index: number;
  form: Float32Array;
  width: number;
  energy: number;
}

/** Beats to each side among which a form must be the usual one, to be taken for the record's own rhythm there. */
const nearBeats = 15;

/**
 * The forms of the record's own rhythm: the most frequent one, and those that are the usual one where they stand, neither early nor
 * much wider. A posture or a drifting amplitude changes the form for minutes without a single ectopic beat.
 */
function homeGroups(
  groups: readonly Group[],
  groupOf: Int32Array,
  premature: readonly number[],
  shapes: readonly Shape[],
  seconds: readonly number[],
): Home[] {
  const of = (index: number, group: Group): Home => ({
    index,
    form: group.form,
    width: median(group.members.map((member) => shapes[member]?.width ?? 0)),
    energy: median(group.members.map((member) => shapes[member]?.energy ?? 0)),
  });
  const main = ownForm(groups, shapes, seconds);
  const homes = groups.flatMap((group, index) => (index === main ? [of(index, group)] : []));
  groups.forEach((group, index) => {
    if (index === main || group.members.length < 8) return;
    const early = median(group.members.map((member) => premature[member] ?? 0));
    const home = of(index, group);
    if (early > 0.08 || home.width > 1.7 * (homes[0]?.width ?? 0)) return;
    if (isRunBeside(group, groups[main], shapes, seconds)) return;
    const usual = group.members.filter((member) => {
      const from = Math.max(0, member - nearBeats);
      const near = groupOf.subarray(from, member + nearBeats + 1);
      let same = 0;
      let mains = 0;
      for (const other of near) {
        if (other === index) same++;
        if (other === main) mains++;
      }
      return same > 0.35 * near.length && same > mains;
    });
    if (usual.length > 0.5 * group.members.length) homes.push(home);
  });
  return homes;
}

/** How much wider, or slower in its flanks, and how much faster one after another than another form one must be to be a tachycardia beside the own rhythm. */
const runWider = 1.4;
const runSlower = 1.2;
const runFaster = 1.25;
const runS = 0.6;
/** Least beats of either form, and least share of them that tells the own rhythm beside a run. */
const fewestOfForm = 5;
const ownShare = 0.1;
/** Evidence for a ventricular origin that a form of fast runs beside a narrower, slower rhythm has at least. */
const leastInRun = 0.2;

/** Whether the form is that of fast runs of wide beats beside `own`, as ventricular tachycardia is beside sinus rhythm. */
function isRunBeside(
  form: Group | undefined,
  own: Group | undefined,
  shapes: readonly Shape[],
  seconds: readonly number[],
): boolean {
  if (!form || !own || form.members.length < fewestOfForm || own.members.length < fewestOfForm) return false;
  const [run, usual] = [usualGap(form, seconds), usualGap(own, seconds)];
  if (run === null || usual === null || run > runS || usual < runFaster * run) return false;
  const of = (group: Group, value: (shape: Shape) => number) =>
    median(group.members.flatMap((member) => (shapes[member] ? [value(shapes[member])] : [])));
  const wider =
    of(form, ({ width }) => width) /
    Math.max(
      of(own, ({ width }) => width),
      0.01,
    );
  const slower =
    of(own, ({ pace }) => pace) /
    Math.max(
      of(form, ({ pace }) => pace),
      0.1,
    );
  return wider > runWider || slower > runSlower;
}

/**
 * Index of the form of the own rhythm: the most frequent one, but where a fast run of wide beats fills the most of a recording. There it is
 * the narrower, slower form beside it.
 */
function ownForm(groups: readonly Group[], shapes: readonly Shape[], seconds: readonly number[]): number {
  const [first, ...others] = groups;
  const own = others.findIndex(
    (group) => group.members.length >= ownShare * seconds.length && isRunBeside(first, group, shapes, seconds),
  );
  return own + 1;
}

function runForms(
  groups: readonly Group[],
  own: number,
  shapes: readonly Shape[],
  seconds: readonly number[],
): Set<number> {
  return new Set(
    groups.flatMap((group, index) =>
      index !== own && isRunBeside(group, groups[own], shapes, seconds) ? [index] : [],
    ),
  );
}

/** Median distance of neighbours that are both of the form, seconds; `null` where most of them stand alone. */
function usualGap({ members }: Group, seconds: readonly number[]): number | null {
  const gaps = members.flatMap((member, i) =>
    members[i - 1] === member - 1 ? [(seconds[member] ?? 0) - (seconds[member - 1] ?? 0)] : [],
  );
  return gaps.length >= 2 && gaps.length >= members.length / 2 ? median(gaps) : null;
}

const farUnlike = 0.3;
const farSlack = 7;
const sameAside = 0.08;
/** Difference of the logarithms of energy. */
const asLarge = 0.4;

/** Evidence for a ventricular origin, against the most like of the record's own forms: above 0 more likely than not. */
function ventricularSign(shape: Shape, homes: readonly Home[], early = 0): number {
  let unlike = 2;
  let home = homes[0];
  for (const candidate of homes) {
    const near = 1 - correlation(shape.window, candidate.form);
    // The mark of one form may leap between two of its deflections: then the same beat is found further aside, as like and as large.
    const isAsLarge = Math.abs(Math.log(Math.max(shape.energy, 1e-6) / Math.max(candidate.energy, 1e-6))) < asLarge;
    const aside = near > farUnlike && isAsLarge ? 1 - correlation(shape.window, candidate.form, farSlack) : near;
    const value = aside < sameAside ? aside : near;
    if (value < unlike) {
      unlike = value;
      home = candidate;
    }
  }
  if (!home) return -1;
  const wider = shape.width / Math.max(home.width, 0.02) - 1;
  const stronger = Math.log(Math.max(shape.energy, 1e-6) / Math.max(home.energy, 1e-6));
  // An early beat of the usual form is supraventricular: prematurity counts only as far as the form differs.
  const ectopic = 2 * clamp(early, -0.1, 0.35) * clamp(unlike / 0.15, 0, 1);
  return clamp(unlike, 0, 0.6) + 0.4 * clamp(wider, -0.4, 1) + 0.2 * clamp(stronger, -1, 1) + ectopic - 0.5;
}

/** Share by which each beat comes before its time (0.2: a fifth of the usual interval early); negative when late. */
function prematurity(seconds: readonly number[]): number[] {
  const gaps = seconds.slice(1).map((time, i) => time - (seconds[i] ?? 0));
  return seconds.map((_, i) => {
    const before = gaps[i - 1];
    if (before === undefined) return 0;
    const usual = median(gaps.slice(Math.max(0, i - 8), i + 8));
    return 1 - before / usual;
  });
}

function beatShapes(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly { sample: number }[],
): Shape[] {
  const factor = detectionFactor(sampleRateHz);
  const rate = sampleRateHz / factor;
  const before = Math.round(-fromS * rate);
  const width = before + Math.round(toS * rate) + 1;
  const chunk = Math.round(600 * sampleRateHz);
  const margin = Math.round(2 * sampleRateHz);
  const shapes: Shape[] = [];
  for (let from = 0, i = 0; i < beats.length; from += chunk) {
    const start = Math.max(0, from - margin);
    const bands = leads.map(
      (lead) => leadBand(presence(lead.subarray(start, from + chunk + margin), sampleRateHz), sampleRateHz).shape,
    );
    for (; i < beats.length && (beats[i]?.sample ?? 0) < from + chunk; i++) {
      const at = Math.round(((beats[i]?.sample ?? 0) - start) / factor) - before;
      shapes.push(shapeAt(bands, at, width, rate));
    }
  }
  return shapes;
}

function shapeAt(bands: readonly Float32Array[], from: number, width: number, rate: number): Shape {
  const window = new Float32Array(width * bands.length);
  const power = new Float64Array(width);
  bands.forEach((band, lead) => {
    for (let i = 0; i < width; i++) {
      const value = band[from + i] ?? 0;
      window[lead * width + i] = value;
      power[i] = (power[i] ?? 0) + value * value;
    }
  });
  const energy = power.reduce((a, b) => a + b, 0);
  let change = 0;
  for (let lead = 0; lead < bands.length; lead++)
    for (let i = 1; i < width; i++)
      change += ((window[lead * width + i] ?? 0) - (window[lead * width + i - 1] ?? 0)) ** 2;
  const pace = (Math.sqrt(change / Math.max(energy, 1e-9)) * rate) / (2 * Math.PI);
  let sum = 0;
  let low = 0;
  let high = width - 1;
  for (let i = 0; i < width; i++) {
    const before = sum;
    sum += power[i] ?? 0;
    if (before < 0.08 * energy && sum >= 0.08 * energy) low = i;
    if (before < 0.92 * energy && sum >= 0.92 * energy) high = i;
  }
  return { window, width: (high - low) / rate, energy, pace };
}

/** Correlation over the best of a few shifts: two beats of one form may differ by 10 ms in their fiducial point. */
function correlation(a: Float32Array, b: Float32Array, slack = 3): number {
  let best = -1;
  for (let shift = -slack; shift <= slack; shift++) {
    let products = 0;
    let energyA = 0;
    let energyB = 0;
    for (let i = Math.max(0, -shift); i < a.length && i + shift < b.length; i++) {
      const x = a[i] ?? 0;
      const y = b[i + shift] ?? 0;
      products += x * y;
      energyA += x * x;
      energyB += y * y;
    }
    if (energyA > 0 && energyB > 0) best = Math.max(best, products / Math.sqrt(energyA * energyB));
  }
  return best;
}

/** Groups by likeness to a running form, the largest first. */
function grouped(shapes: readonly Shape[]): Group[] {
  const groups: Group[] = [];
  shapes.forEach((shape, index) => {
    let best: Group | undefined;
    let r = same;
    for (const group of groups) {
      const value = correlation(shape.window, group.form, 2);
      if (value > r) {
        r = value;
        best = group;
      }
    }
    if (best) {
      best.members.push(index);
      const share = Math.max(0.04, 1 / best.members.length);
      const { form } = best;
      for (let i = 0; i < form.length; i++) form[i] = (form[i] ?? 0) * (1 - share) + share * (shape.window[i] ?? 0);
    } else {
      if (groups.length >= mostGroups) mergeSmallest(groups);
      groups.push({ form: Float32Array.from(shape.window), members: [index] });
    }
  });
  return groups.sort((a, b) => b.members.length - a.members.length);
}

/** Room for a new group: the smallest joins the one it is most like. */
function mergeSmallest(groups: Group[]): void {
  groups.sort((a, b) => b.members.length - a.members.length);
  const smallest = groups.pop();
  if (!smallest) return;
  let host = groups[0];
  let best = -2;
  for (const group of groups) {
    const r = correlation(smallest.form, group.form, 2);
    if (r > best && group !== groups[0]) {
      best = r;
      host = group;
    }
  }
  host?.members.push(...smallest.members);
}
