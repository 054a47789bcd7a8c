// Objects of other programs that are no images, laid beside the images of a study; and a report that somebody wrote to do harm.
import { inflateRawSync } from 'node:zlib';
import type { DataSet } from '../../core/dicom/data-set.ts';
import { readPart10 } from '../../core/dicom/read.ts';
import { writePart10 } from '../../core/dicom/write.ts';
import { concept } from '../../core/imaging/objects/concepts.ts';
import { container, textItem } from '../../core/imaging/objects/content.ts';
import { explicitLittle } from './objects-over-images.ts';

const inflate = (bytes: Uint8Array, maximum: number) =>
  new Uint8Array(inflateRawSync(bytes, { maxOutputLength: maximum }));

/** The same object with the patient and the study of an image, as if a modality or another station had sent it with them. */
export function besideImage(image: DataSet, bytes: Uint8Array): Uint8Array {
  const { dataSet } = readPart10(bytes, { inflate });
  for (const name of ['PatientID', 'StudyInstanceUID', 'StudyDate', 'StudyTime', 'AccessionNumber'] as const) {
    const element = image.element(name);
    if (element) dataSet.put(element);
  }
  return writePart10(dataSet, { transferSyntax: explicitLittle });
}

export const hostileWords = '<img src="x" onerror="window.harmed = true"><script>window.harmed = true</script>';

/** @param items texts with markup in them, a hundred in each of the headings */
export function hostileReport(image: DataSet, uid: string, items: number): Uint8Array {
  const texts = Array.from({ length: items }, (_, at) =>
    textItem('CONTAINS', concept.comment, `${at + 1} ${hostileWords}`),
  );
  const parts = Array.from({ length: Math.ceil(items / 100) }, (_, at) =>
    container('CONTAINS', concept.measurements, texts.slice(at * 100, at * 100 + 100)),
  );
  const object = container(null, concept.report, parts)
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.33')
    .set('SOPInstanceUID', uid)
    .set('StudyInstanceUID', image.string('StudyInstanceUID') ?? '')
    .set('SeriesInstanceUID', `${uid}.1`)
    .set('SeriesDescription', hostileWords.slice(0, 60))
    .set('Modality', 'SR')
    .set('PatientID', image.string('PatientID') ?? '')
    .set('ContentDate', '20260102')
    .set('ContentTime', '101112')
    .set('VerificationFlag', 'UNVERIFIED');
  return writePart10(object, { transferSyntax: explicitLittle });
}
