// Further kinds of the formats for the fuzz bench: what one seed a format does not reach. Each is a small whole file without problems.
import { ecgMessageBytes, encapsulated } from './ecg-message.ts';
import { sealScp } from './ecg-seals.ts';
import { text } from './ecg-seed-tracing.ts';
import { type EcgSeed, ecgSeeds } from './ecg-seeds.ts';
import {
  bytesOf,
  dataSection,
  huffman,
  leadSection,
  patientSection,
  scpFile,
  secondDifferences,
  u16,
  u32,
} from './scp-file.ts';

const wave = (count: number, phase: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round(90 * Math.exp(-((((at + phase) % 50) - 20) ** 2) / 16)));

/** A rhythm of what is left after the reference beat was subtracted. */
function scpReduced(): Uint8Array {
  const reference = wave(40, 0);
  const leads = [0, 3].map((phase) => wave(200, phase));
  const fiducials = [60, 140];
  const residual = leads.map((values) =>
    values.map((value, at) => {
      const fiducial = fiducials.find((one) => at + 1 >= one - 19 && at + 1 <= one + 20);
      return fiducial === undefined ? value : value - (reference[at + 1 - fiducial + 19] ?? 0);
    }),
  );
  return scpFile({
    1: patientSection('Wang', 'P1'),
    2: bytesOf(u16(19_999)),
    3: leadSection(
      [1, 2].map((id) => [id, 1, 200] as const),
      5,
    ),
    4: bytesOf(
      u16(80),
      u16(20),
      u16(2),
      ...fiducials.map((at) => [...u16(0), ...u32(at - 19), ...u32(at), ...u32(at + 20)]),
    ),
    5: dataSection(
      1000,
      2000,
      2,
      0,
      [reference, reference].map((values) => huffman(secondDifferences(values))),
    ),
    6: dataSection(
      1000,
      2000,
      2,
      0,
      residual.map((values) => huffman(secondDifferences(values))),
    ),
  });
}

/** Two tables of the file: "0" is 0, "10" holds 8 bits, "11" goes to the second, where "0" is 5 and "1" goes back. */
function scpTables(): Uint8Array {
  const code = (prefix: number, entire: number, mode: number, base: number, bits: number) =>
    bytesOf(prefix, entire, mode, u16(base), u32(bits));
  const [first, second] = [
    [code(1, 1, 1, 0, 0b0), code(2, 10, 1, 0, 0b01), code(2, 2, 0, 2, 0b11)],
    [code(1, 1, 1, 5, 0b0), code(1, 1, 0, 1, 0b1)],
  ];
  const bits = wave(60, 0)
    .map((value) => (value === 0 ? '0' : value === 5 ? '1101' : `10${(value & 0xff).toString(2).padStart(8, '0')}`))
    .join('');
  const packed = (bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((byte) =>
    Number.parseInt(byte, 2),
  );
  return scpFile({
    1: patientSection('Wang', 'P1'),
    2: bytesOf(u16(2), u16(3), ...first, u16(2), ...second),
    3: leadSection([[3, 1, 60]]),
    6: dataSection(1000, 2000, 0, 0, [Uint8Array.from(packed)]),
  });
}

const fhir = (): Uint8Array =>
  text(
    JSON.stringify({
      resourceType: 'Observation',
      subject: { reference: 'P1' },
      effectiveDateTime: '2024-03-09T10:20:30',
      component: ['I', 'II', 'V1'].map((lead, phase) => ({
        code: { coding: [{ code: `MDC_ECG_LEAD_${lead}` }] },
        valueSampledData: {
          origin: { value: 0, unit: 'uV' },
          period: 2,
          factor: 2.5,
          dimensions: 1,
          data: wave(50, phase).join(' '),
        },
      })),
    }),
  );

const int16 = (values: readonly number[]): Uint8Array => bytesOf(...values.map((value) => u16(value & 0xffff)));
const sum = (values: readonly number[]): number => (values.reduce((all, value) => all + value, 0) << 16) >> 16;

/** Two segments of two signals each. */
function segments(): Pick<EcgSeed, 'bytes' | 'companions'> {
  const parts = [0, 7].map((phase) => [wave(50, phase), wave(50, phase + 2)] as const);
  const companions: Record<string, Uint8Array> = {};
  parts.forEach(([one, two], at) => {
    const lines = [one, two].map(
      (values, lead) => `s${at}.dat 16 200 12 0 ${values[0]} ${sum(values)} 0 ${lead === 0 ? 'I' : 'II'}`,
    );
    companions[`s${at}.hea`] = text(`s${at} 2 500 50\n${lines.join('\n')}\n`);
    companions[`s${at}.dat`] = int16(one.flatMap((value, sample) => [value, two[sample] ?? 0]));
  });
  return { bytes: text('seed/2 2 500 100\ns0 50\ns1 50\n'), companions };
}

/** Twelve bits a sample, two samples in three bytes. */
function packed212(): Pick<EcgSeed, 'bytes' | 'companions'> {
  const [one, two] = [wave(50, 0), wave(50, 4)];
  const bytes = one.flatMap((value, at) => {
    const other = two[at] ?? 0;
    return [value & 0xff, ((value >> 8) & 0xf) | (((other >> 8) & 0xf) << 4), other & 0xff];
  });
  const lines = [one, two].map(
    (values, lead) => `seed.dat 212 200 12 0 ${values[0]} ${sum(values)} 0 ${lead === 0 ? 'I' : 'II'}`,
  );
  return { bytes: Uint8Array.from(bytes), companions: { 'seed.hea': text(`seed 2 500 50\n${lines.join('\n')}\n`) } };
}

/** Of a few leads each, and shorter than the seeds of `ecgSeeds`. */
export function moreEcgSeeds(): EcgSeed[] {
  const scp = ecgSeeds().find(({ format }) => format === 'scp')?.bytes ?? new Uint8Array();
  const message = ecgMessageBytes({ pid: 'PID|1||P1^^^H^PI||Wang||19600203|F', results: [encapsulated(scp, 'SCP')] });
  const alone = (format: string, name: string, bytes: Uint8Array, leastBits: number): EcgSeed => ({
    format,
    name,
    bytes,
    companions: {},
    leastBits,
    // So few leads and lines that a shorter file of them is a whole one.
    agrees: () => true,
  });
  return [
    // The reference beat stands for many samples in no bits at all.
    { ...alone('scp, reference beat', 'seed.scp', scpReduced(), 0.5), seal: sealScp },
    { ...alone('scp, own tables', 'seed.scp', scpTables(), 0.5), seal: sealScp },
    alone('json, FHIR', 'seed.json', fhir(), 16),
    alone('hl7, file inside', 'seed.hl7', message, 1),
    { ...alone('wfdb, segments', 'seed.hea', new Uint8Array(), 8), ...segments() },
    { ...alone('wfdb, 12 bits', 'seed.dat', new Uint8Array(), 8), ...packed212() },
  ];
}
