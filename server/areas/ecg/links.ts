// Links for the browser viewer of a clinician (在线回放): one exam, some minutes, read only. The token is derived when it is asked for and stored nowhere, not even sealed.
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller, Kernel, Tx } from '../../kernel/types.ts';
import { findPerson, rightsOf } from '../identity/module.ts';
import { systemStands } from '../imaging/module.ts';
import { requireSight } from './access.ts';
import { type RecordingRow, recordingRow } from './store.ts';
import type { EcgLinkTable } from './tables.ts';

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

export type LinkTarget = { recordingId: string } | { accession: string };

/** The recording that is named; of an exam the newest one with a waveform, else the newest. @throws NOT_FOUND */
async function targetOf(tx: Tx, target: LinkTarget): Promise<RecordingRow> {
  if ('recordingId' in target) return recordingRow(tx, target.recordingId);
  const rows = await tx
    .selectFrom('ecg_recording')
    .innerJoin('exam', 'exam.id', 'ecg_recording.exam_id')
    .selectAll('ecg_recording')
    .where('exam.accession', '=', target.accession)
    .where('ecg_recording.state', '=', 'matched')
    .orderBy('ecg_recording.received_at', 'desc')
    .execute();
  const row = rows.find(({ doc }) => doc.kind === 'waveform') ?? rows[0];
  if (!row) throw fail('NOT_FOUND', { what: 'recording', accession: target.accession });
  return row;
}

interface LinkMaking {
  command: CommandMeta;
  target: LinkTarget;
  minutes: number;
  /** Who will look, for the audit trail. */
  label: string;
  /** A hospital system that signed: its user has no rights here, the signature is the right. Null: a person of this server. */
  system: string | null;
}

export interface MadeLink {
  token: string;
  recordingId: string;
  patientId: string | null;
  expiresAt: string;
}

/** @throws NOT_FOUND, RIGHT_MISSING */
export async function issueLink(kernel: Kernel, caller: Caller, making: LinkMaking): Promise<MadeLink> {
  const { command, target, minutes, label, system } = making;
  const signed = system !== null;
  const actor = caller.person?.id ?? caller.station?.id ?? label;
  // Known to the server's key alone: a replay of the command gets the same link, and no table holds it.
  const token = kernel.fields.blindIndex(`ecg link ${actor} ${command.id}`);
  const request = {
    ...command,
    name: signed ? 'ecg.signedLink' : 'ecg.link',
    right: signed ? null : ('ecg.view' as const),
    subject: 'recordingId' in target ? target.recordingId : target.accession,
    input: { target, minutes, label },
  };
  const made = await kernel.command(caller, request, async (work) => {
    const row = await targetOf(work.tx, target);
    if (!signed) await requireSight(kernel, work.tx, caller, row.doc, undefined, { what: 'recording', ...target });
    const expires = new Date(work.now.getTime() + minutes * 60_000);
    await work.tx
      .insertInto('ecg_link')
      .values({
        hash: hashOf(token),
        recording_id: row.id,
        exam_id: row.exam_id,
        created_by: label.slice(0, 200),
        person_id: caller.person?.id ?? null,
        system,
        created_at: work.now,
        expires_at: expires,
      })
      .execute();
    work.audit({
      act: request.name,
      subject: row.id,
      patientId: row.patient_id,
      detail: `${signed ? `${label}, ` : ''}${minutes} min`,
    });
    return { recordingId: row.id, patientId: row.patient_id, expiresAt: expires.toISOString() };
  });
  return { token, ...made };
}

/** For a person of this server; an absolute address where the server knows its own. */
export async function makeLink(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; minutes: number; recordingId?: string; accession?: string },
): Promise<{ url: string; token: string; expiresAt: string }> {
  const { command, minutes, recordingId, accession = '' } = input;
  const target = recordingId === undefined ? { accession } : { recordingId };
  const label = caller.person?.user ?? caller.station?.name ?? 'system';
  const { token, expiresAt } = await issueLink(kernel, caller, { command, target, minutes, label, system: null });
  return { url: `${kernel.publicOrigin ?? ''}/ecg-view/${token}`, token, expiresAt };
}

export interface OpenedLink {
  row: RecordingRow;
  examId: string | null;
  label: string;
  expiresAt: Date;
}

type Link = Selectable<EcgLinkTable>;

/** Who made it may still look, and what signed for it is still trusted. */
async function isGood({ db }: Kernel, link: Link): Promise<boolean> {
  if (link.system !== null) return systemStands(db, link.system, link.created_at);
  if (link.person_id === null) return true;
  const person = await findPerson(db, link.person_id);
  return person?.enabled === true && (await rightsOf(db, person)).includes('ecg.view');
}

/**
 * @param recordingId another recording of the same exam; null is the one that the link names
 * @throws LOGIN_REQUIRED for a link whose maker may no longer look; NOT_FOUND when the recording is not, or no longer, of the link's exam
 */
async function openLink(kernel: Kernel, link: Link, recordingId: string | null): Promise<OpenedLink> {
  if (!(await isGood(kernel, link))) throw fail('LOGIN_REQUIRED', { what: 'link' });
  const wanted = recordingId ?? link.recording_id;
  if (!/^[0-9a-f-]{36}$/i.test(wanted)) throw fail('NOT_FOUND', { what: 'recording' });
  const row = await recordingRow(kernel.db, wanted);
  const isOther = row.id !== link.recording_id && link.exam_id === null;
  if (isOther || row.exam_id !== link.exam_id || row.state === 'discarded')
    throw fail('NOT_FOUND', { what: 'recording', recordingId: wanted });
  return { row, examId: link.exam_id, label: link.created_by, expiresAt: link.expires_at };
}

/** Opens the link and writes the look, or that it was refused, into the audit trail, under the name of who gave the link. A token that is unknown or over is nobody's. */
export async function lookThroughLink(
  kernel: Kernel,
  caller: Caller,
  look: { token: string; act: string; recordingId?: string | null; detail?: string },
): Promise<OpenedLink> {
  const link = await kernel.db
    .selectFrom('ecg_link')
    .selectAll()
    .where('hash', '=', hashOf(look.token))
    .executeTakeFirst();
  // The ordinary end of a link is no attempt to break in.
  if (!link || link.expires_at <= kernel.clock.now()) throw fail('LOGIN_REQUIRED', { what: 'link' });
  const visitor = systemCaller(caller.address);
  const of = ['link of', link.created_by, look.detail].filter(Boolean).join(' ');
  try {
    const opened = await openLink(kernel, link, look.recordingId ?? null);
    const { id, patient_id: patientId } = opened.row;
    await kernel.audit(visitor, { act: look.act, subject: id, patientId, detail: of });
    return opened;
  } catch (error) {
    if (error instanceof YishuError)
      await kernel.audit(visitor, {
        act: look.act,
        subject: link.recording_id,
        outcome: 'refused',
        detail: `${of}: ${error.code}`,
      });
    throw error;
  }
}
