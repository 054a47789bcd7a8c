// Damage to ECG files, and the judge of what a reader made of it: never a crash, a hang, or a wave that is not in the file.
import { inflateRawSync } from 'node:zlib';
import { EcgRefusal, readEcg } from '../../core/ecg/formats/index.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import type { EcgSeed } from './ecg-seeds.ts';

/** Whole numbers from 0 to below `limit`. */
export type Pick = (limit: number) => number;

const telling = [0, 1, 0x0a, 0x20, 0x22, 0x2d, 0x30, 0x39, 0x3c, 0x3e, 0x7f, 0x80, 0xfe, 0xff];

/** Bytes after a damage, and the places that it touched; null where bytes came or went and places mean nothing any more. */
export interface Damaged {
  bytes: Uint8Array;
  touched: number[] | null;
}

function damageOnce(bytes: Uint8Array, pick: Pick): Damaged {
  const at = pick(Math.max(1, bytes.length));
  const length = Math.min(bytes.length - at, 1 + pick(16));
  const kind = pick(9);
  if (kind === 4) return { bytes: bytes.slice(0, at), touched: null };
  if (kind === 5 || kind === 6) {
    const added = kind === 6 ? Uint8Array.from({ length }, () => pick(256)) : new Uint8Array();
    const rest = bytes.subarray(kind === 5 ? at + length : at);
    const made = new Uint8Array(at + added.length + rest.length);
    made.set(bytes.subarray(0, at));
    made.set(added, at);
    made.set(rest, at + added.length);
    return { bytes: made, touched: null };
  }
  const copy = bytes.slice();
  const one = (place: number) => ({ bytes: copy, touched: [place] });
  const piece = () => ({ bytes: copy, touched: Array.from({ length }, (_, index) => at + index) });
  switch (kind) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << pick(8));
      return one(at);
    case 1:
      copy[at] = pick(256);
      return one(at);
    case 2:
      copy[at] = telling[pick(telling.length)] ?? 0;
      return one(at);
    case 3:
      copy.fill(telling[pick(telling.length)] ?? 0, at, at + length);
      return piece();
    case 7:
      // A piece of the file once more, elsewhere.
      copy.set(bytes.subarray(pick(Math.max(1, bytes.length))).subarray(0, length), at);
      return piece();
    default: {
      // A digit for a digit: fields that stay well formed.
      for (let tried = 0; tried < 64; tried++) {
        const place = (at + tried) % Math.max(1, bytes.length);
        const byte = copy[place] ?? 0;
        if (byte < 0x30 || byte > 0x39) continue;
        copy[place] = 0x30 + pick(10);
        return one(place);
      }
      return { bytes: copy, touched: [] };
    }
  }
}

/** One to four damages. */
export function damaged(bytes: Uint8Array, pick: Pick): Damaged {
  let out: Damaged = { bytes, touched: [] };
  for (let left = 1 + pick(4); left > 0; left--) {
    const next = damageOnce(out.bytes, pick);
    out = { bytes: next.bytes, touched: out.touched && next.touched ? [...out.touched, ...next.touched] : null };
  }
  return out;
}

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
function judgeSamples(seed: EcgSeed, touched: readonly number[], read: EcgRecording, whole: EcgRecording): void {
  const { holds, mostMicrovolts, summedBytes } = seed;
  if (!holds) return;
  const hit = new Map<string, Set<number> | null>();
  for (const at of touched) {
    const held = holds(at);
    if (!held) return;
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

/**
 * What became of damaged bytes. Throws for anything that must not be: an error that is no refusal, a waveform that is
 * none, more samples than the bytes can hold, a sample changed that no damage touched, one changed under a checksum
 * without a word, or another number of leads or samples with no word about it.
 */
export function judge(seed: EcgSeed, damage: Damaged, whole: EcgRecording = readSeed(seed)): Verdict {
  const { bytes, touched } = damage;
  let read: EcgRecording;
  try {
    read = readSeed(seed, bytes);
  } catch (error) {
    if (error instanceof EcgRefusal && error.message && error.at) return 'refused';
    throw error;
  }
  const room = bytes.length + Object.values(seed.companions).reduce((sum, { length }) => sum + length, 0);
  let samples = 0;
  for (const { leads, sampleRateHz, startMs } of read.waveforms) {
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
  if (touched) {
    const changed = touched.filter((at) => bytes[at] !== seed.bytes[at]);
    judgeSamples(seed, changed, read, whole);
  }
  if (read.problems.length > 0) return 'problems';
  if (lengths(read) !== lengths(whole))
    throw new Error(`${lengths(read)} without a word; the file had ${lengths(whole)}`);
  return 'clean';
}
