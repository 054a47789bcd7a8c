// A chest film of one image, made here, and the exam it belongs to: what matters is whose it is and that it is shown.

import { DataSet } from '../../core/dicom/data-set.ts';
import { explicitLittleEndian } from '../../core/dicom/transfer-syntax.ts';
import { writePart10 } from '../../core/dicom/write.ts';
import { compactTime } from '../../core/kernel/hospital-time.ts';
import type { RegisterExam } from '../../core/orders/contract.ts';

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
    .set('StudyDate', compactTime(new Date()).slice(0, 8))
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

/** As the desk registers it. */
export function chestExam(number: string, name: string): RegisterExam {
  return {
    service: 'radiology',
    patient: { number, name, sex: 'female', birthDate: '1980-05-06' },
    visit: null,
    modality: 'DX',
    bodyPart: '胸部',
    procedureCode: 'DX-CHEST-PA',
    procedureName: '胸部正位片',
    method: '正位',
    clinicalDiagnosis: '咳嗽',
    history: '',
    purpose: '',
    priority: 'emergency',
    requestedBy: '郑凯',
    requestNumber: '',
    room: 'DR1',
    deviceId: '',
    scheduledAt: null,
  };
}
