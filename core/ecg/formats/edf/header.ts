// Header of EDF, EDF+ and BDF (Kemp 1992, Kemp & Olivan 2003, BioSemi): fixed ASCII fields of the recording and of each signal.
import { EcgRefusal } from '../refusal.ts';
import { fieldText } from '../text.ts';
import { finite } from '../xml/query.ts';

export interface EdfSignal {
  label: string;
  unit: string;
  physicalMinimum: number;
  physicalMaximum: number;
  digitalMinimum: number;
  digitalMaximum: number;
  prefiltering: string;
  samplesPerRecord: number;
}

export interface EdfHeader {
  /** BDF stores 24 bits a sample, EDF 16. */
  bytesPerSample: 2 | 3;
  /** `continuous` and `interrupted` are EDF+C and EDF+D. */
  kind: 'plain' | 'continuous' | 'interrupted';
  patient: string;
  recording: string;
  /** As written: `dd.mm.yy` and `hh.mm.ss`. */
  startDate: string;
  startTime: string;
  headerBytes: number;
  /** `undefined` while a recorder is still writing (-1 in the file). */
  records: number | undefined;
  recordSeconds: number;
  signals: EdfSignal[];
}

const fixedBytes = 256;
const mostSignals = 512;
const mostSamplesPerRecord = 10_000_000;

const isBdf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && [...'BIOSEMI'].every((letter, at) => bytes[at + 1] === letter.charCodeAt(0));

/** Version field, and the size of the header that the number of signals gives. */
export function looksLikeEdf(bytes: Uint8Array): boolean {
  if (bytes.length < fixedBytes) return false;
  if (isBdf(bytes)) return true;
  const field = (from: number, to: number) => fieldText(bytes.subarray(from, to));
  return [...'0       '].every((letter, at) => bytes[at] === letter.charCodeAt(0)) && /^\d+$/.test(field(184, 192));
}

/**
 * The duration of a record (seconds) before it was cut to the eight characters of its field: 0.002778 of one sample means 360 Hz. A
 * duration that does not fill the field is taken as it stands, and so is one that no whole rate was cut to.
 */
function meantSeconds(text: string, seconds: number, signals: readonly EdfSignal[]): number {
  const samples = signals.find(({ label }) => !/Annotations$/i.test(label))?.samplesPerRecord ?? 0;
  const whole = Math.round(samples / seconds);
  const lastDigit = 10 ** -(/[.,](\d*)$/.exec(text)?.[1]?.length ?? 0);
  const isCut = text.length === 8 && whole > 0 && Math.abs(samples / whole - seconds) < lastDigit;
  return isCut ? samples / whole : seconds;
}

/** Throws EcgRefusal `MALFORMED` for a field that is none, `TOO_LARGE`. */
export function parseEdfHeader(bytes: Uint8Array): EdfHeader {
  const text = (from: number, length: number) => fieldText(bytes.subarray(from, from + length));
  function number(from: number, length: number, what: string): number {
    // Writers with a comma as decimal sign exist.
    const value = finite(text(from, length).replace(',', '.'));
    if (value === undefined) throw new EcgRefusal('MALFORMED', `byte ${from}`, `${what}: "${text(from, length)}"`);
    return value;
  }
  function count(from: number, length: number, what: string, most: number): number {
    const value = number(from, length, what);
    if (!Number.isInteger(value) || value < 0) throw new EcgRefusal('MALFORMED', `byte ${from}`, `${what}: ${value}`);
    if (value > most) throw new EcgRefusal('TOO_LARGE', `byte ${from}`, `${what}: ${value}`);
    return value;
  }
  const signalCount = count(252, 4, 'Number of signals', mostSignals);
  const headerBytes = count(184, 8, 'Bytes of the header', fixedBytes * (mostSignals + 1));
  const expected = fixedBytes * (signalCount + 1);
  if (headerBytes !== expected || bytes.length < expected) {
    const said = `${signalCount} signals need a header of ${expected} bytes`;
    throw new EcgRefusal('MALFORMED', 'byte 184', `${said}; it says ${headerBytes}, the file has ${bytes.length}`);
  }
  const records = number(236, 8, 'Number of records');
  if (!Number.isInteger(records) || records < -1) {
    throw new EcgRefusal('MALFORMED', 'byte 236', `Number of records: ${records}`);
  }
  const recordSeconds = number(244, 8, 'Duration of a record');
  if (!(recordSeconds >= 0)) throw new EcgRefusal('MALFORMED', 'byte 244', `Duration of a record: ${recordSeconds} s`);
  // Each field of all signals in turn.
  const place = (before: number, width: number, signal: number) => fixedBytes + before * signalCount + width * signal;
  const signals = Array.from({ length: signalCount }, (_, at): EdfSignal => {
    const what = (name: string) => `${name} of signal ${at + 1}`;
    return {
      label: text(place(0, 16, at), 16),
      unit: text(place(96, 8, at), 8),
      physicalMinimum: number(place(104, 8, at), 8, what('Physical minimum')),
      physicalMaximum: number(place(112, 8, at), 8, what('Physical maximum')),
      digitalMinimum: number(place(120, 8, at), 8, what('Digital minimum')),
      digitalMaximum: number(place(128, 8, at), 8, what('Digital maximum')),
      prefiltering: text(place(136, 80, at), 80),
      samplesPerRecord: count(place(216, 8, at), 8, what('Samples per record'), mostSamplesPerRecord),
    };
  });
  const reserved = text(192, 44);
  return {
    bytesPerSample: isBdf(bytes) ? 3 : 2,
    kind: /^[EB]DF\+D/.test(reserved) ? 'interrupted' : /^[EB]DF\+C/.test(reserved) ? 'continuous' : 'plain',
    patient: text(8, 80),
    recording: text(88, 80),
    startDate: text(168, 8),
    startTime: text(176, 8),
    headerBytes,
    records: records < 0 ? undefined : records,
    recordSeconds: meantSeconds(text(244, 8), recordSeconds, signals),
    signals,
  };
}
