// Kill -9 trials of the archive: two senders, the server killed at a random moment and started again on the same folder; what was
// acknowledged has to be in the index once with the bytes that were sent, and what was cut off has to be gone.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeDataSet } from '../../../core/dicom/write.ts';
import { openClient } from '../../../server/interfaces/dicom/scu/client.ts';
import { systemTimers } from '../../../server/interfaces/dicom/ul/timers.ts';
import { ctDataSet, ctImageStorage, explicitLittleEndian, newUid } from '../../performance/archive/ct-files.ts';
import { type OwnArchive, startOwn } from '../../performance/archive/processes.ts';

export interface TrialResult {
  acknowledged: number;
  /** Sent or begun, but cut off before the answer. */
  unanswered: number;
  /** What is wrong, in words; empty when nothing is. */
  faults: string[];
}

interface Sent {
  study: string;
  series: string;
  /** SHA-256 of the pixels by SOP Instance UID, for each that was acknowledged. */
  acknowledged: Map<string, string>;
  begun: number;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Sends one image after the other until the connection breaks. */
async function send(port: number, sent: Sent): Promise<void> {
  const client = await openClient({
    host: '127.0.0.1',
    port,
    calledAe: 'YISHU',
    callingAe: 'KILLER',
    timers: systemTimers,
    contexts: [{ abstractSyntax: ctImageStorage, transferSyntaxes: [explicitLittleEndian] }],
  });
  for (let number = 1; ; number += 1) {
    const sop = newUid();
    const pixels = randomBytes(512 * 512 * 2);
    const dataSet = ctDataSet({ study: sent.study, series: sent.series, sop }, number).set('PixelData', pixels, 'OW');
    const bytes = writeDataSet(dataSet, { transferSyntax: explicitLittleEndian });
    sent.begun += 1;
    const { status } = await client.store({
      sopClassUid: ctImageStorage,
      sopInstanceUid: sop,
      transferSyntaxUids: [explicitLittleEndian],
      async *open() {
        yield bytes;
      },
    });
    if (status === 0) sent.acknowledged.set(sop, sha256(pixels));
  }
}

const uidOf = (row: Record<string, { Value?: unknown[] }>) => String(row['00080018']?.Value?.[0] ?? '');

async function check(archive: OwnArchive, sent: Sent, dataDir: string, faults: string[]): Promise<void> {
  const path = `${archive.web}/studies/${sent.study}`;
  const listed = await fetch(`${path}/instances?limit=5000`, { headers: archive.headers });
  const rows = listed.status === 200 ? ((await listed.json()) as Record<string, { Value?: unknown[] }>[]) : [];
  const uids = rows.map(uidOf);
  if (new Set(uids).size !== uids.length)
    faults.push(`${uids.length - new Set(uids).size} objects are in the index twice`);
  for (const [sop, hash] of sent.acknowledged) {
    if (!uids.includes(sop)) {
      faults.push(`${sop} was acknowledged and is not in the index`);
      continue;
    }
    const got = await fetch(`${archive.url}/imaging/pixels/${sent.study}/${sent.series}/${sop}/1`, {
      headers: archive.headers,
    });
    if (!got.ok || sha256(new Uint8Array(await got.arrayBuffer())) !== hash) {
      faults.push(`${sop} has other pixels than were sent`);
    }
  }
  // One answer holds 5,000 rows at most.
  let indexed = 0;
  for (let more = true; more; ) {
    const all = await fetch(`${archive.web}/instances?limit=5000&offset=${indexed}`, { headers: archive.headers });
    const found = all.status === 200 ? ((await all.json()) as unknown[]).length : 0;
    indexed += found;
    more = found === 5000;
  }
  const files = readdirSync(join(dataDir, 'archive'), { recursive: true }).filter((name) =>
    String(name).endsWith('.obj'),
  );
  if (files.length !== indexed) faults.push(`${files.length} files lie in the store for ${indexed} rows of the index`);
}

/** @param random 0 to 1: when the server is killed, between the first answers and a second and a half later */
export async function killTrials(
  dataDir: string,
  trials: number,
  random: () => number,
  done: (trial: number, result: TrialResult) => void = () => {},
): Promise<TrialResult> {
  const total: TrialResult = { acknowledged: 0, unanswered: 0, faults: [] };
  let archive = await startOwn(dataDir);
  try {
    for (let trial = 1; trial <= trials; trial += 1) {
      const { dicomPort, pid } = archive;
      const sent: Sent = { study: newUid(), series: newUid(), acknowledged: new Map(), begun: 0 };
      const senders = [send(dicomPort, sent), send(dicomPort, sent)].map((one) => one.catch(() => undefined));
      while (sent.begun < 2) await wait(5);
      await wait(random() * 1500);
      process.kill(pid, 'SIGKILL');
      await Promise.all([...senders, archive.ended]);
      archive = await startOwn(dataDir);
      const result: TrialResult = {
        acknowledged: sent.acknowledged.size,
        unanswered: sent.begun - sent.acknowledged.size,
        faults: [],
      };
      await check(archive, sent, dataDir, result.faults);
      total.acknowledged += result.acknowledged;
      total.unanswered += result.unanswered;
      total.faults.push(...result.faults.map((fault) => `trial ${trial}: ${fault}`));
      done(trial, result);
    }
  } finally {
    await archive.stop();
  }
  return total;
}
