// Reads an ECG file of any format, recognised by its content: one line a format.
import type { Inflate } from '../../dicom/read.ts';
import type { EcgRecording } from '../recording.ts';
import { looksLikeBareDataSet, looksLikeDicom, readDicomEcg } from './dicom/read.ts';
import { documentKind, readDocument } from './document.ts';
import { looksLikeEdf } from './edf/header.ts';
import { readEdf } from './edf/read.ts';
import { looksLikeHl7 } from './hl7/message.ts';
import { readHl7Ecg } from './hl7/read.ts';
import { looksLikeIshne, readIshne } from './ishne.ts';
import { readJson } from './json/read.ts';
import { checkLeadSet } from './lead-set.ts';
import { withoutPlaceholders } from './person.ts';
import { EcgRefusal, ProblemList } from './refusal.ts';
import { readScp } from './scp/read.ts';
import { looksLikeScp } from './scp/record.ts';
import { looksLikeWfdbHeader } from './wfdb/header.ts';
import { readWfdb } from './wfdb/record.ts';
import { looksLikeXml, readXmlEcg } from './xml-formats.ts';
import { looksLikeZip, readZipped } from './zip.ts';

export { EcgRefusal } from './refusal.ts';
export { packZip } from './zip.ts';

export interface EcgFile {
  /** File name, without or with folder: WFDB finds the files of a record by it. */
  name: string;
  /** Bytes of another file of the same folder (WFDB signal files and segments); `undefined` when there is none. */
  companion?: (name: string) => Uint8Array | undefined;
  /** For deflated DICOM data sets and ZIP archives. */
  inflate?: Inflate;
}

interface Format {
  recognises: (bytes: Uint8Array, file: EcgFile) => boolean;
  read: (bytes: Uint8Array, file: EcgFile) => EcgRecording;
}

const firstLetter = (bytes: Uint8Array): number | undefined =>
  bytes.subarray(0, 64).find((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf].includes(byte));

const nothing = (): undefined => undefined;

/** Signal files of WFDB have no signature: they are known by the header of their name. */
const headerBeside = ({ name, companion }: EcgFile): Uint8Array | undefined =>
  /\.(dat|mat)$/i.test(name) ? companion?.(name.replace(/\.\w+$/, '.hea')) : undefined;

/** A file inside a message has no folder, and a message is not read inside a message. */
function readPart(bytes: Uint8Array, { name, inflate }: EcgFile): EcgRecording {
  if (looksLikeHl7(bytes)) throw new EcgRefusal('UNSUPPORTED', 'OBX', 'A message in a message');
  return readEcg(bytes, { name, ...(inflate && { inflate }) });
}

const formats: readonly Format[] = [
  {
    recognises: (bytes) => documentKind(bytes) !== undefined,
    read: (bytes) => readDocument(documentKind(bytes) ?? 'pdf'),
  },
  {
    recognises: looksLikeZip,
    read: (bytes, { inflate }) =>
      readZipped(bytes, inflate, (body, name, companion) =>
        readEcg(body, { name, companion, ...(inflate && { inflate }) }),
      ),
  },
  { recognises: looksLikeDicom, read: (bytes, { inflate }) => readDicomEcg(bytes, inflate) },
  {
    recognises: looksLikeHl7,
    read: (bytes, file) => readHl7Ecg(bytes, (part) => readPart(part, file)),
  },
  { recognises: looksLikeEdf, read: readEdf },
  { recognises: looksLikeIshne, read: readIshne },
  { recognises: looksLikeScp, read: readScp },
  { recognises: looksLikeXml, read: readXmlEcg },
  { recognises: (bytes) => firstLetter(bytes) === 0x7b, read: readJson },
  { recognises: looksLikeWfdbHeader, read: (bytes, { companion }) => readWfdb(bytes, companion ?? nothing) },
  {
    recognises: (_, file) => headerBeside(file) !== undefined,
    read: (bytes, file) =>
      readWfdb(headerBeside(file) ?? bytes, (name) => (name === file.name ? bytes : file.companion?.(name))),
  },
  { recognises: looksLikeBareDataSet, read: (bytes, { inflate }) => readDicomEcg(bytes, inflate) },
];

/** Files of a WFDB record without signature: what to hand in beside or in place of them, by the usual names. */
function unrecognised(name: string): EcgRefusal {
  if (/\.(atr|man|qrs|ari|pu\d?|q[12][ct]\d?)$/i.test(name)) {
    const text =
      'By its name a file of WFDB annotations, which holds marks and no tracing; hand in the header and its signal files';
    return new EcgRefusal('UNSUPPORTED', 'file', text);
  }
  if (/\.(dat|mat)$/i.test(name)) {
    const header = name.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '.hea');
    const text = `By its name a signal file of WFDB, which only its header ${header} tells how to read; hand in both`;
    return new EcgRefusal('COMPANION_MISSING', header, text);
  }
  return new EcgRefusal('NOT_RECOGNISED', 'file', 'The file is of no ECG format that is read here');
}

/**
 * The recording of a file: leads in microvolts, what the device measured, and every doubt as a problem. Throws EcgRefusal,
 * and nothing else, for a file that cannot be read with trust.
 */
export function readEcg(bytes: Uint8Array, file: EcgFile): EcgRecording {
  if (bytes.length === 0) throw new EcgRefusal('EMPTY', 'file', 'The file is empty');
  const format = formats.find(({ recognises }) => recognises(bytes, file));
  if (!format) throw unrecognised(file.name);
  const recording = format.read(bytes, file);
  const problems = new ProblemList();
  checkLeadSet(recording.waveforms, problems);
  const patient = withoutPlaceholders(recording.patient, problems);
  // A file inside an archive or a message was asked already.
  const more = problems.list().filter(({ code }) => !recording.problems.some((known) => known.code === code));
  return more.length > 0 || patient !== recording.patient
    ? { ...recording, patient, problems: [...recording.problems, ...more] }
    : recording;
}
