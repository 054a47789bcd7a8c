// Hands the demo's made-up images in like a modality would: as DICOM objects with the accession number of their exam, through DICOMweb.

import { randomBytes } from 'node:crypto';
import { DataSet } from '../../core/dicom/data-set.ts';
import { explicitLittleEndian } from '../../core/dicom/transfer-syntax.ts';
import { uidFromRandom, uidOf } from '../../core/dicom/uids.ts';
import { writePart10 } from '../../core/dicom/write.ts';
import { compactTime } from '../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { Kernel } from '../kernel/types.ts';
import { chestFilm, headSlice } from './phantom.ts';

const newUid = () => uidFromRandom(randomBytes(16));
const da = (iso: string) => compactTime(iso).slice(0, 8);
const tm = (iso: string) => compactTime(iso).slice(8);
const sexes = { male: 'M', female: 'F', unknown: 'O', unspecified: 'O' } as const;

function common(exam: ExamDocument, study: string, series: string, at: string): DataSet {
  return new DataSet()
    .set('SOPInstanceUID', newUid())
    .set('StudyDate', da(at))
    .set('SeriesDate', da(at))
    .set('ContentDate', da(at))
    .set('StudyTime', tm(at))
    .set('SeriesTime', tm(at))
    .set('ContentTime', tm(at))
    .set('AccessionNumber', exam.accessionNumber)
    .set('Modality', exam.modality)
    .set('Manufacturer', 'YISHU DEMO')
    .set('InstitutionName', exam.institutionName)
    .set('StudyDescription', exam.procedureName)
    .set('PatientName', `${exam.patient.name}=${exam.patient.name}`)
    .set('PatientID', exam.patient.number)
    .set('PatientBirthDate', exam.birthDate?.replaceAll('-', '') ?? '')
    .set('PatientSex', sexes[exam.patient.sex])
    .set('StudyInstanceUID', study)
    .set('SeriesInstanceUID', series)
    .set('StudyID', '1')
    .set('SamplesPerPixel', 1)
    .set('BitsAllocated', 16)
    .set('PixelRepresentation', 0);
}

const bytesOf = (pixels: Uint16Array) => new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);

function ctHead(exam: ExamDocument, at: string): Uint8Array[] {
  const [study, series, frame] = [newUid(), newUid(), newUid()];
  const size = 512;
  const spacing = 0.45;
  const corner = -((size - 1) / 2) * spacing;
  return Array.from({ length: 34 }, (_, index) => {
    const { pixels, z } = headSlice(-80 + index * 5, size, spacing);
    const dataSet = common(exam, study, series, at)
      .set('SOPClassUID', uidOf('CTImageStorage'))
      .set('ImageType', ['ORIGINAL', 'PRIMARY', 'AXIAL'])
      .set('SeriesDescription', '头部 5mm')
      .set('BodyPartExamined', 'HEAD')
      .set('SliceThickness', 5)
      .set('KVP', 120)
      .set('PatientPosition', 'HFS')
      .set('SeriesNumber', 2)
      .set('InstanceNumber', index + 1)
      .set(
        'ImagePositionPatient',
        [corner, corner, z].map((part) => part.toFixed(3)),
      )
      .set('ImageOrientationPatient', ['1', '0', '0', '0', '1', '0'])
      .set('FrameOfReferenceUID', frame)
      .set('PhotometricInterpretation', 'MONOCHROME2')
      .set('Rows', size)
      .set('Columns', size)
      .set('PixelSpacing', [String(spacing), String(spacing)])
      .set('BitsStored', 12)
      .set('HighBit', 11)
      .set('WindowCenter', ['40', '500'])
      .set('WindowWidth', ['80', '2500'])
      .set('RescaleIntercept', '-1024')
      .set('RescaleSlope', '1')
      .set('RescaleType', 'HU')
      .set('PixelData', bytesOf(pixels), 'OW');
    return writePart10(dataSet, { transferSyntax: explicitLittleEndian });
  });
}

function chest(exam: ExamDocument, at: string): Uint8Array[] {
  const size = 1024;
  const dataSet = common(exam, newUid(), newUid(), at)
    .set('SOPClassUID', uidOf('DigitalXRayImageStorageForPresentation'))
    .set('ImageType', ['ORIGINAL', 'PRIMARY'])
    .set('SeriesDescription', '胸部正位')
    .set('BodyPartExamined', 'CHEST')
    .set('ViewPosition', 'PA')
    .set('PatientOrientation', ['L', 'F'])
    .set('SeriesNumber', 1)
    .set('InstanceNumber', 1)
    .set('PhotometricInterpretation', 'MONOCHROME2')
    .set('Rows', size)
    .set('Columns', size)
    .set('ImagerPixelSpacing', ['0.4', '0.4'])
    .set('BitsStored', 12)
    .set('HighBit', 11)
    .set('WindowCenter', '1800')
    .set('WindowWidth', '3200')
    .set('PresentationLUTShape', 'IDENTITY')
    .set('PixelData', bytesOf(chestFilm(size)), 'OW');
  return [writePart10(dataSet, { transferSyntax: explicitLittleEndian })];
}

const makers: Record<string, (exam: ExamDocument, at: string) => Uint8Array[]> = { CT: ctHead, DX: chest };

async function store(url: string, object: Uint8Array): Promise<void> {
  const boundary = 'yishu-demo-object';
  const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
  const response = await fetch(`${url}/studies`, {
    method: 'POST',
    headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` },
    body: new Blob([head, new Uint8Array(object), `\r\n--${boundary}--\r\n`]),
  });
  if (!response.ok) throw new Error(`the archive answered ${response.status}`);
}

/**
 * Gives the first registered head CT and every chest film of the demo that still wait for images their pictures.
 * @param dicomweb address that carries a token
 */
export async function seedImages(kernel: Kernel, dicomweb: string, stopped: () => boolean): Promise<void> {
  const rows = await kernel.db.selectFrom('exam').select('doc').where('service', '=', 'radiology').execute();
  const waiting = rows
    .map(({ doc }) => doc)
    .filter(({ objects, state }) => objects.length === 0 && (state === 'registered' || state === 'acquired'))
    .filter(({ modality, procedureName }) => modality === 'DX' || (modality === 'CT' && /颅脑|头/.test(procedureName)));
  for (const exam of waiting) {
    const at = exam.acquiredAt ?? exam.registeredAt ?? exam.requestedAt;
    for (const object of makers[exam.modality]?.(exam, at) ?? []) {
      if (stopped()) return;
      await store(dicomweb, object);
    }
  }
}
