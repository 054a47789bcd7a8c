// Encapsulated documents (PS3.3 A.45): the file inside, without the padding that made its length even.
import type { DataSet } from '../../dicom/data-set.ts';
import { DicomError } from '../../dicom/errors.ts';

export interface EncapsulatedDocument {
  title: string;
  /** `application/pdf`, `text/XML` (CDA), `model/stl` … */
  mediaType: string;
  bytes: Uint8Array;
}

/** @throws DicomError `value-invalid` when there is no document inside */
export function encapsulatedDocument(dataSet: DataSet): EncapsulatedDocument {
  const bytes = dataSet.bytes('EncapsulatedDocument');
  if (!bytes || bytes.length === 0) {
    throw new DicomError('value-invalid', 'The object holds no document:', { tag: 0x00420011 });
  }
  const length = dataSet.number('EncapsulatedDocumentLength');
  const cut = length !== undefined && length > 0 && bytes.length - length === 1 ? length : bytes.length;
  return {
    title: dataSet.string('DocumentTitle') ?? '',
    mediaType: dataSet.string('MIMETypeOfEncapsulatedDocument') ?? 'application/octet-stream',
    bytes: bytes.subarray(0, cut),
  };
}
