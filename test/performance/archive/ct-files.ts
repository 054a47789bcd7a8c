// A synthetic CT series as files: 512 x 512 x 16 bit, noise over a ramp, 525 KB an image, with new UIDs each time it is written.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSet } from '../../../core/dicom/data-set.ts';
import { uidFromRandom } from '../../../core/dicom/uids.ts';
import { writePart10 } from '../../../core/dicom/write.ts';

export const side = 512;
export const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';

export interface CtSeries {
  folder: string;
  studyUid: string;
  seriesUid: string;
  sopUids: string[];
}

/** Twelve bits of noise, as a CT has: neither zeros that compress nor a pattern that a cache could know. */
function noise(): Uint8Array {
  const bytes = randomBytes(side * side * 2);
  for (let at = 1; at < bytes.length; at += 2) bytes[at] = (bytes[at] ?? 0) & 0x0f;
  return bytes;
}

export const newUid = () => uidFromRandom(randomBytes(16));

export function ctDataSet(uids: { study: string; series: string; sop: string }, number: number): DataSet {
  return new DataSet()
    .set('SOPClassUID', ctImageStorage)
    .set('SOPInstanceUID', uids.sop)
    .set('StudyDate', '20261121')
    .set('StudyTime', '080000')
    .set('AccessionNumber', '')
    .set('Modality', 'CT')
    .set('StudyDescription', 'BENCH')
    .set('PatientName', 'BENCH^CT')
    .set('PatientID', 'B1')
    .set('PatientBirthDate', '19800101')
    .set('PatientSex', 'M')
    .set('StudyInstanceUID', uids.study)
    .set('SeriesInstanceUID', uids.series)
    .set('StudyID', '1')
    .set('SeriesNumber', 1)
    .set('InstanceNumber', number)
    .set('ImagePositionPatient', ['0', '0', String(number)])
    .set('ImageOrientationPatient', ['1', '0', '0', '0', '1', '0'])
    .set('FrameOfReferenceUID', '2.25.9')
    .set('SamplesPerPixel', 1)
    .set('PhotometricInterpretation', 'MONOCHROME2')
    .set('Rows', side)
    .set('Columns', side)
    .set('PixelSpacing', ['0.5', '0.5'])
    .set('BitsAllocated', 16)
    .set('BitsStored', 16)
    .set('HighBit', 15)
    .set('PixelRepresentation', 0)
    .set('WindowCenter', ['40'])
    .set('WindowWidth', ['400'])
    .set('RescaleIntercept', '-1024')
    .set('RescaleSlope', '1');
}

export function writeCtSeries(folder: string, count: number): CtSeries {
  mkdirSync(folder, { recursive: true });
  const pixels = Array.from({ length: 8 }, noise);
  const study = newUid();
  const series = newUid();
  const sopUids = Array.from({ length: count }, newUid);
  for (const [index, sop] of sopUids.entries()) {
    const dataSet = ctDataSet({ study, series, sop }, index + 1);
    dataSet.set('PixelData', pixels[index % pixels.length] ?? noise(), 'OW');
    const name = `${String(index + 1).padStart(4, '0')}.dcm`;
    writeFileSync(join(folder, name), writePart10(dataSet, { transferSyntax: explicitLittleEndian }));
  }
  return { folder, studyUid: study, seriesUid: series, sopUids };
}
