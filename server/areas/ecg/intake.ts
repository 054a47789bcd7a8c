// The one way in for every door: the file is durable first, then read and measured beside the server, then entered in one command.

import { createHash } from 'node:crypto';
import type { Arrival } from '../../../core/ecg/contract.ts';
import type { MatchedBy, RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import { cutText } from '../../../core/kernel/storable-text.ts';
import type { Caller, CommandWork } from '../../kernel/types.ts';
import { type Arrived, documentOf, identityOf, saidOf } from './document.ts';
import { matchSaid } from './matching.ts';
import { type MessagePicture, messagePicture } from './message-picture.ts';
import { alarm, placeRecording } from './place.ts';
import type { ThreadReply } from './reader/analyse-thread.ts';
import { activeRuleSet } from './rule-sets.ts';
import { type EcgServices, writeObject } from './services.ts';
import { searchText } from './store.ts';

export interface Incoming {
  fileName: string;
  source: RecordingDocument['source'];
  given: Arrived['given'];
  /** A person at the manual door named the exam. */
  examId?: string;
  /** The device may not hand in: the file is kept, nobody reads it. */
  refused?: { code: string; at: string; text: string };
  /** Where the raw file lies already (archive); else it is stored by us. */
  stored?: { path: string; instanceId: string };
  /** Named in the audit trail as the one who did it. */
  caller: Caller;
}

/** What the row is made of beside the document. */
interface Prepared {
  reply: ThreadReply;
  store: 'ecg' | 'archive';
  path: string;
  instanceId: string | null;
  samplesPath: string | null;
}

function answer(outcome: Arrival['outcome'], document: RecordingDocument): Arrival {
  const { id, state, examId, risk, problems, parked, unmatchedReason } = document;
  const notes = [...problems.map(({ code, at, text }) => `${code} ${at}: ${text}`), unmatchedReason].filter(Boolean);
  return {
    outcome,
    recordingId: id,
    state,
    examId,
    level: risk.level,
    problems: parked ? [`${parked.code} ${parked.at}: ${parked.text}`] : notes.slice(0, 20),
  };
}

async function knownBySha({ kernel }: EcgServices, sha256: string): Promise<RecordingDocument | null> {
  const row = await kernel.db.selectFrom('ecg_recording').select('doc').where('sha256', '=', sha256).executeTakeFirst();
  return row?.doc ?? null;
}

/** Numbers of the door come before those of the message. */
function asPicture({ extension, numbers }: MessagePicture, incoming: Incoming): Incoming {
  const { given, fileName } = incoming;
  const or = (said: string, inside: string) => said || cutText(inside.trim(), 64);
  return {
    ...incoming,
    fileName: `${fileName.replace(/\.\w+$/, '')}.${extension}`,
    given: {
      ...given,
      accession: or(given.accession, numbers.accession),
      requestNumber: or(given.requestNumber, numbers.requestNumber),
      patientNumber: or(given.patientNumber, numbers.patientNumber),
    },
  };
}

/**
 * Takes a whole file in. Answered means durable: whoever handed it in may forget it.
 * @throws INPUT_INVALID for no bytes, SERVER_BUSY, DISK_FULL; NOT_FOUND or STATE_REFUSED for a named exam
 */
export async function takeIn(
  services: EcgServices,
  bytes: Uint8Array<ArrayBuffer>,
  incoming: Incoming,
): Promise<Arrival> {
  const { kernel, objects } = services;
  if (bytes.length === 0) throw fail('INPUT_INVALID', { fields: ['body: the file is empty'] });
  const picture = incoming.stored ? null : messagePicture(bytes);
  if (picture) return takeIn(services, picture.bytes, asPicture(picture, incoming));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = await knownBySha(services, sha256);
  if (known) return answer('duplicate', known);
  const recordingId = kernel.newId();
  const written: string[] = [];
  try {
    const path = incoming.stored?.path ?? (await writeObject(objects, bytes));
    if (!incoming.stored) written.push(path);
    const byteLength = bytes.length;
    const reply: ThreadReply = incoming.refused
      ? { kind: 'unreadable', ...incoming.refused }
      : await services.analyser.analyse({
          ...{ recordingId, bytes, name: incoming.fileName },
          ruleSet: await activeRuleSet(kernel.db),
        });
    const samplesPath = reply.kind === 'read' && reply.samples ? await writeObject(objects, reply.samples) : null;
    if (samplesPath) written.push(samplesPath);
    const arrived: Arrived = {
      recordingId,
      fileName: incoming.fileName,
      byteLength,
      sha256,
      receivedAt: kernel.clock.now().toISOString(),
      source: incoming.source,
      given: incoming.given,
    };
    const store = incoming.stored ? 'archive' : 'ecg';
    const prepared = { reply, store, path, instanceId: incoming.stored?.instanceId ?? null, samplesPath } as const;
    return await enter(services, arrived, prepared, incoming);
  } catch (error) {
    // The same file through two doors at once: the first one has it.
    const first = await knownBySha(services, sha256);
    if (first?.id !== recordingId) for (const path of written) await objects.remove(path);
    if (first) return answer(first.id === recordingId ? 'stored' : 'duplicate', first);
    throw error;
  }
}

function enter(services: EcgServices, arrived: Arrived, prepared: Prepared, incoming: Incoming): Promise<Arrival> {
  const { kernel } = services;
  const request = {
    id: kernel.newId(),
    at: kernel.clock.now().toISOString(),
    name: 'ecg.receive',
    right: null,
    subject: arrived.sha256,
  };
  return kernel.command(incoming.caller, request, async (work) => {
    const document = await insertRow(work, arrived, prepared);
    const settled = await settle(services, work, document, incoming.examId ?? null);
    const doc = JSON.stringify(settled);
    await work.tx
      .updateTable('ecg_recording')
      .set({
        state: settled.state,
        exam_id: settled.examId,
        patient_id: settled.patientId,
        search: searchText(settled),
        doc,
      })
      .where('id', '=', settled.id)
      .execute();
    work.changed('recording', settled.id, settled.version, null);
    const { door, name } = settled.source;
    work.audit({
      act: 'ecg.receive',
      subject: settled.accession || settled.id,
      patientId: settled.patientId,
      detail: `${door} ${name}: ${settled.format || settled.parked?.code}, ${settled.state}, ${settled.risk.level}`,
    });
    if (settled.differsFrom !== null) {
      work.audit({
        act: 'ecg.differing',
        subject: settled.id,
        detail: `same recording as ${settled.differsFrom}, other content`,
      });
    }
    return answer('stored', settled);
  });
}

async function insertRow(work: CommandWork, arrived: Arrived, prepared: Prepared): Promise<RecordingDocument> {
  const { reply } = prepared;
  const plain = documentOf(arrived, reply);
  const identity = identityOf(plain, arrived.given);
  const same = identity
    ? await work.tx
        .selectFrom('ecg_recording')
        .select('id')
        .where('identity', '=', identity)
        .orderBy('received_at')
        .executeTakeFirst()
    : undefined;
  const document = { ...plain, differsFrom: same?.id ?? null };
  await work.tx
    .insertInto('ecg_recording')
    .values({
      id: document.id,
      version: 1,
      state: document.state,
      sha256: document.sha256,
      identity,
      exam_id: null,
      patient_id: null,
      institution_id: document.source.institutionId,
      received_at: work.now,
      store: prepared.store,
      path: prepared.path,
      instance_id: prepared.instanceId,
      samples_path: prepared.samplesPath,
      samples_header: reply.kind === 'read' && reply.header ? JSON.stringify(reply.header) : null,
      said: JSON.stringify(saidOf(document, arrived.given, hospitalDay(arrived.receivedAt))),
      search: searchText(document),
      upload_point_id: document.source.uploadPoint?.id ?? null,
      doc: JSON.stringify(document),
    })
    .execute();
  if (reply.kind === 'read') {
    await work.tx.insertInto('ecg_measurement').values({ recording_id: document.id, doc: reply.detail }).execute();
  }
  if (document.source.deviceId !== null) {
    await work.tx
      .updateTable('ecg_device')
      .set((at) => ({ recordings: at('recordings', '+', 1), last_seen_at: work.now }))
      .where('id', '=', document.source.deviceId)
      .execute();
  }
  return document;
}

/** Gives the recording to the exam that was named or that its numbers mean; else it waits for a person, its alarm does not. */
export async function settle(
  { kernel }: EcgServices,
  work: CommandWork,
  document: RecordingDocument,
  examId: string | null,
): Promise<RecordingDocument> {
  if (document.state === 'parked') return document;
  const by: MatchedBy = 'person';
  if (examId !== null) return placeRecording(kernel, work, document, examId, by);
  const row = await work.tx
    .selectFrom('ecg_recording')
    .select('said')
    .where('id', '=', document.id)
    .executeTakeFirstOrThrow();
  const match = await matchSaid(work.tx, row.said, document.source.institutionId);
  // Numbers of the message find its exam, but the tracing says that it is somebody else's: a person decides.
  const differs = document.problems.some(({ code }) => code === 'PATIENT_DIFFERS');
  if (match.exam && !differs) return placeRecording(kernel, work, document, match.exam.id, match.by);
  await alarm(kernel, work, document, null);
  return { ...document, state: 'unmatched', unmatchedReason: match.exam ? 'PATIENT_DIFFERS' : match.reason };
}
