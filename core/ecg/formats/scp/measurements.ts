// Sections 7, 8, 10 and 11 of SCP-ECG: global and lead measurements, spikes, statements in text and in codes.
import { scpLeadName } from '../../leads.ts';
import type { EcgRecording } from '../../recording.ts';
import type { VendorList } from '../vendor-values.ts';
import { ScpReader, scpText } from './bytes.ts';

/** From here up a time is a code: not computed, rejected, not defined (29999 and neighbours). */
const noTime = 19_000;
const noAxis = 999;
const real = (value: number | undefined): number | undefined =>
  value !== undefined && Math.abs(value) < noTime ? value : undefined;
const duration = (from: number | undefined, to: number | undefined): number | undefined =>
  from !== undefined && to !== undefined && to > from ? to - from : undefined;

/** Section 7. Intervals are the differences of the marks on the reference beat, as the standard defines them. */
export function readGlobal(body: Uint8Array, list: VendorList): { pacingMs: number[] } {
  const reader = new ScpReader(body);
  const beats = reader.u8() ?? 0;
  const spikes = reader.u8() ?? 0;
  list.add('rrMs', real(reader.u16()), 'section 7 RR');
  list.add('ppMs', real(reader.u16()), 'section 7 PP');
  for (let beat = 0; beat < beats && reader.left >= 16; beat++) {
    const [pOn, pOff, qrsOn, qrsOff, tOff] = Array.from({ length: 5 }, () => real(reader.u16()));
    const axes = Array.from({ length: 3 }, () => reader.i16());
    if (beat > 0) continue;
    const source = 'section 7';
    list.add('pOnsetMs', pOn, source);
    list.add('pOffsetMs', pOff, source);
    list.add('qrsOnsetMs', qrsOn, source);
    list.add('qrsOffsetMs', qrsOff, source);
    list.add('tOffsetMs', tOff, source);
    list.add('pMs', duration(pOn, pOff), source);
    list.add('prMs', duration(pOn, qrsOn), source);
    list.add('qrsMs', duration(qrsOn, qrsOff), source);
    list.add('qtMs', duration(qrsOn, tOff), source);
    const [p, qrs, t] = axes.map((axis) => (axis === noAxis ? undefined : axis));
    list.add('axisPDeg', p, source);
    list.add('axisQrsDeg', qrs, source);
    list.add('axisTDeg', t, source);
  }
  const pacingMs: number[] = [];
  for (let spike = 0; spike < spikes && reader.left >= 4; spike++) {
    const time = reader.u16();
    reader.i16();
    if (time !== undefined) pacingMs.push(time);
  }
  reader.take(spikes * 6);
  reader.take(reader.u16() ?? 0);
  const positive = (value: number | undefined) => (value ? real(value) : undefined);
  list.add('heartRateBpm', positive(reader.u16()), 'section 7');
  list.add('atrialRateBpm', positive(reader.u16()), 'section 7');
  const qtc = positive(reader.u16());
  const formula = reader.u8();
  list.add('qtcMs', qtc, 'section 7', formula === 1 ? 'bazett' : formula === 2 ? 'hodges' : undefined);
  return { pacingMs };
}

/** Sections 8 (text) and 11 (codes and text): confirmation, date and time, then the statements. */
export function readStatements(body: Uint8Array, coded: boolean, language: number): EcgRecording['vendorStatements'] {
  const reader = new ScpReader(body);
  reader.take(8);
  const count = reader.u8() ?? 0;
  const made: EcgRecording['vendorStatements'] = [];
  for (let at = 0; at < count && reader.left >= 3; at++) {
    reader.u8();
    const length = reader.u16() ?? 0;
    const value = reader.take(length);
    const kind = coded ? value[0] : 2;
    const text = scpText(coded ? value.subarray(1) : value, language);
    if (text) made.push(coded && kind === 1 ? { code: text, text } : { text });
  }
  return made;
}

/** Values of one lead in section 10, in their order; amplitudes in microvolts, times in milliseconds. */
const leadValues: readonly (readonly [string, string])[] = [
  ...(['pMs', 'prMs', 'qrsMs', 'qtMs', 'qMs', 'rMs', 'sMs', 'r2Ms', 's2Ms'] as const).map(
    (name) => [name, 'ms'] as const,
  ),
  ...(['q', 'r', 's', 'r2', 's2', 'j', 'pPositive', 'pNegative', 'tPositive', 'tNegative'] as const).map(
    (name) => [name, 'uV'] as const,
  ),
];

export function readLeadMeasurements(body: Uint8Array, list: VendorList): void {
  const reader = new ScpReader(body);
  const count = reader.u16() ?? 0;
  reader.u16();
  for (let lead = 0; lead < count && reader.left >= 4; lead++) {
    const name = scpLeadName(reader.u16() ?? 0);
    const values = new ScpReader(reader.take(reader.u16() ?? 0));
    for (const [value, unit] of leadValues) {
      const number = real(values.i16());
      if (number !== undefined) list.other(`${name} ${value}`, number, unit, 'section 10');
    }
  }
}
