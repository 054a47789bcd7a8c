// Captures of real analyzers for the demo: the barcode of a demo tube over the recorded one, the recorded times moved to now.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unwrapFile } from '../../device-drivers/parse-file.ts';
import { projectDir } from './options.ts';

export interface Recording {
  file: string;
  /** The tests that it measures: it is played for a tube that waits for one of them. Empty: as recorded, whatever tube that was. */
  tests: readonly string[];
}

/** By instrument, in the order of playing. Sources and licences: server/demo/recordings/SOURCES.md. */
export const demoRecordings: Readonly<Record<string, readonly Recording[]>> = {
  'ortho-vitros-3600': [
    { file: 'vitros-3600-tsh.astm.raw', tests: ['TSH'] },
    { file: 'vitros-3600-tt4.astm.raw', tests: ['TT4'] },
    { file: 'vitros-3600-unknown-tube.astm.raw', tests: [] },
  ],
};

const pad = (value: number) => String(value).padStart(2, '0');
const stampOf = (time: Date): string =>
  [
    time.getUTCFullYear(),
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
  ]
    .map(pad)
    .join('');

/** `YYYYMMDDHHMMSS` as milliseconds of a clock without a zone. */
function clockOf(stamp: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/**
 * A LIS02 content with another barcode and with the times of its H, O and R records moved so that the header's is `now` (a clock
 * without a zone). Reagent lots and calibrations (M records) keep theirs: they belong to the analyzer. Pure.
 */
export function reuseRecording(content: Uint8Array, barcode: string | null, now: Date): Uint8Array {
  const records = Buffer.from(content).toString('latin1').split('\r');
  const recorded = records.find((record) => record.startsWith('H'))?.match(/\d{14}/)?.[0];
  const shift = recorded === undefined ? 0 : now.getTime() - clockOf(recorded);
  const reused = records.map((record) => {
    if (!/^[HOR]\|/.test(record)) return record;
    const fields = record.split('|');
    const [, , sent = ''] = fields;
    if (record.startsWith('O') && barcode !== null) fields[2] = [barcode, ...sent.split('^').slice(1)].join('^');
    return fields
      .map((field) => (/^20\d{12}$/.test(field) ? stampOf(new Date(clockOf(field) + shift)) : field))
      .join('|');
  });
  return new Uint8Array(Buffer.from(reused.join('\r'), 'latin1'));
}

/** The first message of the recorded file. @throws when the file holds none */
export function readRecording({ file }: Recording): Uint8Array {
  const bytes = readFileSync(join(projectDir, 'server/demo/recordings', file));
  const [first] = unwrapFile(new Uint8Array(bytes)).messages;
  if (!first) throw new Error(`${file}: 没有报文 / no message`);
  return first.content;
}
