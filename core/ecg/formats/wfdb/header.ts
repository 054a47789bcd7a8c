// WFDB header files (header(5)): record line, signal lines, segment lines, comments, as real files write them.
import { isoDate, isoTime } from '../dates.ts';
import { EcgRefusal } from '../refusal.ts';
import { finite } from '../xml/query.ts';

export interface WfdbSignal {
  file: string;
  format: number;
  samplesPerFrame: number;
  skew: number;
  byteOffset: number;
  /** ADC units in one physical unit; 0 is "not calibrated". */
  gain: number;
  baseline: number;
  unit: string;
  initialValue: number;
  /** `undefined` where the line ends before it. */
  checksum: number | undefined;
  description: string;
}

export interface WfdbHeader {
  record: string;
  /** Present for a record of segments. */
  segments: { record: string; samples: number }[] | undefined;
  signalCount: number;
  frameRateHz: number;
  /** `undefined`: to be taken from the signal files. */
  samples: number | undefined;
  startedAt: string | undefined;
  /** What stands in place of the time or the date and is none. */
  startInvalid: string | undefined;
  signals: WfdbSignal[];
  /** Lines after those that the record line announces: signals that would be lost. */
  surplusLines: number;
  comments: string[];
}

const maximumSignals = 256;
const maximumSegments = 100_000;
const maximumLines = 200_000;

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

/**
 * `record[/segments] signals [rate…]` on the first line that is neither empty nor a comment. WFDB asks for Latin letters; recorders name
 * records after patients: letters of every script, and blanks before what is no number.
 */
const recordLine = /^([\p{L}\p{N}_.-]+(?: [\p{L}_.-][\p{L}\p{N}_.-]*)*)(?:\/(\d+))?\s+(\d+)(?:\s+(.*))?$/u;

/** Text that could be a header, judged by its first lines. */
export function looksLikeWfdbHeader(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 2048);
  if (head.some((byte) => byte === 0)) return false;
  const line = decode(head)
    .split(/\r?\n/)
    .map((text) => text.trim())
    .find((text) => text && !text.startsWith('#'));
  const match = recordLine.exec(line ?? '');
  // Prose has words before a number, too: a name with blanks needs the rate behind.
  return match !== null && (!match[1]?.includes(' ') || /^\d/.test(match[4] ?? ''));
}

/** `HH:MM:SS` and `DD/MM/YYYY`; `0/0/0` where nobody knew. A time of two parts is minutes and seconds, as every WFDB program reads it. */
function startOf(time: string | undefined, date: string | undefined): Pick<WfdbHeader, 'startedAt' | 'startInvalid'> {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date ?? '');
  const clock = /^(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2})(?:\.(\d{1,3})\d*)?$/.exec(time ?? '');
  const iso = day && isoDate(Number(day[3]), Number(day[2]), Number(day[1]));
  const at =
    clock &&
    isoTime(Number(clock[1] ?? 0), Number(clock[2]), Number(clock[3]), Number((clock[4] ?? '0').padEnd(3, '0')));
  const isUnknown = date === undefined || /^0+\/0+\/0+$/.test(date);
  const startInvalid = time !== undefined && !at ? time : !iso && !isUnknown ? date : undefined;
  return { startedAt: iso ? (at ? `${iso}T${at}` : iso) : undefined, startInvalid };
}

/** A file of the record's own folder; anything else could lead anywhere on the disk. */
export function safeName(name: string, line: string): string {
  if (/[/\\:]/.test(name) || name.startsWith('..') || name === '-') {
    throw new EcgRefusal('COMPANION_UNSAFE', line, `The header names a file outside its folder: ${name.slice(0, 80)}`);
  }
  return name;
}

/** A name with blanks ends with its extension, where a format follows. */
const fileWithBlanks = /^(.+?\.\w+)(?=\s+\d+(?:x\d+)?(?::\d+)?(?:\+\d+)?(?:\s|$))/;

