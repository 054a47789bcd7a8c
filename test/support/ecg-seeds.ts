// A small whole file of every ECG format, of one made-up tracing: what fuzzing starts from.
import { toBase64 } from '../../core/dicom/base64.ts';
import { writeAecg } from '../../core/ecg/formats/aecg/write.ts';
import { crc32 } from '../../core/ecg/formats/crc.ts';
import { writeDicomEcg } from '../../core/ecg/formats/dicom/write.ts';
import { packZip } from '../../core/ecg/formats/zip.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { ecgMessageBytes } from './ecg-message.ts';
import { edfFile } from './edf-file.ts';
import { flacFile } from './flac-file.ts';
import { ishneFile } from './ishne-file.ts';
import {
  bytesOf,
  dataSection,
  huffman,
  leadSection,
  patientSection,
  scpFile,
  secondDifferences,
  u16,
} from './scp-file.ts';

export interface EcgSeed {
  format: string;
  name: string;
  bytes: Uint8Array;
  companions: Record<string, Uint8Array>;
  /** Whose sample a byte holds, known from how the file was built and not from a reader; absent for a byte of anything else. */
  holds?: (at: number) => HeldSample | undefined;
  /** What the stored numbers can mean at most, microvolts. */
  mostMicrovolts?: number;
  /** Damage to the samples within so many neighbouring bytes never escapes the checksum of the format. */
  summedBytes?: number;
  /** Fewest bits that can hold a sample. */
  leastBits: number;
}

/** `sample`: absent where later samples of the lead depend on the byte too. */
export interface HeldSample {
  lead: string;
  sample?: number;
}

const eight = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const count = 50;
const text = (value: string) => new TextEncoder().encode(value);

/** Stored values of a lead: a bump that differs from lead to lead. */
const valuesOf = (lead: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round(40 * (lead + 1) * Math.exp(-(((at - 20) / 4) ** 2)) - 3 * lead));

const recording: EcgRecording = {
  format: 'json',
  waveforms: [
    {
      kind: 'rhythm',
      sampleRateHz: 500,
      startMs: 0,
      leads: eight.map((name, lead) => ({ name, samples: Float32Array.from(valuesOf(lead), (value) => value * 2.5) })),
    },
  ],
  patient: { id: 'P1', name: 'Wang^Fang', sex: 'female', birthDate: '1960-02-03' },
  recordedAt: '2024-03-09T10:20:30',
  vendorMeasurements: [
    { name: 'qtMs', value: 400, unit: 'ms', source: 'seed' },
    { name: 'qtcMs', value: 420, unit: 'ms', source: 'seed', formula: 'bazett' },
  ],
  vendorStatements: [{ text: 'Sinus rhythm' }],
  vendorPacingMs: [],
  remarks: [],
  problems: [],
};

const int16Bytes = (values: readonly number[]): Uint8Array => bytesOf(...values.map((value) => u16(value & 0xffff)));

function muse(): Uint8Array {
  const leads = eight.map((name, lead) => {
    const bytes = int16Bytes(valuesOf(lead));
    return `<LeadData><LeadSampleCountTotal>${count}</LeadSampleCountTotal><LeadAmplitudeUnitsPerBit>2.5</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><LeadID>${name}</LeadID><LeadSampleSize>2</LeadSampleSize><LeadDataCRC32>${crc32(bytes)}</LeadDataCRC32><WaveFormData>${toBase64(bytes)}</WaveFormData></LeadData>`;
  });
  return text(
    `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE RestingECG SYSTEM "restecg.dtd"><RestingECG><RestingECGMeasurements><QTInterval>400</QTInterval></RestingECGMeasurements><Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase><SampleExponent>0</SampleExponent><NumberofLeads>8</NumberofLeads>${leads.join('')}</Waveform></RestingECG>`,
  );
}

