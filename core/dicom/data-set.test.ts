// Values of a data set, its tags and names, the dictionary, and the JSON model.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dicomSample } from '../../test/support/dicom-corpus.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { DataSet } from './data-set.ts';
import { formatTime, parseDate, parseDateTime, parseRange, parseTime } from './date-time.ts';
import { entryOf, implicitVr, tagOf } from './dictionary.ts';
import { fromJson, toJson } from './json.ts';
import { formatDecimal, parseNumber } from './numbers.ts';
import { displayName, formatPersonName, parsePersonName } from './person-name.ts';
import { readPart10 } from './read.ts';
import { formatTag, isPrivate, parseTag, tagHex } from './tag.ts';
import { isKnownSyntax, transferSyntax, transferSyntaxes } from './transfer-syntax.ts';
import { implementation, isStorageClass, isUid, storageClasses, uidFromRandom, uidName, uidOf } from './uids.ts';

test('big-endian words are turned round in a copy, also where the bytes are a Buffer, whose slices are no copies; at odd places too', () => {
  const read = (bytes: Uint8Array) =>
    new DataSet({ littleEndian: false }).put({ kind: 'bytes', tag: 0x00283006, vr: 'OW', bytes });
  const dataSet = read(Buffer.from([0, 1, 2, 3]));
  expect([...dataSet.words('LUTData')]).toEqual([1, 0x203]);
  expect([...dataSet.words('LUTData')]).toEqual([1, 0x203]);
  const odd = new DataSet().set('LUTData', Buffer.from([9, 1, 0, 2, 0]).subarray(1), 'OW');
  expect([...odd.words('LUTData')]).toEqual([1, 2]);
});

describe('tags and dictionary', () => {
  test('tags are unsigned numbers', () => {
    expect(parseTag('(FFFE,E000)')).toBe(0xfffee000);
    expect(formatTag(0xfffee000)).toBe('(FFFE,E000)');
    expect(tagHex(0x00080005)).toBe('00080005');
    expect(parseTag('0010,001')).toBeUndefined();
    expect(isPrivate(0x00090010)).toBe(true);
  });

  test('keywords, VRs and repeating groups', () => {
    expect(tagOf('PixelData')).toBe(0x7fe00010);
    expect(entryOf(0x60043000)?.keyword).toBe('OverlayData');
    expect(entryOf(0x50020010)?.vrs).toEqual(['US']);
    expect(entryOf(0x60053000)).toBeUndefined();
    expect(implicitVr(0x00283006, false)).toBe('OW');
    expect(implicitVr(0x00090010, false)).toBe('LO');
    expect(implicitVr(0x00091001, false)).toBe('UN');
  });

  test('UIDs and syntaxes', () => {
    expect(uidName('1.2.840.10008.5.1.4.1.1.2')).toBe('CT Image Storage');
    expect(isStorageClass(uidOf('CTImageStorage'))).toBe(true);
    expect(isStorageClass(uidOf('Verification'))).toBe(false);
    expect(isStorageClass(uidOf('MediaStorageDirectoryStorage'))).toBe(false);
    expect(storageClasses.length).toBeGreaterThan(200);
    expect(isUid('1.02.3')).toBe(false);
    expect(isUid(implementation.classUid)).toBe(true);
    expect(uidFromRandom(new Uint8Array(16).fill(255))).toBe(`2.25.${2n ** 128n - 1n}`);
    expect(new Set(transferSyntaxes.map(({ uid }) => uid)).size).toBe(transferSyntaxes.length);
    expect(transferSyntax('1.2.840.10008.1.2.4.202')).toMatchObject({
      pixels: 'htj2k',
      encapsulated: true,
      lossy: false,
    });
    expect(isKnownSyntax('1.2.3')).toBe(false);
  });
});

