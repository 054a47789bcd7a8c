// MUSE and Schiller XML as other writers vary it: amplitude units, lead flags, statements, roots, rates; encodings of the prolog.
import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../dicom/base64.ts';
import { crc32 } from './crc.ts';
import { readEcg } from './index.ts';

const bytes = (...values: number[]) =>
  toBase64(Uint8Array.from(values.flatMap((value) => [value & 0xff, (value >> 8) & 0xff])));
const read = (xml: string | Uint8Array) =>
  readEcg(typeof xml === 'string' ? new TextEncoder().encode(xml) : xml, { name: 'x.xml' });
const codes = (xml: string) => read(xml).problems.map(({ code }) => code);

describe('MUSE', () => {
  const lead = (name: string, unit = 'MICROVOLTS', perBit = '4.88', more = '') =>
    `<LeadData><LeadAmplitudeUnitsPerBit>${perBit}</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>${unit}</LeadAmplitudeUnits><LeadID>${name}</LeadID>${more}<WaveFormData>${bytes(1, -2)}</WaveFormData></LeadData>`;
  const block = (type: string, ...leads: string[]) =>
    `<Waveform><WaveformType>${type}</WaveformType><SampleBase>500</SampleBase><SampleExponent>0</SampleExponent>${leads.join('')}</Waveform>`;
  const muse = (...content: string[]) => `<RestingECG>${content.join('')}</RestingECG>`;

  test.each([
    ['MICROVOLTS', '4.88', 4.88],
    ['MILLIVOLTS', '0.00488', 4.88],
    ['NANOVOLTS', '4880', 4.88],
  ])('amplitude in %s', (unit, perBit, microvolts) => {
    const [rhythm] = read(muse(block('Rhythm', lead('V1', unit, perBit)))).waveforms;
    expect(rhythm?.leads[0]?.samples[0]).toBeCloseTo(microvolts, 5);
  });

  test('the median comes after the rhythm; of I and II the other limb leads are derived', () => {
    const { waveforms } = read(muse(block('Median', lead('I'), lead('II')), block('Rhythm', lead('I'), lead('II'))));
    expect(waveforms.map(({ kind, leads }) => [kind, leads.length])).toEqual([
      ['rhythm', 6],
      ['median', 6],
    ]);
  });

  test('an electrode that was off and a lead that begins late are said', () => {
    const off = lead('V1', 'MICROVOLTS', '5', '<LeadOff>TRUE</LeadOff><LeadTimeOffset>0</LeadTimeOffset>');
    const late = lead('V2', 'MICROVOLTS', '5', '<LeadOff>FALSE</LeadOff><LeadTimeOffset>250</LeadTimeOffset>');
    expect(codes(muse(block('Rhythm', off, late)))).toEqual(['LEAD_OFF', 'LEAD_LATE', 'LIMB_LEADS_MISSING']);
  });

  test.each([
    ['as it is', (crc: number) => crc, []],
    ['with a sign', (crc: number) => crc | 0, []],
    ['of other bytes', (crc: number) => crc - 1, ['CRC_WRONG']],
  ] as const)('a CRC-32 %s', (_, printed, expected) => {
    const sum = printed(crc32(Uint8Array.of(1, 0, 0xfe, 0xff)));
    const xml = muse(block('Rhythm', lead('V1', 'MICROVOLTS', '5', `<LeadDataCRC32>${sum}</LeadDataCRC32>`)));
    expect(codes(xml).filter((code) => code === 'CRC_WRONG')).toEqual(expected);
  });

  test('statements of the machine where nobody has read it yet', () => {
    const said =
      '<OriginalDiagnosis><DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>Sinus rhythm</StmtText></DiagnosisStatement></OriginalDiagnosis>';
    expect(read(muse(said, block('Rhythm', lead('V1')))).vendorStatements).toEqual([{ text: 'Sinus rhythm' }]);
  });
});

describe('Schiller', () => {
  const schiller = (root: string, exponent: string) =>
    `<${root}><eventdata><event><wavedata><type>ECG_RHYTHMS</type><resolution><samplerate>${exponent}<value>500</value></samplerate><yres><unitperbit>2</unitperbit><units>UV</units></yres></resolution><channel><name>V1</name><data>1,-2,3,</data><samplecount>3</samplecount></channel></wavedata></event></eventdata></${root}>`;

  test.each([
    ['com.xiriuz.sema.xml.schillerEDI.SchillerEDI', '<exponent>1</exponent>'],
    ['SchillerEDI', '<exponent>0</exponent>'],
    ['ch.schiller.xml.SchillerEDI', ''],
  ])('the root %s with "%s"', (root, exponent) => {
    const [rhythm] = read(schiller(root, exponent)).waveforms;
    expect(rhythm).toMatchObject({ sampleRateHz: 500, leads: [{ name: 'V1', samples: Float32Array.of(2, -4, 6) }] });
  });

  test('another exponent of the rate is not guessed', () => {
    expect(codes(schiller('SchillerEDI', '<exponent>2</exponent>'))).toEqual(['RATE_INVALID', 'NO_WAVEFORM']);
  });
});

describe('encodings', () => {
  /** A name in MUSE between two pieces of ASCII. */
  const named = (encoding: string, name: readonly number[]) => {
    const [before = '', after = ''] =
      `<?xml version="1.0" encoding="${encoding}"?><RestingECG><PatientDemographics><PatientLastName>|</PatientLastName></PatientDemographics></RestingECG>`.split(
        '|',
      );
    return Uint8Array.from([...new TextEncoder().encode(before), ...name, ...new TextEncoder().encode(after)]);
  };

  test.each([
    ['GB18030', [0xcd, 0xf5], '王'],
    ['gbk', [0xcd, 0xf5], '王'],
    ['Big5', [0xa4, 0xfd], '王'],
    ['Shift_JIS', [0x89, 0xa4], '王'],
    ['EUC-KR', [0xe8, 0xdd], '王'],
    ['ISO-8859-1', [0xc5, 0x73, 0x61], 'Åsa'],
    ['ISO-8859-2', [0xb5], 'ľ'],
    ['windows-1251', [0xdf], 'Я'],
    ['US-ASCII', [0xe7, 0x8e, 0x8b], '王'],
  ])('%s', (encoding, name, expected) => {
    expect(read(named(encoding, name)).patient.name).toBe(expected);
  });

  test('NULs that fill the last block of a file are no part of it', () => {
    const text =
      '<RestingECG><PatientDemographics><PatientLastName>王</PatientLastName></PatientDemographics></RestingECG>';
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const filled = Buffer.concat([Buffer.from(text, encoding), Buffer.alloc(4)]);
      expect(read(Uint8Array.from(filled)).patient.name).toBe('王');
    }
  });

  test.each(['UTF-7', 'x-user-defined', 'ISO-2022-KR', 'UTF-32'])('%s is refused by its name', (encoding) => {
    expect(() => read(named(encoding, [0x41]))).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });
});
