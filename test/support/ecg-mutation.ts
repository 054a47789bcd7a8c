// Damage to ECG files, and the judge of what a reader made of it: never a crash, a hang, or a wave that is not in the file.
import { EcgRefusal, readEcg } from '../../core/ecg/formats/index.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import type { EcgSeed } from './ecg-seeds.ts';

/** Whole numbers from 0 to below `limit`. */
export type Pick = (limit: number) => number;

const telling = [0, 1, 0x0a, 0x20, 0x22, 0x2d, 0x30, 0x39, 0x3c, 0x3e, 0x7f, 0x80, 0xfe, 0xff];

function damageOnce(bytes: Uint8Array, pick: Pick): Uint8Array {
  const at = pick(Math.max(1, bytes.length));
  const length = Math.min(bytes.length - at, 1 + pick(16));
  const copy = bytes.slice();
  switch (pick(9)) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << pick(8));
      return copy;
    case 1:
      copy[at] = pick(256);
      return copy;
    case 2:
      copy[at] = telling[pick(telling.length)] ?? 0;
      return copy;
    case 3:
      return copy.fill(telling[pick(telling.length)] ?? 0, at, at + length);
    case 4:
      return bytes.slice(0, at);
    case 5:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
    case 6:
      return Uint8Array.from([
        ...bytes.subarray(0, at),
        ...Array.from({ length }, () => pick(256)),
        ...bytes.subarray(at),
      ]);
    case 7:
      // A piece of the file once more, elsewhere.
      copy.set(bytes.subarray(pick(bytes.length), bytes.length).subarray(0, length), at);
      return copy;
    default: {
      // A digit for a digit: fields that stay well formed.
      for (let tried = 0; tried < 64; tried++) {
        const place = (at + tried) % Math.max(1, bytes.length);
        const byte = copy[place] ?? 0;
        if (byte >= 0x30 && byte <= 0x39) {
          copy[place] = 0x30 + pick(10);
          break;
        }
      }
      return copy;
    }
  }
}

/** One to four damages. */
export function damaged(bytes: Uint8Array, pick: Pick): Uint8Array {
  let out = bytes;
  for (let left = 1 + pick(4); left > 0; left--) out = damageOnce(out, pick);
  return out;
}

export const readSeed = (seed: EcgSeed, bytes: Uint8Array = seed.bytes): EcgRecording =>
  readEcg(bytes, { name: seed.name, companion: (name) => seed.companions[name] });

export type Verdict = 'refused' | 'problems' | 'clean';

const lengths = ({ waveforms }: EcgRecording): string =>
  waveforms.map(({ kind, leads }) => `${kind} ${leads.map(({ samples }) => samples.length).join(' ')}`).join('; ');

/**
 * What became of damaged bytes. Throws for anything that must not be: an error that is no refusal, a waveform that is
 * none, more samples than the bytes can hold, or another number of leads or samples with no word about it.
 */
export function judge(seed: EcgSeed, bytes: Uint8Array, whole: string = lengths(readSeed(seed))): Verdict {
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
  // A Huffman code has one bit at least; four of twelve leads may be derived.
  if (samples > room * 8 * 1.5) throw new Error(`${samples} samples out of ${room} bytes`);
  if (read.problems.length > 0) return 'problems';
  if (lengths(read) !== whole) throw new Error(`${lengths(read)} without a word; the file had ${whole}`);
  return 'clean';
}

export const wholeLengths = (seed: EcgSeed): string => lengths(readSeed(seed));
