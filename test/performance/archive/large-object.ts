// One multi-frame object of two gigabytes, made while it is sent: what the receiver's memory does is the figure, not the speed.
import { randomBytes } from 'node:crypto';
import { writeDataSet } from '../../../core/dicom/write.ts';
import { openClient } from '../../../server/interfaces/dicom/scu/client.ts';
import { systemTimers } from '../../../server/interfaces/dicom/ul/timers.ts';
import { ctDataSet, explicitLittleEndian, newUid } from './ct-files.ts';
import type { Archive } from './processes.ts';

const multiFrameGrayscaleWord = '1.2.840.10008.5.1.4.1.1.7.3';
const frameBytes = 512 * 512 * 2;

/** Head of an OW element of explicit length (PS3.5 7.1.2). */
function pixelHead(length: number): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeUInt16LE(0x7fe0, 0);
  head.writeUInt16LE(0x0010, 2);
  head.write('OW', 4, 'latin1');
  head.writeUInt32LE(length, 8);
  return head;
}

/** @returns seconds until success */
export async function sendLarge(archive: Archive, frames: number): Promise<number> {
  const sop = newUid();
  const dataSet = ctDataSet({ study: newUid(), series: newUid(), sop }, 1)
    .set('SOPClassUID', multiFrameGrayscaleWord)
    .set('NumberOfFrames', frames);
  const frame = randomBytes(frameBytes);
  const client = await openClient({
    host: '127.0.0.1',
    port: archive.dicomPort,
    calledAe: archive.aet,
    callingAe: 'LARGE',
    timers: systemTimers,
    contexts: [{ abstractSyntax: multiFrameGrayscaleWord, transferSyntaxes: [explicitLittleEndian] }],
  });
  const began = performance.now();
  const { status } = await client.store({
    sopClassUid: multiFrameGrayscaleWord,
    sopInstanceUid: sop,
    transferSyntaxUids: [explicitLittleEndian],
    async *open() {
      yield writeDataSet(dataSet, { transferSyntax: explicitLittleEndian });
      yield pixelHead(frames * frameBytes);
      for (let at = 0; at < frames; at += 1) yield frame;
    },
  });
  await client.release();
  if (status !== 0) throw new Error(`the large object was answered with status ${status}`);
  return (performance.now() - began) / 1000;
}