describe('values', () => {
  test('elements stay in ascending order whatever order they are set in', () => {
    const dataSet = new DataSet().set('Rows', 1).set('PatientID', 'x').set('Columns', 2).set('Modality', 'CT');
    expect(dataSet.elements().map(({ tag }) => tag)).toEqual([0x00080060, 0x00100020, 0x00280010, 0x00280011]);
  });

  test('numbers of every VR come back', () => {
    const dataSet = new DataSet()
      .set('Rows', 65535)
      .set('PixelSpacing', [0.5, 0.25])
      .set('InstanceNumber', -7)
      .set('RecommendedDisplayFrameRateInFloat', 1.5)
      .set('FrameIncrementPointer', 0x00181063)
      .set('SimpleFrameList', [1, 4294967295])
      .set('SelectorSVValue', [-(2n ** 63n)]);
    expect(dataSet.number('Rows')).toBe(65535);
    expect(dataSet.numbers('PixelSpacing')).toEqual([0.5, 0.25]);
    expect(dataSet.string('PixelSpacing')).toBe('0.5');
    expect(dataSet.number('InstanceNumber')).toBe(-7);
    expect(dataSet.number('RecommendedDisplayFrameRateInFloat')).toBe(1.5);
    expect(dataSet.tags('FrameIncrementPointer')).toEqual([0x00181063]);
    expect(dataSet.strings('FrameIncrementPointer')).toEqual(['00181063']);
    expect(dataSet.bigints('SelectorSVValue')).toEqual([-(2n ** 63n)]);
    expect(dataSet.numbers('PatientID')).toEqual([]);
  });

  test('values that a VR cannot hold are refused', () => {
    const dataSet = new DataSet();
    expect(() => dataSet.set('Rows', 70000)).toThrow(/US/);
    expect(() => dataSet.set('Rows', 1.5)).toThrow(/US/);
    expect(() => dataSet.set('InstanceNumber', 2.5)).toThrow(/IS/);
    expect(() => dataSet.set('Rows', 'many')).toThrow(/numbers or bytes/);
    expect(() => dataSet.set(0x00091001, 'x')).toThrow(/no VR/);
    expect(() => dataSet.set('SpecificCharacterSet', 'GBK')).toThrow(/writer/);
  });

  test('a component that is no number keeps the others in their place', () => {
    expect(new DataSet().set('ImagePositionPatient', '1\\\\-3.5').numbers('ImagePositionPatient')).toEqual([
      1,
      Number.NaN,
      -3.5,
    ]);
    expect(parseNumber('0x10')).toBeNaN();
    expect(parseNumber(' +1.5E2 ')).toBe(150);
  });

  test('a decimal string has at most 16 characters and keeps its value', () => {
    expect(formatDecimal(1 / 3)).toBe('0.33333333333333');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatDecimal(value);
        expect(text.length).toBeLessThanOrEqual(16);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8 + Number.MIN_VALUE * 10);
      }),
    );
  });

  test('names have groups and components', () => {
    const name = parsePersonName('Wang^XiaoDong^^Dr=王^小东=');
    expect(name.ideographic).toMatchObject({ family: '王', given: '小东' });
    expect(name.phonetic).toBeUndefined();
    expect(displayName(name)).toBe('王小东');
    expect(displayName(parsePersonName('Adams^John Robert Quincy^^Rev.^B.A.'))).toBe(
      'Rev. John Robert Quincy Adams B.A.',
    );
    expect(formatPersonName(name)).toBe('Wang^XiaoDong^^Dr=王^小东');
  });

  test('dates, times and ranges', () => {
    expect(parseDate('20240229')).toEqual({ year: 2024, month: 2, day: 29 });
    expect(parseDate('2023.02.28')).toEqual({ year: 2023, month: 2, day: 28 });
    expect(parseDate('20230229')).toBeUndefined();
    expect(parseTime('070907.0705')).toEqual({ hour: 7, minute: 9, second: 7, fraction: 0.0705 });
    expect(formatTime({ hour: 7, minute: 9, second: 7, fraction: 0.0705 })).toBe('070907.070500');
    expect(parseTime('2561')).toBeUndefined();
    expect(parseDateTime('20240131080000.5+0800')).toMatchObject({ year: 2024, offsetMinutes: 480 });
    expect(parseRange('20240101-')).toEqual({ from: '20240101', to: undefined });
    expect(parseRange('-')).toBeUndefined();
  });

  test('private elements are found by their creator', () => {
    const dataSet = new DataSet().set(0x00090011, 'YISHU', 'LO').set(0x00091102, 'hidden', 'LO');
    expect(dataSet.privateTag(0x0009, 'YISHU', 0x02)).toBe(0x00091102);
    expect(dataSet.creatorOf(0x00091102)).toBe('YISHU');
    expect(dataSet.privateTag(0x0009, 'OTHER', 0x02)).toBeUndefined();
  });

  test('words are a view where they can be', () => {
    const words = new DataSet().set('PixelData', Uint8Array.of(1, 2, 3, 4), 'OW').words('PixelData');
    expect([...words]).toEqual([0x0201, 0x0403]);
    const turned = new DataSet({ littleEndian: false }).set('PixelData', Uint8Array.of(1, 2), 'OW').words('PixelData');
    expect([...turned]).toEqual([0x0102]);
  });
});

