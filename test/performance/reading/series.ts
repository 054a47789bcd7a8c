// Synthetic CT studies whose every picture is another one, and what each must look like on the screen: worked out from the values here, not by the viewer.

import { randomBytes } from 'node:crypto';
import { writePart10 } from '../../../core/dicom/write.ts';
import { compactTime } from '../../../core/kernel/hospital-time.ts';
import { ctDataSet, explicitLittleEndian, newUid, side } from '../archive/ct-files.ts';

export interface Study {
  studyUid: string;
  accession: string;
  /** In the order of the stack. */
  pictures: { sop: string; sampled: number; full: number }[];
}

/** Every how many-th pixel goes into the quick checksum, which is taken of each picture while it scrolls. */
export const sampleStep = 61;
const window = { center: 40, width: 400, intercept: -1024 };
const blocks = 16;

/** FNV-1a, as the page works it out too. */
export function checksum(greys: Uint8Array, step: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < greys.length; at += step) hash = Math.imul(hash ^ (greys[at] ?? 0), 0x01000193);
  return hash >>> 0;
}

/** PS3.3 C.11.2.1.2.1, for each of the 4,096 values once. */
const greyOf = Uint8Array.from({ length: 4096 }, (_, stored) => {
  const value = stored + window.intercept;
  const half = (window.width - 1) / 2;
  if (value <= window.center - 0.5 - half) return 0;
  if (value > window.center - 0.5 + half) return 255;
  return Math.round(255 * ((value - (window.center - 0.5)) / (window.width - 1) + 0.5));
});

/** A disc of soft tissue in air with the noise of a scan. */
function background(): Uint16Array {
  const noise = randomBytes(side * side);
  return Uint16Array.from({ length: side * side }, (_, at) => {
    const distance = Math.hypot((at % side) - side / 2, Math.floor(at / side) - side / 2);
    return (distance < side * 0.42 ? 980 : 20) + (noise[at] ?? 0) * (distance < side * 0.42 ? 1 : 0.1);
  });
}

/** The number of the slice in sixteen blocks at the top, black or white. */
function stamp(pixels: Uint16Array, number: number): void {
  for (let at = 0; at < side * blocks; at += 1) {
    const bit = Math.floor((at % side) / (side / blocks));
    pixels[at] = (number >> bit) & 1 ? 2000 : 0;
  }
}

export interface SeriesOptions {
  accession: string;
  patientId: string;
  name: string;
  slices: number;
  /** Each of `slices` pictures. */
  series?: number;
}

/** Files one after another: a study of 1.8 GB is never whole in memory. The study is complete when all were taken. */
export function makeStudy(options: SeriesOptions): { study: Study; files: Iterable<Uint8Array> } {
  const { accession, patientId, name, slices, series = 1 } = options;
  const studyUid = newUid();
  const study: Study = { studyUid, accession, pictures: [] };
  const today = compactTime(new Date()).slice(0, 8);
  function* files(): Generator<Uint8Array> {
    const backgrounds = Array.from({ length: 4 }, background);
    for (let number = 1; number <= series; number += 1) {
      const seriesUid = newUid();
      for (let slice = 0; slice < slices; slice += 1) {
        const sop = newUid();
        const pixels = new Uint16Array(backgrounds[slice % backgrounds.length] ?? background());
        stamp(pixels, number * 4096 + slice);
        const greys = Uint8Array.from(pixels, (stored) => greyOf[stored] ?? 0);
        study.pictures.push({ sop, sampled: checksum(greys, sampleStep), full: checksum(greys, 1) });
        const dataSet = ctDataSet({ study: studyUid, series: seriesUid, sop }, slice + 1)
          .set('StudyDate', today)
          .set('AccessionNumber', accession)
          .set('PatientID', patientId)
          .set('PatientName', name)
          .set('SeriesNumber', number)
          .set('BitsStored', 12)
          .set('HighBit', 11)
          .set('PixelData', new Uint8Array(pixels.buffer), 'OW');
        yield writePart10(dataSet, { transferSyntax: explicitLittleEndian });
      }
    }
  }
  return { study, files: files() };
}
