// The records of the data set that the accuracy bench reads, in two halves by a rule. Thresholds are common to all records; the error lists
// of both halves were seen while building, so the second is no proof on unseen records, only on records that nothing was fitted to.
import { readdirSync } from 'node:fs';
import { sharedDataPath } from '../../support/shared-data.ts';

export type Half = 'tune' | 'hold-out';

export interface RecordFile {
  set: 'mitdb' | 'qtdb' | 'cpsc2021' | 'cinc2021';
  name: string;
  path: string;
  half: Half;
}

/** Records in the order of their names take turns, so that the halves are fixed by a rule and not by a result. */
export function recordsOf(set: RecordFile['set']): RecordFile[] {
  const folder = sharedDataPath(`ecg/wfdb/${set}`);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hea'))
    .map((file) => file.slice(0, -4))
    .sort()
    .map((name, i) => ({ set, name, path: `${folder}/${name}`, half: i % 2 === 0 ? 'tune' : 'hold-out' }));
}
