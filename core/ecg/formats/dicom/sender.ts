// What a DICOM object says of the device that made it; its samples are not read.

import { type Keyword, tagOf } from '../../../dicom/dictionary.ts';
import { DicomError } from '../../../dicom/errors.ts';
import { type Inflate, readPart10 } from '../../../dicom/read.ts';
import { cutText } from '../../../kernel/storable-text.ts';

export interface DicomSender {
  stationName: string;
  manufacturer: string;
  model: string;
  serial: string;
}

/** @param bytes a Part 10 file; null when it is none that can be read */
export function dicomSender(bytes: Uint8Array, inflate?: Inflate): DicomSender | null {
  try {
    const { dataSet } = readPart10(bytes, { until: tagOf('WaveformSequence'), ...(inflate ? { inflate } : {}) });
    const text = (keyword: Keyword, most: number) => cutText((dataSet.string(keyword) ?? '').trim(), most);
    return {
      stationName: text('StationName', 64),
      manufacturer: text('Manufacturer', 64),
      model: text('ManufacturerModelName', 64),
      serial: text('DeviceSerialNumber', 64),
    };
  } catch (error) {
    if (error instanceof DicomError) return null;
    throw error;
  }
}