function signalOf(text: string, line: string, number: number): WfdbSignal {
  const file = fileWithBlanks.exec(text)?.[1] ?? text.split(/\s/, 1)[0] ?? '';
  const [formatText = '', gainText = '', , zeroText, initialText, checksumText, , ...description] = text
    .slice(file.length)
    .trim()
    .split(/\s+/);
  const format = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/.exec(formatText);
  if (!format) throw new EcgRefusal('MALFORMED', line, `"${formatText.slice(0, 40)}" is no signal format`);
  const gain = /^([-+\d.eE]+)?(?:\(([-+]?\d+)\))?(?:\/(\S+))?$/.exec(gainText);
  if (!gain) throw new EcgRefusal('MALFORMED', line, `"${gainText.slice(0, 40)}" is no gain`);
  const integer = (value: string | undefined) => (/^[-+]?\d+$/.test(value ?? '') ? Number(value) : undefined);
  const zero = integer(zeroText) ?? 0;
  const samplesPerFrame = Number(format[2] ?? 1);
  if (samplesPerFrame < 1 || samplesPerFrame > 10_000)
    throw new EcgRefusal('MALFORMED', line, `${samplesPerFrame} samples per frame`);
  return {
    file: file === '~' ? '~' : safeName(file, line),
    format: Number(format[1]),
    samplesPerFrame,
    skew: Number(format[3] ?? 0),
    byteOffset: Number(format[4] ?? 0),
    gain: finite(gain[1]) ?? 0,
    baseline: integer(gain[2]) ?? zero,
    unit: gain[3] ?? 'mV',
    initialValue: integer(initialText) ?? zero,
    checksum: integer(checksumText),
    // Signals without one would be told apart by nothing.
    description: description.join(' ') || `signal ${number}`,
  };
}

/** Throws EcgRefusal: `MALFORMED`, `TOO_LARGE`, `COMPANION_UNSAFE`. */
export function parseHeader(bytes: Uint8Array): WfdbHeader {
  const lines = decode(bytes).split(/\r?\n/);
  if (lines.length > maximumLines) throw new EcgRefusal('TOO_LARGE', 'header', `${lines.length} lines`);
  const numbered = lines.map((text, at) => ({ text: text.trim(), line: `line ${at + 1}` }));
  const comments = numbered.filter(({ text }) => text.startsWith('#')).map(({ text }) => text.slice(1).trim());
  const [head, ...rest] = numbered.filter(({ text }) => text && !text.startsWith('#'));
  const match = recordLine.exec(head?.text ?? '');
  if (!match) throw new EcgRefusal('MALFORMED', head?.line ?? 'header', 'There is no record line');
  const [rateText = '250', samplesText, time, date, ...more] = (match[4] ?? '').split(/\s+/).filter(Boolean);
  if (more.length > 0) {
    // A line that runs into the next takes a signal with it: the others would be cut out of its samples.
    throw new EcgRefusal('MALFORMED', head?.line ?? 'header', `"${more[0]}" follows date and time of the record line`);
  }
  const frameRateHz = finite(rateText.split('/')[0]?.replace(/\(.*/, '')) ?? Number.NaN;
  const samples = samplesText === undefined ? undefined : Number(samplesText);
  if (samples !== undefined && !(Number.isInteger(samples) && samples >= 0)) {
    throw new EcgRefusal('MALFORMED', head?.line ?? 'header', `"${samplesText}" is no number of samples`);
  }
  const signalCount = Number(match[3]);
  if (signalCount > maximumSignals) throw new EcgRefusal('TOO_LARGE', head?.line ?? 'header', `${signalCount} signals`);
  const common = {
    record: match[1] ?? '',
    signalCount,
    frameRateHz,
    samples: samples || undefined,
    ...startOf(time, date),
    comments,
  };
  if (match[2] !== undefined) {
    const count = Number(match[2]);
    if (count < 1 || count > maximumSegments || rest.length < count) {
      throw new EcgRefusal(
        'MALFORMED',
        head?.line ?? 'header',
        `${count} segments are announced, ${rest.length} are listed`,
      );
    }
    const segments = rest.slice(0, count).map(({ text, line }) => {
      const [record = '', length = ''] = text.split(/\s+/);
      if (!/^\d+$/.test(length))
        throw new EcgRefusal('MALFORMED', line, 'A segment line needs a record and a number of samples');
      return { record: record === '~' ? '~' : safeName(record, line), samples: Number(length) };
    });
    return { ...common, segments, signals: [], surplusLines: rest.length - count };
  }
  if (rest.length < signalCount) {
    throw new EcgRefusal(
      'MALFORMED',
      head?.line ?? 'header',
      `${signalCount} signals are announced, ${rest.length} are described`,
    );
  }
  const signals = rest.slice(0, signalCount).map(({ text, line }, at) => signalOf(text, line, at + 1));
  return { ...common, segments: undefined, signals, surplusLines: rest.length - signalCount };
}