/** XLI with literal codes only: what a compressor may always write. */
export function xli(leads: readonly (readonly number[])[]): Uint8Array {
  const chunks = leads.map((values) => {
    // Each value after the second is predicted with the difference stored before it.
    const stored = values.map((value, at) => {
      if (at < 2) return value;
      const next = values[at + 1];
      return next === undefined ? 64 : 2 * value - (values[at - 1] ?? 0) - next + 64;
    });
    const start = 2 * (values[1] ?? 0) - (values[0] ?? 0) - (values[2] ?? 0);
    const bytes = [...stored.map((value) => (value >> 8) & 0xff), ...stored.map((value) => value & 0xff)];
    const bits = bytes.map((byte) => byte.toString(2).padStart(10, '0')).join('');
    const packed = (bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((byte) =>
      Number.parseInt(byte, 2),
    );
    return bytesOf([packed.length & 0xff, packed.length >> 8, 0, 0, 1, 0], u16(start & 0xffff), packed);
  });
  return bytesOf(...chunks);
}

function philips(): Uint8Array {
  return text(
    `<?xml version="1.0" encoding="UTF-8"?><restingecgdata xmlns="http://www3.medical.philips.com"><documentinfo><documenttype>SierraECG</documenttype><documentversion>1.03</documentversion></documentinfo><dataacquisition date="2011-12-01" time="07:27:34"><signalcharacteristics><samplingrate>500</samplingrate><signalresolution>5</signalresolution><acquisitiontype>STD-12</acquisitiontype><numberchannelsallocated>2</numberchannelsallocated></signalcharacteristics></dataacquisition><waveforms><parsedwaveforms compressmethod="XLI" dataencoding="Base64" durationperchannel="${count * 2}">${toBase64(xli([valuesOf(0), valuesOf(1)]))}</parsedwaveforms></waveforms></restingecgdata>`,
  );
}

function schiller(): Uint8Array {
  const channels = eight.map(
    (name, lead) =>
      `<channel><name>${name}</name><data>${valuesOf(lead).join(',')},</data><datastype>COMMASEPARATE</datastype><samplecount>${count}</samplecount></channel>`,
  );
  return text(
    `<?xml version="1.0"?><com.xiriuz.sema.xml.schillerEDI.SchillerEDI><eventdata><event><wavedata><type>ECG_RHYTHMS</type><resolution><samplerate><exponent>1</exponent><value>500</value></samplerate><yres><unitperbit>1.0</unitperbit><units>UV</units></yres></resolution>${channels.join('')}</wavedata></event></eventdata></com.xiriuz.sema.xml.schillerEDI.SchillerEDI>`,
  );
}

function scp(): Uint8Array {
  const leads = eight.map((_, lead) => huffman(secondDifferences(valuesOf(lead))));
  return scpFile({
    1: patientSection('Wang', 'P1'),
    2: bytesOf(u16(19_999)),
    3: leadSection([1, 2, 3, 4, 5, 6, 7, 8].map((id) => [id, 1, count] as const)),
    6: dataSection(2500, 2000, 2, 0, leads),
    7: bytesOf(
      1,
      0,
      u16(800),
      u16(29_999),
      ...[100, 200, 250, 350, 600, 40, 20, 999].map(u16),
      u16(0),
      u16(75),
      u16(0),
      u16(420),
      1,
    ),
  });
}

const plainJson = (): Uint8Array =>
  text(
    JSON.stringify({
      format: 'ecg-json',
      sampleRateHz: 500,
      unit: 'mV',
      leads: Object.fromEntries(eight.map((name, lead) => [name, valuesOf(lead).map((value) => value / 400)])),
      patient: { id: 'P1' },
    }),
  );

const wfdbHeader = `seed 8 500 ${count}\n${eight
  .map(
    (name, lead) =>
      `seed.dat 16 400(0)/mV 16 0 ${valuesOf(lead)[0]} ${(valuesOf(lead).reduce((sum, value) => sum + value, 0) << 16) >> 16} 0 ${name}`,
  )
  .join('\n')}\n`;
const wfdbData = int16Bytes(
  Array.from({ length: count }, (_, at) => eight.map((_name, lead) => valuesOf(lead)[at] ?? 0)).flat(),
);

const numbered = (): (() => string) => {
  let next = 0;
  return () => {
    next += 1;
    return `2.25.${next}`;
  };
};

/** Samples that stand lead after lead: where each lead's bytes are. */
function blocks(bytes: Uint8Array, parts: readonly (readonly [string, Uint8Array])[]): EcgSeed['holds'] {
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
function interleaved(bytes: Uint8Array, data: Uint8Array): EcgSeed['holds'] {
  const from = Buffer.from(bytes).indexOf(data);
  if (from < 0) throw new Error('the samples are not in the file');
  return (at) => {
    const place = (at - from) >> 1;
    const lead = eight[place % eight.length];
    if (at < from || at >= from + data.length || lead === undefined) return undefined;
    return { lead, sample: Math.floor(place / eight.length) };
  };
}

const lists = (separator: string, value: (stored: number) => number = (stored) => stored) =>
  eight.map((lead, at) => [lead, text(valuesOf(at).map(value).join(separator))] as const);

/** Two records of half of the samples; EDF+ with the time of each, BDF with three bytes a sample. */
function edf(bdf: boolean): Uint8Array {
  const limits = [-32_000, 32_000] as const;
  const physical = [-80_000, 80_000] as const;
  const signals = eight.map((label, lead) => ({
    label,
    values: valuesOf(lead),
    perRecord: count / 2,
    physical,
    digital: limits,
  }));
  return edfFile({ signals, records: 2, recordSeconds: count / 1000, bdf, onsets: [0, count / 1000] });
}

const flac = (): Uint8Array =>
  flacFile({
    bits: 16,
    channels: eight.map((_, lead) => valuesOf(lead)),
    coding: { kind: 'fixed', order: 2, rice: 3 },
  });
const flacHeader = wfdbHeader.replaceAll('seed.dat 16 400', 'seed.dat 516 400');

/** A channel definition for all, a segment of samples for each. */
const waveformMessage = (): Uint8Array =>
  ecgMessageBytes({
    results: [
      `OBX|1|CD|93000&CHN||${eight.map((name, lead) => `${lead + 1}&${name}^^2.5&uV^^500`).join('~')}||||||F`,
      ...eight.map((_, lead) => `OBX|${lead + 2}|NA|93000&WAV||${valuesOf(lead).join('^')}||||||F`),
    ],
  });

/** What holds a sample of the data records. */
function recordsOf(bytes: Uint8Array, width: number): EcgSeed['holds'] {
  const from = 256 * (eight.length + 2);
  const record = (bytes.length - from) / 2;
  const perLead = (count / 2) * width;
  return (at) => {
    const within = (at - from) % record;
    const lead = eight[Math.floor(within / perLead)];
    if (at < from || lead === undefined) return undefined;
    return { lead, sample: Math.floor((at - from) / record) * (count / 2) + Math.floor((within % perLead) / width) };
  };
}

/** Seeds of documents: a picture is shown, whatever is in it, and never has a wave. */
function documents(): EcgSeed[] {
  const filler = Uint8Array.from({ length: 400 }, (_, at) => (at * 37) & 0xff);
  const heads = {
    pdf: text('%PDF-1.7\n'),
    jpeg: bytesOf(0xff, 0xd8, 0xff, 0xe0),
    png: bytesOf(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  };
  return Object.entries(heads).map(([format, head]) => ({
    format,
    name: `seed.${format}`,
    bytes: bytesOf(head, filler),
    companions: {},
    leastBits: Number.POSITIVE_INFINITY,
  }));
}

/** One seed a format; WFDB three times, for its header, its signal file and an archive of both. */
export function ecgSeeds(): EcgSeed[] {
  const alone = (
    format: string,
    name: string,
    bytes: Uint8Array,
    more: Omit<EcgSeed, 'format' | 'name' | 'bytes' | 'companions'>,
  ): EcgSeed => ({ format, name, bytes, companions: {}, ...more });
  const aecg = writeAecg(recording, { documentId: '61d1a24f-b47e-41aa-ae95-f8ac302f4eeb' });
  const dicom = writeDicomEcg(recording, { uid: numbered() });
  const [scpBytes, museBytes, schillerBytes, jsonBytes] = [scp(), muse(), schiller(), plainJson()];
  const base64Leads = eight.map((lead, at) => [lead, text(toBase64(int16Bytes(valuesOf(at))))] as const);
  const codedLeads = eight.map((lead, at) => [lead, huffman(secondDifferences(valuesOf(at)))] as const);
  const header = text(wfdbHeader);
  const [edfBytes, bdfBytes] = [edf(false), edf(true)];
  const codes = [5, 6, 11, 12, 13, 14, 15, 16];
  const ishneBytes = ishneFile({
    leads: codes.map((code, lead) => ({ code, nanovolts: 2500, values: valuesOf(lead) })),
    rateHz: 500,
  });
  const zip = packZip([
    { name: 'seed.hea', bytes: header },
    { name: 'seed.dat', bytes: wfdbData },
  ]);
  return [
    alone('aecg', 'seed.xml', aecg, { holds: blocks(aecg, lists(' ')), leastBits: 16 }),
    alone('scp', 'seed.scp', scpBytes, { holds: blocks(scpBytes, codedLeads), summedBytes: 2, leastBits: 1 }),
    alone('dicom', 'seed.dcm', dicom, {
      holds: interleaved(dicom, wfdbData),
      mostMicrovolts: 32_768 * 2.5,
      leastBits: 8,
    }),
    alone('muse', 'seed.xml', museBytes, {
      holds: blocks(museBytes, base64Leads),
      mostMicrovolts: 32_768 * 2.5,
      summedBytes: 3,
      leastBits: 21,
    }),
    // LZW: a code of 10 bits can stand for more bytes than one.
    alone('philips', 'seed.xml', philips(), { leastBits: 1 }),
    alone('schiller', 'seed.xml', schillerBytes, { holds: blocks(schillerBytes, lists(',')), leastBits: 16 }),
    alone('json', 'seed.json', jsonBytes, {
      holds: blocks(
        jsonBytes,
        lists(',', (value) => value / 400),
      ),
      leastBits: 16,
    }),
    { format: 'wfdb', name: 'seed.hea', bytes: header, companions: { 'seed.dat': wfdbData }, leastBits: 8 },
    {
      format: 'wfdb-dat',
      name: 'seed.dat',
      bytes: wfdbData,
      companions: { 'seed.hea': header },
      holds: interleaved(wfdbData, wfdbData),
      mostMicrovolts: 32_768 * 2.5,
      summedBytes: 1,
      leastBits: 8,
    },
    alone('edf', 'seed.edf', edfBytes, { holds: recordsOf(edfBytes, 2), mostMicrovolts: 32_768 * 2.5, leastBits: 16 }),
    alone('bdf', 'seed.bdf', bdfBytes, { holds: recordsOf(bdfBytes, 3), leastBits: 24 }),
    alone('ishne', 'seed.ecg', ishneBytes, {
      holds: interleaved(ishneBytes, wfdbData),
      mostMicrovolts: 32_768 * 2.5,
      leastBits: 16,
    }),
    alone('hl7', 'seed.hl7', waveformMessage(), { leastBits: 8 }),
    // A constant block is many samples in a few bytes.
    {
      format: 'wfdb-flac',
      name: 'seed.dat',
      bytes: flac(),
      companions: { 'seed.hea': text(flacHeader) },
      leastBits: 1e-3,
    },
    alone('wfdb-zip', 'seed.zip', zip, { holds: interleaved(zip, wfdbData), summedBytes: 4, leastBits: 8 }),
    ...documents(),
  ];
}
