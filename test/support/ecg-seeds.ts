// A small whole file of every ECG format, of one made-up tracing: what fuzzing starts from.
import { toBase64 } from '../../core/dicom/base64.ts';
import { writeAecg } from '../../core/ecg/formats/aecg/write.ts';
import { crc32 } from '../../core/ecg/formats/crc.ts';
import { writeDicomEcg } from '../../core/ecg/formats/dicom/write.ts';
import { packZip } from '../../core/ecg/formats/zip.ts';
import { ecgMessageBytes } from './ecg-message.ts';
import { sealIshne, sealMuse, sealScp, sealZip } from './ecg-seals.ts';
import { blocks, interleaved, packedIn, places, recordsOf, scpSamples } from './ecg-seed-places.ts';
import { count, eight, int16Bytes, recording, text, valuesOf } from './ecg-seed-tracing.ts';
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
  /** Whether a file with right checksums is whole in itself, with samples of another number than the seed. */
  agrees?: (bytes: Uint8Array) => boolean;
  /** Sets the checksums of the format right after a damage. */
  seal?: (bytes: Uint8Array) => Uint8Array;
  /** Where the value of a field stands. */
  says?: Partial<Record<EcgField, { from: number; to: number }>>;
}

/** What a reader must not lose without a word: whose the recording is, and of when. */
export type EcgField = 'id' | 'name' | 'sex' | 'birthDate' | 'recordedAt';

/** `sample`: absent where later samples of the lead depend on the byte too. */
export interface HeldSample {
  lead: string;
  sample?: number;
}

function muse(): Uint8Array {
  const leads = eight.map((name, lead) => {
    const bytes = int16Bytes(valuesOf(lead));
    return `<LeadData><LeadSampleCountTotal>${count}</LeadSampleCountTotal><LeadAmplitudeUnitsPerBit>2.5</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><LeadID>${name}</LeadID><LeadSampleSize>2</LeadSampleSize><LeadDataCRC32>${crc32(bytes)}</LeadDataCRC32><WaveFormData>${toBase64(bytes)}</WaveFormData></LeadData>`;
  });
  return text(
    `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE RestingECG SYSTEM "restecg.dtd"><RestingECG><PatientDemographics><PatientID>P1</PatientID><DateofBirth>02-03-1960</DateofBirth><Gender>FEMALE</Gender><PatientLastName>Wang</PatientLastName></PatientDemographics><TestDemographics><AcquisitionTime>10:20:30</AcquisitionTime><AcquisitionDate>03-09-2024</AcquisitionDate></TestDemographics><RestingECGMeasurements><QTInterval>400</QTInterval></RestingECGMeasurements><Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase><SampleExponent>0</SampleExponent><NumberofLeads>8</NumberofLeads>${leads.join('')}</Waveform></RestingECG>`,
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
    `<?xml version="1.0" encoding="UTF-8"?><restingecgdata xmlns="http://www3.medical.philips.com"><documentinfo><documenttype>SierraECG</documenttype><documentversion>1.03</documentversion></documentinfo><dataacquisition date="2011-12-01" time="07:27:34"><signalcharacteristics><samplingrate>500</samplingrate><signalresolution>5</signalresolution><acquisitiontype>STD-12</acquisitiontype><numberchannelsallocated>2</numberchannelsallocated></signalcharacteristics></dataacquisition><patient><generalpatientdata><patientid>P1</patientid><name><lastname>Wang</lastname></name><age><dateofbirth>1960-02-03</dateofbirth></age><sex>Female</sex></generalpatientdata></patient><waveforms><parsedwaveforms compressmethod="XLI" dataencoding="Base64" durationperchannel="${count * 2}">${toBase64(xli([valuesOf(0), valuesOf(1)]))}</parsedwaveforms></waveforms></restingecgdata>`,
  );
}

function schiller(): Uint8Array {
  const channels = eight.map(
    (name, lead) =>
      `<channel><name>${name}</name><data>${valuesOf(lead).join(',')},</data><datastype>COMMASEPARATE</datastype><samplecount>${count}</samplecount></channel>`,
  );
  return text(
    `<?xml version="1.0"?><com.xiriuz.sema.xml.schillerEDI.SchillerEDI><patdata><id>P1</id><lastname>Wang</lastname><birthdate>19600203</birthdate><gender>FEMALE</gender></patdata><examdescript><startdatetime><date>20240309</date><time>102030</time></startdatetime></examdescript><eventdata><event><wavedata><type>ECG_RHYTHMS</type><resolution><samplerate><exponent>1</exponent><value>500</value></samplerate><yres><unitperbit>1.0</unitperbit><units>UV</units></yres></resolution>${channels.join('')}</wavedata></event></eventdata></com.xiriuz.sema.xml.schillerEDI.SchillerEDI>`,
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
      acquiredAt: '2024-03-09T10:20:30',
      patient: { id: 'P1', name: 'Wang', sex: 'F', birthDate: '1960-02-03' },
    }),
  );

