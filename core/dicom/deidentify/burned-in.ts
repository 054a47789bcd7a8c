// Whether a picture may show the person in its pixels (PS3.15 E.3.1): no header can take that away.
import type { DataSet } from '../data-set.ts';

/** said: the object says so (0028,0301). likely: it does not say, and pictures of its kind mostly do. no: neither. */
export type BurnedIn = 'said' | 'likely' | 'no';

/** Ultrasound, captures, endoscopy, photographs and scanned documents carry text in the picture. */
const habitual = new Set(['US', 'SC', 'ES', 'XC', 'OT', 'IVUS', 'DOC', 'GM', 'OP']);

export function burnedIn(dataSet: DataSet): BurnedIn {
  const stated = dataSet.string('BurnedInAnnotation');
  if (stated === 'YES') return 'said';
  if (stated === 'NO') return 'no';
  const captured =
    dataSet.string('SOPClassUID')?.startsWith('1.2.840.10008.5.1.4.1.1.7') === true ||
    dataSet.strings('ImageType').some((value) => /SCREEN|CAPTURE|SECONDARY CAPTURE/.test(value)) ||
    dataSet.has('ConversionType');
  return captured || habitual.has(dataSet.string('Modality') ?? '') ? 'likely' : 'no';
}
