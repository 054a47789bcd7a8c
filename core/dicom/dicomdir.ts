// Writes the directory of a medium (DICOMDIR, PS3.3 annex F and PS3.10 8.6): records that point to each other by byte offset.
import { DataSet } from './data-set.ts';
import { type FileOnMedium, objectRecord, patientRecord, seriesRecord, studyRecord } from './dicomdir-records.ts';
import { DicomError } from './errors.ts';
import { explicitLittleEndian } from './transfer-syntax.ts';
import { uidOf } from './uids.ts';
import { writeDataSet, writeMeta } from './write.ts';

export type { FileOnMedium } from './dicomdir-records.ts';

interface Node {
  key: string;
  record: DataSet;
  below: Node[];
}

export interface MediumDirectory {
  /** Puts an object in its place. False: PS3.3 knows no record for its class, it cannot go on the medium. */
  add(head: DataSet, file: FileOnMedium): boolean;
  /** The bytes of the file DICOMDIR. */
  finish(): Uint8Array;
}

const itemHeader = 8;

/** Each node after those that stand before it, depth first: the order in which records are written. */
function inOrder(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...inOrder(node.below)]);
}

function child(among: Node[], key: string, make: (number: number) => DataSet): Node {
  const known = among.find((node) => node.key === key);
  if (known) return known;
  const node: Node = { key, record: make(among.length + 1), below: [] };
  among.push(node);
  return node;
}

/** Sets the links of a chain of siblings and of what is below them. */
function link(nodes: readonly Node[], offsets: ReadonlyMap<Node, number>): void {
  nodes.forEach((node, index) => {
    const next = nodes[index + 1];
    const [first] = node.below;
    node.record
      .set('OffsetOfTheNextDirectoryRecord', next ? (offsets.get(next) ?? 0) : 0)
      .set('OffsetOfReferencedLowerLevelDirectoryEntity', first ? (offsets.get(first) ?? 0) : 0);
    link(node.below, offsets);
  });
}

/**
 * @param fileSetId up to 16 characters of A-Z, 0-9, _ and space
 * @throws DicomError `value-invalid` for an id or a path that a medium cannot hold
 */
export function mediumDirectory(fileSetId: string, fileSetUid: string): MediumDirectory {
  if (!/^[A-Z0-9_ ]{0,16}$/.test(fileSetId)) throw new DicomError('value-invalid', `no file-set ID: ${fileSetId}`);
  const patients: Node[] = [];

  function root(records: readonly DataSet[], first: number, last: number): DataSet {
    return new DataSet()
      .set('FileSetID', fileSetId)
      .set('OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity', first)
      .set('OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity', last)
      .set('FileSetConsistencyFlag', 0)
      .set('DirectoryRecordSequence', records);
  }
  return {
    add(head, file) {
      if (file.path.length > 8 || file.path.some((part) => !/^[A-Z0-9_]{1,8}$/.test(part))) {
        throw new DicomError('value-invalid', `no path on a medium: ${file.path.join('/')}`);
      }
      const own = objectRecord(head, file);
      if (!own) return false;
      const text = (key: 'PatientID' | 'PatientName' | 'StudyInstanceUID' | 'SeriesInstanceUID') =>
        head.string(key) ?? '';
      const person = text('PatientID') || `${text('PatientName')}\\${text('StudyInstanceUID')}`;
      const patient = child(patients, person, (number) => patientRecord(head, number));
      const study = child(patient.below, text('StudyInstanceUID'), (number) => studyRecord(head, number));
      const series = child(study.below, text('SeriesInstanceUID'), (number) => seriesRecord(head, number));
      series.below.push({ key: head.string('SOPInstanceUID') ?? '', record: own, below: [] });
      return true;
    },
    finish() {
      const meta = writeMeta({
        sopClassUid: uidOf('MediaStorageDirectoryStorage'),
        sopInstanceUid: fileSetUid,
        transferSyntax: explicitLittleEndian,
      });
      const write = (dataSet: DataSet) => writeDataSet(dataSet, { transferSyntax: explicitLittleEndian });
      // The empty sequence is the last element: the first record's item follows its header.
      let at = meta.length + write(root([], 0, 0)).length;
      const offsets = new Map<Node, number>();
      const nodes = inOrder(patients);
      for (const node of nodes) {
        offsets.set(node, at);
        at += itemHeader + write(node.record).length;
      }
      link(patients, offsets);
      const of = (node: Node | undefined) => (node ? (offsets.get(node) ?? 0) : 0);
      const body = write(
        root(
          nodes.map(({ record }) => record),
          of(patients[0]),
          of(patients.at(-1)),
        ),
      );
      const file = new Uint8Array(meta.length + body.length);
      file.set(meta);
      file.set(body, meta.length);
      return file;
    },
  };
}