const wfdbHeader = `seed 8 500 ${count} 10:20:30 09/03/2024\n${eight
  .map(
    (name, lead) =>
      `seed.dat 16 400(0)/mV 16 0 ${valuesOf(lead)[0]} ${(valuesOf(lead).reduce((sum, value) => sum + value, 0) << 16) >> 16} 0 ${name}`,
  )
  .join('\n')}\n#Age: 64\n#Sex: Female\n`;
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
  return edfFile({
    signals,
    records: 2,
    recordSeconds: count / 1000,
    bdf,
    patient: 'P1 F 03-FEB-1960 Wang_Fang',
    onsets: [0, count / 1000],
  });
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

const edfFields = {
  id: ['', 'P1'],
  name: ['1960 ', 'Wang_Fang'],
  sex: ['P1 ', 'F'],
  birthDate: ['F ', '03-FEB-1960'],
  recordedAt: ['Startdate ', '09-MAR-2024'],
} as const;

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

/** One seed a format; WFDB for its header, its signal file and an archive. */
export function ecgSeeds(): EcgSeed[] {
  const alone = (
    format: string,
    name: string,
    bytes: Uint8Array,
    more: Omit<EcgSeed, 'format' | 'name' | 'bytes' | 'companions'>,
  ): EcgSeed => ({ format, name, bytes, companions: {}, ...more });
  const aecg = writeAecg(recording, { documentId: '61d1a24f-b47e-41aa-ae95-f8ac302f4eeb' });
  const dicom = writeDicomEcg(recording, { uid: numbered() });
  const [philipsBytes, messageBytes] = [philips(), waveformMessage()];
  const [scpBytes, museBytes, schillerBytes, jsonBytes] = [scp(), muse(), schiller(), plainJson()];
  const base64Leads = eight.map((lead, at) => [lead, text(toBase64(int16Bytes(valuesOf(at))))] as const);
  const commaEnded = eight.map((lead, at) => [lead, text(`${valuesOf(at).join(',')},`)] as const);
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
    alone('aecg', 'seed.xml', aecg, {
      holds: blocks(aecg, lists(' ')),
      leastBits: 16,
      says: places(aecg, {
        id: ['extension="', 'P1'],
        name: ['<name>', 'Wang^Fang'],
        sex: ['administrativeGenderCode code="', 'F'],
        birthDate: ['birthTime value="', '19600203'],
        recordedAt: ['effectiveTime><low value="', '20240309102030'],
      }),
    }),
    alone('scp', 'seed.scp', scpBytes, {
      holds: scpSamples(scpBytes, blocks(scpBytes, codedLeads)),
      summedBytes: 2,
      leastBits: 1,
      seal: sealScp,
      says: places(scpBytes, {
        id: ['\x02\x03\0', 'P1'],
        name: ['\0\x05\0', 'Wang'],
        recordedAt: ['\x19\x04\0', '\xe8\x07\x03\x09'],
      }),
    }),
    alone('dicom', 'seed.dcm', dicom, {
      holds: interleaved(dicom, wfdbData, eight),
      mostMicrovolts: 32_768 * 2.5,
      leastBits: 8,
      says: places(dicom, {
        id: ['LO\x02\0', 'P1'],
        name: ['PN\x0a\0', 'Wang^Fang'],
        sex: ['CS\x02\0', 'F'],
        birthDate: ['DA\x08\0', '19600203'],
        recordedAt: ['DT\x0e\0', '20240309102030'],
      }),
    }),
    alone('muse', 'seed.xml', museBytes, {
      holds: blocks(museBytes, base64Leads),
      mostMicrovolts: 32_768 * 2.5,
      summedBytes: 3,
      leastBits: 21,
      seal: sealMuse,
      says: places(museBytes, {
        id: ['<PatientID>', 'P1'],
        name: ['<PatientLastName>', 'Wang'],
        sex: ['<Gender>', 'FEMALE'],
        birthDate: ['<DateofBirth>', '02-03-1960'],
        recordedAt: ['<AcquisitionDate>', '03-09-2024'],
      }),
    }),
    // LZW: a code of 10 bits can stand for more bytes than one.
    alone('philips', 'seed.xml', philipsBytes, {
      holds: packedIn(philipsBytes, /Base64[^>]*>([^<]+)/),
      leastBits: 1,
      says: places(philipsBytes, {
        id: ['<patientid>', 'P1'],
        name: ['<lastname>', 'Wang'],
        sex: ['<sex>', 'Female'],
        birthDate: ['<dateofbirth>', '1960-02-03'],
        recordedAt: ['date="', '2011-12-01'],
      }),
    }),
    alone('schiller', 'seed.xml', schillerBytes, {
      holds: blocks(schillerBytes, commaEnded),
      leastBits: 16,
      says: places(schillerBytes, {
        id: ['<id>', 'P1'],
        name: ['<lastname>', 'Wang'],
        sex: ['<gender>', 'FEMALE'],
        birthDate: ['<birthdate>', '19600203'],
        recordedAt: ['<date>', '20240309'],
      }),
    }),
    alone('json', 'seed.json', jsonBytes, {
      holds: blocks(
        jsonBytes,
        lists(',', (value) => value / 400),
      ),
      leastBits: 16,
      says: places(jsonBytes, {
        id: ['"id":"', 'P1'],
        name: ['"name":"', 'Wang'],
        sex: ['"sex":"', 'F'],
        birthDate: ['"birthDate":"', '1960-02-03'],
        recordedAt: ['"acquiredAt":"', '2024-03-09T10:20:30'],
      }),
    }),
    {
      format: 'wfdb',
      name: 'seed.hea',
      bytes: header,
      companions: { 'seed.dat': wfdbData },
      holds: () => undefined,
      leastBits: 8,
      says: places(header, { sex: ['Sex: ', 'Female'], recordedAt: [`500 ${count} `, '10:20:30 09/03/2024'] }),
    },
    {
      format: 'wfdb-dat',
      name: 'seed.dat',
      bytes: wfdbData,
      companions: { 'seed.hea': header },
      holds: interleaved(wfdbData, wfdbData, eight),
      mostMicrovolts: 32_768 * 2.5,
      summedBytes: 1,
      leastBits: 8,
    },
    alone('edf', 'seed.edf', edfBytes, {
      holds: recordsOf(edfBytes, 2, eight, count),
      mostMicrovolts: 32_768 * 2.5,
      leastBits: 16,
      says: places(edfBytes, edfFields),
    }),
    alone('bdf', 'seed.bdf', bdfBytes, {
      holds: recordsOf(bdfBytes, 3, eight, count),
      leastBits: 24,
      says: places(bdfBytes, edfFields),
    }),
    alone('ishne', 'seed.ecg', ishneBytes, {
      holds: interleaved(ishneBytes, wfdbData, eight),
      mostMicrovolts: 32_768 * 2.5,
      leastBits: 16,
      seal: sealIshne,
      agrees: (bytes) => new DataView(bytes.buffer).getInt32(14, true) * 2 * eight.length === bytes.length - 522,
      says: places(ishneBytes, {
        id: ['\0', 'H-77'],
        name: ['\0', 'Wang'],
        birthDate: ['\0\0', '\x03\0\x02\0\xa8\x07'],
        recordedAt: ['\xa8\x07', '\x09\0\x03\0\xe8\x07'],
      }),
    }),
    alone('hl7', 'seed.hl7', messageBytes, {
      holds: blocks(messageBytes, lists('^')),
      leastBits: 8,
      says: places(messageBytes, {
        id: ['PID|1||', 'P1'],
        name: ['^PI||', '\xe7\x8e\x8b^\xe8\x8a\xb3'],
        sex: ['|19600203|', 'F'],
        birthDate: ['|', '19600203'],
        recordedAt: ['EKG^C4|||', '20240309102030'],
      }),
    }),
    // A constant block is many samples in a few bytes.
    {
      format: 'wfdb-flac',
      name: 'seed.dat',
      bytes: flac(),
      companions: { 'seed.hea': text(flacHeader) },
      leastBits: 1e-3,
    },
    alone('wfdb-zip', 'seed.zip', zip, {
      holds: interleaved(zip, wfdbData, eight),
      summedBytes: 4,
      leastBits: 8,
      seal: sealZip,
    }),
    ...documents(),
  ];
}
