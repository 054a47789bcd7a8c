// Takes one object in: bytes to the disk as they come, durable, described, indexed; only then is the sender told that it is safe.
import { setImmediate } from 'node:timers/promises';
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { DicomError } from '../../../../core/dicom/errors.ts';
import { type DicomObject, readHead } from '../../../../core/dicom/read.ts';
import { checkText } from '../../../../core/dicom/text-check.ts';
import { describeInstance } from '../../../../core/imaging/describe/describe.ts';
import { fail, type YishuError } from '../../../../core/kernel/errors.ts';
import type { Log } from '../../../kernel/types.ts';
import { type IndexEntry, requiredUid, seriesOf, studyOf } from '../index/entry.ts';
import type { IndexOutcome, IndexWriter } from '../index/index-writer.ts';
import { headBytes, type IncomingBytes, type WrittenObject, writeObject } from '../objects/incoming.ts';
import { inflate } from '../objects/inflate.ts';
import type { ObjectReader, ObjectStore, StoredObject } from '../objects/object-store.ts';
import type { FrameDecoder } from '../pixels/decoder.ts';
import { locatePixels } from './locate-pixels.ts';
import { createTwins } from './twins.ts';

export interface IncomingObject {
  /** Part 10 bytes before the data set, for objects that come without (C-STORE); empty for files. */
  prefix: Uint8Array;
  data: IncomingBytes;
  /** Calling AE title, `stow`, `import`, `recovered`. */
  source: string;
  /** What the sender said it is; an object that says otherwise is refused (PS3.4 B.2.3: A900). */
  expected?: { sopClassUid: string; sopInstanceUid: string };
  /** The study that the request named, for STOW-RS to one study. */
  studyUid?: string;
  /** Asked before the object is entered; what it throws refuses the object. */
  admit?(object: ReadableObject): Promise<void>;
}

export interface ReadableObject {
  studyUid: string;
  sopInstanceUid: string;
  sopClassUid: string;
  dataSet: DataSet;
}

type About = Omit<IncomingObject, 'prefix' | 'data'>;

export interface Received {
  outcome: IndexOutcome;
  studyUid: string;
  seriesUid: string;
  sopInstanceUid: string;
  sopClassUid: string;
  /** What is odd about the object, though it was stored. */
  warnings: string[];
}

export interface Receiver {
  /** @throws DICOM_REFUSED (what, tag, offset), DISK_FULL, and what the data stream throws; nothing stays behind then */
  receive(incoming: IncomingObject): Promise<Received>;
  /** Indexes an object that is in the store already. */
  adopt(stored: StoredObject, source: string): Promise<Received>;
}

interface Entered {
  received: Received;
  /** Enters the same row once more. */
  again(): Promise<IndexOutcome>;
}

/** A data set whose part before the pixels is larger than this is refused: it would fill the memory. */
const largestHead = 256 << 20;

function refused(error: DicomError): YishuError {
  const { code, offset, message } = error;
  return fail('DICOM_REFUSED', { what: message, code, ...(offset === undefined ? {} : { offset }) });
}

/** @throws DICOM_REFUSED */
function readable<Row>(read: () => Row): Row {
  try {
    return read();
  } catch (error) {
    throw error instanceof DicomError ? refused(error) : error;
  }
}

export interface ReceiverParts {
  objects: ObjectStore;
  index: IndexWriter;
  clock: { now(): Date };
  newId(): string;
  log: Log;
  /** Frames whose words hold more than values. */
  decode: FrameDecoder['decode'];
  /** Told of every object that is new. */
  stored(received: Received, source: string): void;
}