describe('JSON model', () => {
  test('values as PS3.18 F.2 has them', () => {
    const dataSet = new DataSet()
      .set('PatientName', 'Wang^XiaoDong=王^小东')
      .set('PixelSpacing', [0.5, 0.25])
      .set('ImageType', ['ORIGINAL', '', 'AXIAL'])
      .set('FrameIncrementPointer', 0x00181063)
      .set('PatientID', '')
      .set('ReferencedSeriesSequence', [new DataSet().set('SeriesInstanceUID', '1.2')])
      .set('SelectorUVValue', [1n, 2n ** 64n - 1n])
      .set('EncapsulatedDocument', Uint8Array.of(1, 2, 3, 4));
    const json = toJson(dataSet);
    expect(json).toEqual({
      '00080008': { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] },
      '00081115': { vr: 'SQ', Value: [{ '0020000E': { vr: 'UI', Value: ['1.2'] } }] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
      '00100020': { vr: 'LO' },
      '00280009': { vr: 'AT', Value: ['00181063'] },
      '00280030': { vr: 'DS', Value: [0.5, 0.25] },
      '00420011': { vr: 'OB', InlineBinary: 'AQIDBA==' },
      '00720083': { vr: 'UV', Value: [1, '18446744073709551615'] },
    });
    expect(toJson(fromJson(json))).toEqual(json);
  });

  test.each(['rtplan.dcm', 'reportsi.dcm', 'charset/chrH32.dcm', 'ko-of-interest-ct.dcm', 'charset/chrI2.dcm'])(
    '%s goes to JSON and back',
    (path) => {
      const json = toJson(readPart10(dicomSample(path)).dataSet);
      const { '00080005': declared, ...back } = json;
      expect(declared === undefined || declared.Value?.[0] === 'ISO_IR 192').toBe(true);
      expect(toJson(fromJson(JSON.parse(JSON.stringify(json))))).toEqual(back);
    },
  );

  test('bulk data stands outside, found by its path', () => {
    const { dataSet } = readPart10(dicomSample('SC_rgb_rle_2frame.dcm'));
    const json = toJson(dataSet, { bulkData: ({ tag }, path) => (tag === 0x7fe00010 ? `bulk/${path}` : undefined) });
    expect(json['7FE00010']).toEqual({ vr: 'OB', BulkDataURI: 'bulk/7FE00010' });
    expect(toJson(dataSet)['7FE00010']).toBeUndefined();
    const back = fromJson(json, { bulkData: () => Uint8Array.of(9, 9) });
    expect(back.bytes('PixelData')).toEqual(Uint8Array.of(9, 9));
  });

  test.each([
    [{ '0010': { vr: 'LO' } }, /no tag/],
    [{ '00100010': { vr: 'XX' } }, /no value representation/],
    [{ '00280010': { vr: 'US', Value: ['a'] } }, /not a value of US/],
    [{ '00100010': { vr: 'PN', Value: [{ Alphabetic: 5 as unknown as string }] } }, /text/],
    [{ '00420011': { vr: 'OB', InlineBinary: 'A*' } }, /Base64/],
  ])('%j is refused', (json, reason) => {
    expect(() => fromJson(json)).toThrow(reason);
  });

  test('Base64 is that of everybody else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });
});
