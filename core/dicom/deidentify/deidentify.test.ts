// The basic profile on every readable header of the data set: nothing that names the person is left, what belongs together still does.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inflate } from '../../../test/support/dicom-corpus.ts';
import { hasSharedData, sharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import { DataSet } from '../data-set.ts';
import { type DicomObject, readDataSet, readHead } from '../read.ts';
import { isPrivate } from '../tag.ts';
import { explicitLittleEndian } from '../transfer-syntax.ts';
import { uidEntry } from '../uids.ts';
import { writeDataSet } from '../write.ts';
import { burnedIn } from './burned-in.ts';
import { shiftDate } from './dates.ts';
import { cleanDescription, deidentify } from './deidentify.ts';
import { makePseudonyms } from './pseudonyms.ts';

const pseudonyms = (secret: string) => makePseudonyms((text) => createHmac('sha256', secret).update(text).digest());
const basic = { shiftDates: false, keepCharacteristics: false, cleanDescriptors: false };
const all = { shiftDates: true, keepCharacteristics: true, cleanDescriptors: true };

function patient(): DataSet {
  return new DataSet()
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.2')
    .set('SOPInstanceUID', '1.2.3.4')
    .set('StudyInstanceUID', '1.2.3')
    .set('StudyDate', '20260131')
    .set('StudyTime', '101500')
    .set('AcquisitionDateTime', '20260131101500.5+0800')
    .set('PatientName', 'Zhang^San')
    .set('PatientID', 'P0012345')
    .set('PatientSex', 'F')
    .set('PatientAge', '045Y')
    .set('StudyDescription', 'Chest of Zhang San P0012345, tel 13900001111')
    .set('RetrieveAETitle', 'PACS')
    .set('Manufacturer', 'Maker')
    .set('ReferencedImageSequence', [
      new DataSet()
        .set('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.2')
        .set('ReferencedSOPInstanceUID', '1.2.3.4'),
    ])
    .set(0x00291010, 'Zhang San was here', 'LO');
}

test('basic: person, dates and private elements go; class UIDs and technical values stay', () => {
  const made = deidentify(patient(), basic, pseudonyms('a'));
  expect(made.string('PatientName')).toMatch(/^ANON-[0-9a-f]{12}$/);
  expect(made.string('PatientID')).toBe(made.string('PatientName'));
  expect(made.has('StudyDate')).toBe(true);
  expect(made.string('StudyDate')).toBeUndefined();
  expect(made.string('AcquisitionDateTime')).toBe('19000101000000');
  for (const key of ['PatientAge', 'StudyDescription', 'RetrieveAETitle', 0x00291010] as const) {
    expect(made.has(key)).toBe(false);
  }
  expect(made.string('PatientSex')).toBeUndefined();
  expect(made.string('Manufacturer')).toBe('Maker');
  expect(made.string('SOPClassUID')).toBe('1.2.840.10008.5.1.4.1.1.2');
  expect(made.item('ReferencedImageSequence')?.string('ReferencedSOPInstanceUID')).toBe(made.string('SOPInstanceUID'));
  expect(made.items('DeidentificationMethodCodeSequence').map((item) => item.string('CodeValue'))).toEqual(['113100']);
});

test('options: dates move by one constant, characteristics stay, descriptions are cleaned', () => {
  const made = deidentify(patient(), all, pseudonyms('a'));
  const later = deidentify(patient().set('StudyDate', '20260302'), all, pseudonyms('a'));
  const day = (text = '') => Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8)));
  expect(day(later.string('StudyDate')) - day(made.string('StudyDate'))).toBe(30 * 86_400_000);
  expect(made.string('StudyDate')).not.toBe('20260131');
  expect(made.string('AcquisitionDateTime')).toBe(`${made.string('StudyDate')}101500.5+0800`);
  expect([made.string('PatientSex'), made.string('PatientAge'), made.string('StudyTime')]).toEqual([
    'F',
    '045Y',
    '101500',
  ]);
  expect(made.string('StudyDescription')).toBe('Chest of , tel');
  expect(made.items('DeidentificationMethodCodeSequence').map((item) => item.string('CodeValue'))).toEqual([
    '113100',
    '113105',
    '113107',
    '113108',
  ]);
});

