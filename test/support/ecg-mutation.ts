// The judge of what a reader made of a damaged ECG file: never a crash, a hang, a wave that is not in the file, or a loss without a word.
import { inflateRawSync } from 'node:zlib';
import { EcgRefusal, readEcg } from '../../core/ecg/formats/index.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import type { Damaged } from './ecg-damage.ts';
import type { EcgField, EcgSeed } from './ecg-seeds.ts';

export const readSeed = (seed: EcgSeed, bytes: Uint8Array = seed.bytes): EcgRecording =>
  readEcg(bytes, {
    name: seed.name,
    companion: (name) => seed.companions[name],
    inflate: (packed, most) => inflateRawSync(packed, { maxOutputLength: Math.max(1, most) }),
  });

export type Verdict = 'refused' | 'problems' | 'clean';

const lengths = ({ waveforms }: EcgRecording): string =>
  waveforms.map(({ kind, leads }) => `${kind} ${leads.map(({ samples }) => samples.length).join(' ')}`).join('; ');

/** A derived lead has what I and II have. */
const derivedFrom: Record<string, readonly string[]> = {
  III: ['I', 'II'],
  aVR: ['I', 'II'],
  aVL: ['I', 'II'],
  aVF: ['I', 'II'],
};

const sameBits = (left: number | undefined, right: number | undefined): boolean => Object.is(left, right);

/**
 * Damage that hit samples only: every other sample of the file is as it was, to the bit, what was hit stays within what
 * the stored number can mean, and no damage that the checksum sees goes without a word.
 */
function judgeSamples(
  seed: EcgSeed,
  { isSealed }: Damaged,
  touched: readonly number[],
  read: EcgRecording,
  whole: EcgRecording,
): void {
  const { holds, mostMicrovolts } = seed;
  if (!holds) return;
  const summedBytes = isSealed ? undefined : seed.summedBytes;
  const hit = new Map<string, Set<number> | null>();
  for (const at of touched) {
    const held = holds(at);
    // Packed leads hang together.
    if (!held || held.lead === '') return;
    for (const lead of [
      held.lead,
      ...Object.keys(derivedFrom).filter((name) => derivedFrom[name]?.includes(held.lead)),
    ])
      if (held.sample === undefined) hit.set(lead, null);
      else hit.set(lead, (hit.get(lead) ?? new Set()).add(held.sample));
  }
  const quiet = read.problems.length === 0;
  const burst = touched.length === 0 ? 0 : Math.max(...touched) - Math.min(...touched) + 1;
  for (const { name, samples } of whole.waveforms[0]?.leads ?? []) {
    const now = read.waveforms[0]?.leads.find((lead) => lead.name === name)?.samples;
    if (!now) {
      if (quiet) throw new Error(`Lead ${name} is gone without a word`);
      continue;
    }
    const places = hit.get(name);
    for (const [at, value] of now.entries()) {
      const same = sameBits(value, samples[at]);
      const mine = places === null || places?.has(at);
      // A longest lead that is hit may grow; the others are then filled up, and named.
      if (!same && !mine && !(at >= samples.length && Number.isNaN(value)))
        throw new Error(`Sample ${at} of lead ${name} is ${value}, was ${samples[at]}, and nothing of it was touched`);
      const most = (mostMicrovolts ?? 1e6) * (name in derivedFrom ? 2 : 1);
      if (mine && Math.abs(value) > most) throw new Error(`A sample of ${value} uV, where ${most} is the most`);
      if (!same && quiet && summedBytes !== undefined && burst <= summedBytes && !Number.isNaN(value))
        throw new Error(`Sample ${at} of lead ${name} was changed, and the checksum says nothing`);
    }
  }
}

/** Whether one is the other times a scale and from another origin: what another header makes of the same stored samples. */
function isRescaled(now: Float32Array, before: Float32Array): boolean {
  let [low, high] = [0, 0];
  for (const [at, value] of before.entries()) {
    if (value < (before[low] ?? 0)) low = at;
    if (value > (before[high] ?? 0)) high = at;
  }
  const [from = 0, to = 0] = [before[low], before[high]];
  const [nowFrom = 0, nowTo = 0] = [now[low], now[high]];
  const scale = to === from ? 0 : (nowTo - nowFrom) / (to - from);
  const near = Math.max(1e-6, Math.abs(nowTo - nowFrom) * 1e-4, Math.abs(nowFrom) * 1e-5);
  return before.every((value, at) => Math.abs(nowFrom + (value - from) * scale - (now[at] ?? 0)) <= near);
}

/** Damage that hit no sample, and of which nothing is said: every lead still is one of the file, however it is named and scaled. */
function judgeShape(seed: EcgSeed, touched: readonly number[], read: EcgRecording, whole: EcgRecording): void {
  const { holds } = seed;
  if (!holds || touched.some((at) => holds(at) !== undefined)) return;
  const before = whole.waveforms[0]?.leads ?? [];
  for (const [at, { name, samples }] of (read.waveforms[0]?.leads ?? []).entries()) {
    // What is derived depends on which leads bear the names I and II.
    if (name in derivedFrom) continue;
    const same = before[at]?.samples;
    if (same && isRescaled(samples, same)) continue;
    if (!before.some((lead) => isRescaled(samples, lead.samples)))
      throw new Error(`Lead ${name} is none of the file, no sample was touched, and nothing is said`);
  }
}