export function createReceiver(parts: ReceiverParts): Receiver {
  const { objects, index, clock, newId, decode } = parts;
  const twins = createTwins(objects, index, parts.log);

  type ReadBack = (offset: number, length: number) => Promise<Buffer>;

  async function headOf(first: Buffer, length: number, read: ReadBack): Promise<DicomObject> {
    let bytes = first;
    for (;;) {
      const found = readHead(bytes, length, { inflate });
      if ('object' in found) return found.object;
      if (found.needed > largestHead) {
        throw fail('DICOM_REFUSED', {
          what: `${found.needed} bytes stand before the pixels; ${largestHead} are the limit`,
        });
      }
      bytes = await read(0, Math.max(found.needed + headBytes, bytes.length * 2));
    }
  }

  /** @param there resolves when the object can be opened */
  async function describe(stored: StoredObject, first: Buffer, incoming: About, there: () => Promise<void>) {
    // Opened only when the head was not enough or fragments have to be walked.
    const opened: ObjectReader[] = [];
    const read: ReadBack = async (offset, length) => {
      if (offset + length <= first.length) return first.subarray(offset, offset + length);
      if (opened.length === 0) await there();
      const reader = opened[0] ?? (await objects.open(stored.path));
      if (opened.length === 0) opened.push(reader);
      return reader.read(offset, length);
    };
    try {
      const object = await headOf(first, stored.length, read);
      const { dataSet, transferSyntax, pending } = object;
      const sopInstanceUid = requiredUid(dataSet, 'SOPInstanceUID');
      const sopClassUid = requiredUid(dataSet, 'SOPClassUID');
      const study = requiredUid(dataSet, 'StudyInstanceUID');
      const series = requiredUid(dataSet, 'SeriesInstanceUID');
      const { expected, studyUid } = incoming;
      if (expected && (expected.sopInstanceUid !== sopInstanceUid || expected.sopClassUid !== sopClassUid)) {
        throw fail('DICOM_REFUSED', {
          what: 'the data set is another object than the request says',
          ...{ code: 'mismatch', sopClassUid, sopInstanceUid },
        });
      }
      if (studyUid && studyUid !== study) {
        throw fail('DICOM_REFUSED', {
          what: `it belongs to study ${study}`,
          ...{ code: 'other-study', sopClassUid, sopInstanceUid },
        });
      }
      await incoming.admit?.({ studyUid: study, sopInstanceUid, sopClassUid, dataSet });
      const located = await locatePixels(dataSet, pending, { length: stored.length, transferSyntax, read, decode });
      const descriptor = describeInstance(dataSet, { transferSyntaxUid: transferSyntax.uid, ...located });
      const told = [...object.problems, ...checkText(dataSet)].map(({ message }) => message);
      const warnings = [...new Set([...told, located.problem])].filter(Boolean);
      return { study, series, dataSet, descriptor, warnings };
    } catch (error) {
      throw error instanceof DicomError ? refused(error) : error;
    } finally {
      for (const reader of opened) await reader.close();
    }
  }

  async function enter(
    stored: StoredObject,
    first: Buffer,
    incoming: About,
    there: () => Promise<void>,
  ): Promise<Entered> {
    const { study, series, dataSet, descriptor, warnings } = await describe(stored, first, incoming, there);
    const entry: IndexEntry = {
      study: () => readable(() => studyOf(dataSet)),
      series: () => readable(() => seriesOf(dataSet)),
      instance: {
        id: newId(),
        sop_uid: descriptor.sopInstanceUid,
        series_uid: series,
        study_uid: study,
        sop_class: descriptor.sopClassUid,
        transfer_syntax: descriptor.transferSyntaxUid,
        number: descriptor.instanceNumber,
        path: stored.path,
        length: stored.length,
        sha256: stored.sha256,
        descriptor,
        received_at: clock.now().toISOString(),
        source: incoming.source,
      },
    };
    const received = {
      outcome: await index.add(entry),
      studyUid: study,
      seriesUid: series,
      sopInstanceUid: descriptor.sopInstanceUid,
      sopClassUid: descriptor.sopClassUid,
      warnings,
    };
    const again = async () => {
      received.outcome = await index.add(entry);
      return received.outcome;
    };
    return { received, again };
  }

  /** The file on the disk and the row in the index, or neither. */
  async function takeIn(written: WrittenObject, incoming: IncomingObject): Promise<Entered> {
    const over = twins.underWay(written.stored.path);
    // The database works while the disk does: neither waits for the other, and success waits for both.
    const entering = enter(written.stored, written.head, incoming, written.leave);
    const entered = entering.then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    try {
      // A turn later the statement is on its way, also where the disk holds the thread.
      await setImmediate();
      await written.durable();
      const outcome = await entered;
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    } catch (error) {
      if ('result' in (await entered)) await index.forget(written.stored.path);
      await written.abort();
      throw error;
    } finally {
      over();
    }
  }

  async function settled({ received, again }: Entered, stored: StoredObject, patient: boolean): Promise<Received> {
    const { outcome, sopInstanceUid } = received;
    return { ...received, outcome: await twins.settled({ sopInstanceUid, stored, outcome, again }, patient) };
  }

  function announced(received: Received, source: string): Received {
    if (received.outcome !== 'duplicate') parts.stored(received, source);
    return received;
  }

  return {
    async receive(incoming) {
      const written = await writeObject(objects, incoming.prefix, incoming.data);
      const entered = await takeIn(written, incoming);
      const received = await settled(entered, written.stored, true).catch(async (error: unknown) => {
        // It has no row of its own: without its file the sender, who is told so, has the only copy.
        if (entered.received.outcome === 'duplicate') await written.abort();
        throw error;
      });
      if (received.outcome === 'duplicate') await written.abort();
      return announced(received, incoming.source);
    },
    async adopt(stored, source) {
      const reader = await objects.open(stored.path);
      const first = await reader.read(0, headBytes).finally(() => reader.close());
      const received = await settled(await enter(stored, first, { source }, async () => {}), stored, false);
      if (received.outcome === 'duplicate') await objects.remove(stored.path);
      return announced(received, source);
    },
  };
}