test('another secret gives other UIDs and another pseudonym', () => {
  const [a, b] = [pseudonyms('a'), pseudonyms('b')].map((each) => deidentify(patient(), basic, each));
  expect(a?.string('SOPInstanceUID')).not.toBe(b?.string('SOPInstanceUID'));
  expect(a?.string('PatientID')).not.toBe(b?.string('PatientID'));
});

test('dates move over months and leap days; what is no date does not', () => {
  expect(shiftDate('20240301', -1)).toBe('20240229');
  expect(shiftDate('202', -1)).toBeNull();
  expect(cleanDescription('CT 2026-01-31 abdomen 3mm', ['san'])).toBe('CT abdomen 3mm');
});

test('burned in: said by the object, else likely by its kind', () => {
  expect(burnedIn(new DataSet().set('Modality', 'CT'))).toBe('no');
  expect(burnedIn(new DataSet().set('Modality', 'US'))).toBe('likely');
  expect(burnedIn(new DataSet().set('Modality', 'US').set('BurnedInAnnotation', 'NO'))).toBe('no');
  expect(burnedIn(new DataSet().set('Modality', 'CT').set('BurnedInAnnotation', 'YES'))).toBe('said');
});

const skippedFolders = /^(malformed|wsi)\/|dicomdir|tiff$|svs$|ndpi$/i;
const files = hasSharedData
  ? new TextDecoder()
      .decode(sharedData('imaging/MANIFEST.tsv'))
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split('\t')[0] ?? [])
      .filter((path) => !skippedFolders.test(path))
      // A series has one kind of header.
      .filter((path, index) => !/^(ct|mr)-/.test(path) || index % 25 === 0)
  : [];

function headOf(path: string): DicomObject | null {
  const bytes = new Uint8Array(readFileSync(sharedDataPath(`imaging/${path}`)));
  try {
    const found = readHead(bytes, bytes.length, { inflate });
    return 'object' in found ? found.object : null;
  } catch {
    return null;
  }
}

const personal = [
  ...(['PatientName', 'PatientID', 'AccessionNumber', 'InstitutionName', 'ReferringPhysicianName'] as const),
  ...(['OperatorsName', 'PatientBirthDate', 'StudyInstanceUID', 'SOPInstanceUID', 'StudyDate'] as const),
];

function everyElement(dataSet: DataSet): number[] {
  return dataSet
    .elements()
    .flatMap((element) =>
      element.kind === 'sequence' ? [element.tag, ...element.items.flatMap(everyElement)] : [element.tag],
    );
}

describe.skipIf(!hasSharedData)('real headers', () => {
  test.each([
    ['basic', basic],
    ['all options', all],
  ])('%s: no value of the person is in the bytes', (_name, options) => {
    let seen = 0;
    for (const path of files) {
      const object = headOf(path);
      if (!object) continue;
      seen += 1;
      const made = deidentify(object.dataSet, options, pseudonyms('s'));
      const bytes = writeDataSet(made, { transferSyntax: explicitLittleEndian });
      const haystack = Buffer.from(bytes).toString('latin1').toLowerCase();
      for (const key of personal) {
        const raw = object.dataSet.bytes(key);
        const value = raw
          ? Buffer.from(raw)
              .toString('latin1')
              .replace(/[\0 ]+$/, '')
              .toLowerCase()
          : '';
        // Short values (a sex, `0`) stand in any object, and some files were made anonymous by others in our words.
        if (value.length >= 6 && !/^(removed|anon|fo-dicom)/.test(value) && !uidEntry(value))
          expect(haystack.includes(value), `${path} ${key} ${value}`).toBe(false);
      }
      expect(everyElement(made).filter(isPrivate), path).toEqual([]);
      expect(readDataSet(bytes, explicitLittleEndian).dataSet.string('PatientIdentityRemoved')).toBe('YES');
    }
    expect(seen).toBeGreaterThan(60);
  });
});