const saidOf = ({ patient, recordedAt }: EcgRecording): Record<EcgField, string | undefined> => ({
  id: patient.id,
  name: patient.name,
  sex: patient.sex,
  birthDate: patient.birthDate,
  recordedAt:
    recordedAt?.slice(0, 10) && `${recordedAt.slice(0, 10)}${recordedAt.includes('T') ? ' with its time' : ''}`,
});

/** Damage to the value of one field: it is there in another value, or its loss is said; no other field is another. */
function judgeField(field: EcgField, { bytes }: Damaged, seed: EcgSeed, read: EcgRecording, whole: EcgRecording): void {
  const span = seed.says?.[field];
  if (!span || read.problems.length > 0) return;
  const value = bytes.subarray(span.from, span.to);
  // What means that nobody knows.
  const isUnknown = field === 'sex' && /^\s*[xunao09?](\s|$)/i.test(String.fromCharCode(...value));
  const isBlank = isUnknown || value.every((byte) => /[\s_*?!^~:./X-]/.test(String.fromCharCode(byte)));
  const [now, before] = [saidOf(read), saidOf(whole)];
  if (
    !isBlank &&
    (now[field]?.length ?? 0) < (field === 'id' || field === 'name' ? 1 : (before[field]?.length ?? 0) - 2)
  )
    throw new Error(`${field} was damaged, and its loss is not said`);
  for (const [other, value] of Object.entries(before))
    if (other !== field && now[other as EcgField] !== value)
      throw new Error(`${other} changed with ${field}, and nothing is said`);
}

/** A waveform that is one: leads of one length, a rate, values that an amplifier can give, no more than the bytes can hold. */
function judgeWaveforms(seed: EcgSeed, bytes: Uint8Array, { waveforms }: EcgRecording): void {
  const room = bytes.length + Object.values(seed.companions).reduce((sum, { length }) => sum + length, 0);
  let samples = 0;
  for (const { leads, sampleRateHz, startMs } of waveforms) {
    if (leads.length === 0 || !(sampleRateHz > 0) || !(startMs >= 0))
      throw new Error('A waveform without leads, rate or start');
    const longest = leads[0]?.samples.length ?? 0;
    for (const lead of leads) {
      if (lead.samples.length !== longest || longest === 0) throw new Error('Leads of unequal length');
      for (const value of lead.samples) {
        if (Number.isNaN(value)) continue;
        samples += 1;
        if (!(Math.abs(value) <= 1e6)) throw new Error(`A sample of ${value} uV`);
      }
    }
  }
  // Four of twelve leads may be derived; the last of a list has no separator.
  const most = ((room * 8) / seed.leastBits) * 1.5 + 12;
  if (samples > 0 && samples > most) throw new Error(`${samples} samples out of ${room} bytes`);
}

/** Whole leads are gone, and too few are left to say that others belong to them: a recording of three leads is one. */
function isSmallerSet(read: EcgRecording, whole: EcgRecording): boolean {
  const [now, before] = [read.waveforms[0]?.leads ?? [], whole.waveforms[0]?.leads ?? []];
  const ofChest = now.filter(({ name }) => /^V[1-6]$/.test(name)).length;
  return (
    ofChest < 4 &&
    now.length < before.length &&
    read.waveforms.length === whole.waveforms.length &&
    now.every(({ samples }) => samples.length === before[0]?.samples.length)
  );
}

/**
 * What became of damaged bytes. Throws for anything that must not be: an error that is no refusal, a waveform that is
 * none, more samples than the bytes can hold, a sample changed that no damage touched, one changed under a checksum
 * without a word, a lead that is none of the file, a field lost, or another number of leads or samples with no word about it.
 */
export function judge(seed: EcgSeed, damage: Damaged, whole: EcgRecording = readSeed(seed)): Verdict {
  const { bytes, touched, field } = damage;
  let read: EcgRecording;
  try {
    read = readSeed(seed, bytes);
  } catch (error) {
    if (error instanceof EcgRefusal && error.message && error.at) return 'refused';
    throw error;
  }
  judgeWaveforms(seed, bytes, read);
  const changed = touched?.filter((at) => bytes[at] !== seed.bytes[at]);
  if (changed) judgeSamples(seed, damage, changed, read, whole);
  if (read.problems.length > 0) return 'problems';
  if (lengths(read) !== lengths(whole) && !isSmallerSet(read, whole) && !seed.agrees?.(bytes))
    throw new Error(`${lengths(read)} without a word; the file had ${lengths(whole)}`);
  if (changed) judgeShape(seed, changed, read, whole);
  if (field) judgeField(field, damage, seed, read, whole);
  return 'clean';
}
