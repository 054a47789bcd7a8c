// The records of the data set for the accuracy bench: samples and annotations through the product's own WFDB reader.
import { existsSync, readFileSync } from 'node:fs';
import { isBeat as isBeatMark, readWfdbAnnotations } from '../../../core/ecg/formats/wfdb/annotations.ts';
import { readEcgAt } from '../../support/ecg-corpus.ts';

export interface Record {
  name: string;
  sampleRateHz: number;
  leads: { name: string; samples: Float32Array }[];
  comments: string[];
}

export interface Annotation {
  sample: number;
  code: string;
  num: number;
  aux: string;
}

export function readRecord(path: string): Record {
  const { waveforms, remarks } = readEcgAt(`${path}.hea`);
  const [main] = waveforms;
  if (!main) throw new Error(`${path} has no waveform`);
  return { name: path.replace(/^.*\//, ''), sampleRateHz: main.sampleRateHz, comments: remarks, leads: main.leads };
}

export function readAnnotations(path: string): Annotation[] {
  if (!existsSync(path)) return [];
  const marks = readWfdbAnnotations(new Uint8Array(readFileSync(path)));
  return marks.map(({ sample, code, number, aux }) => ({ sample, code, num: number, aux }));
}

export const isBeat = (annotation: Annotation): boolean => isBeatMark(annotation);

/** Reference beats of a record: its .atr, or the sample lists that stand in for it. `class` is V for ventricular, / for paced, else N. */
export function referenceBeats(path: string): { sample: number; code: string }[] {
  if (existsSync(`${path}.atr`)) return readAnnotations(`${path}.atr`).filter(isBeat);
  const list = (end: string): number[] =>
    readFileSync(`${path}.${end}.csv`, 'utf8')
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',')[1] ?? '')
      .filter((word) => /^\d+$/.test(word))
      .map(Number);
  const ventricular = new Set(existsSync(`${path}.pvc.csv`) ? list('pvc') : []);
  return list('beats').map((sample) => ({ sample, code: ventricular.has(sample) ? 'V' : 'N' }));
}
