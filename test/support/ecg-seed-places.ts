// Where samples and values of fields stand in a seed of the fuzz bench, known from how the file was built and not from a reader.
import type { EcgField, EcgSeed } from './ecg-seeds.ts';
import { bytesOf, u16 } from './scp-file.ts';

/** Where values stand: each behind what comes before it, which makes the place certain. */
export function places(
  bytes: Uint8Array,
  values: Partial<Record<EcgField, readonly [before: string, value: string]>>,
): NonNullable<EcgSeed['says']> {
  const found = Object.entries(values).map(([field, [before, value]]) => {
    const at = Buffer.from(bytes).indexOf(Buffer.from(before + value, 'latin1'));
    if (at < 0) throw new Error(`${field} ${value} is not in the file`);
    const from = at + before.length;
    return [field, { from, to: from + value.length }] as const;
  });
  return Object.fromEntries(found);
}

/** Samples that stand lead after lead: where each lead's bytes are. */
export function blocks(bytes: Uint8Array, parts: readonly (readonly [string, Uint8Array])[]): EcgSeed['holds'] {
  const owners: (string | undefined)[] = [];
  let from = 0;
  for (const [lead, part] of parts) {
    const at = Buffer.from(bytes).indexOf(part, from);
    if (at < 0) throw new Error(`the samples of lead ${lead} are not in the file`);
    for (let byte = at; byte < at + part.length; byte++) owners[byte] = lead;
    from = at + part.length;
  }
  return (at) => {
    const lead = owners[at];
    return lead === undefined ? undefined : { lead };
  };
}

/** 16-bit samples of all leads in turn. */
export function interleaved(bytes: Uint8Array, data: Uint8Array, leads: readonly string[]): EcgSeed['holds'] {
  const from = Buffer.from(bytes).indexOf(data);
  if (from < 0) throw new Error('the samples are not in the file');
  return (at) => {
    const place = (at - from) >> 1;
    const lead = leads[place % leads.length];
    if (at < from || at >= from + data.length || lead === undefined) return undefined;
    return { lead, sample: Math.floor(place / leads.length) };
  };
}

/** The order of differences and the bimodal mark before the lengths say what the codes of all leads mean. */
export function scpSamples(bytes: Uint8Array, coded: EcgSeed['holds']): EcgSeed['holds'] {
  const order = Buffer.from(bytes).indexOf(Buffer.from(bytesOf(u16(2500), u16(2000), 2, 0))) + 4;
  return (at) => (at === order || at === order + 1 ? { lead: '' } : coded?.(at));
}

/** Samples of all leads packed into one piece of text: a byte of it may be of any. */
export function packedIn(bytes: Uint8Array, pattern: RegExp): EcgSeed['holds'] {
  const match = pattern.exec(Buffer.from(bytes).toString('latin1'));
  const [all, piece = ''] = match ?? [];
  if (!match || !all) throw new Error('the samples are not in the file');
  const to = match.index + all.length;
  return (at) => (at >= to - piece.length && at < to ? { lead: '' } : undefined);
}

/** What holds a sample of the two data records of an EDF file, `count` samples of each lead in all. */
export function recordsOf(bytes: Uint8Array, width: number, leads: readonly string[], count: number): EcgSeed['holds'] {
  const from = 256 * (leads.length + 2);
  const record = (bytes.length - from) / 2;
  const perLead = (count / 2) * width;
  return (at) => {
    const within = (at - from) % record;
    const lead = leads[Math.floor(within / perLead)];
    if (at < from || lead === undefined) return undefined;
    return { lead, sample: Math.floor((at - from) / record) * (count / 2) + Math.floor((within % perLead) / width) };
  };
}
