// A chest film of one image, made here: what matters is whose it is and that it is shown.
import { DataSet } from '../../core/dicom/data-set.ts';
import { explicitLittleEndian } from '../../core/dicom/transfer-syntax.ts';
import { writePart10 } from '../../core/dicom/write.ts';

const side = 512;
const root = '1.2.826.0.1.3680043.10.1338.7';

export interface ChestFilm {
  study: string;
  accession: string;
  patientId: string;
  name: string;
  /** Of the study; 1 without it. */
  number?: number;
}

/** A gradient of 512 × 512, 12 bits, as a file of PS3.10. */
export function chestFilm({ number = 1, ...of }: ChestFilm): Uint8Array {
  const pixels = new Uint16Array(side * side).map((_, at) => ((at % side) * 4 + Math.floor(at / side) * 3) & 0x0fff);
  const dataSet = new DataSet()
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.1.1')
    .set('SOPInstanceUID', `${root}.${of.study}.1.${number}`)
    .set('StudyInstanceUID', `${root}.${of.study}`)
    .set('SeriesInstanceUID', `${root}.${of.study}.1`)
    .set('StudyDate', new Date().toISOString().slice(0, 10).replaceAll('-', ''))
    .set('StudyTime', '083000')
    .set('Modality', 'DX')
    .set('AccessionNumber', of.accession)
    .set('PatientID', of.patientId)
    .set('PatientName', of.name)
    .set('SeriesNumber', 1)
    .set('InstanceNumber', number)
    .set('StudyDescription', 'CHEST PA')
    .set('SamplesPerPixel', 1)
    .set('PhotometricInterpretation', 'MONOCHROME2')
    .set('Rows', side)
    .set('Columns', side)
    .set('BitsAllocated', 16)
    .set('BitsStored', 12)
    .set('HighBit', 11)
    .set('PixelRepresentation', 0)
    .set('WindowCenter', 2048)
    .set('WindowWidth', 4096)
    .set('PixelData', new Uint8Array(pixels.buffer), 'OW');
  return writePart10(dataSet, { transferSyntax: explicitLittleEndian, characterSet: ['ISO_IR 192'] });
}
