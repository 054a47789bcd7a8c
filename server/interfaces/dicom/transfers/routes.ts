// Transfers as people ask for them: peers, search at a peer, send, fetch, watch, cancel, try again. Only for who keeps the archive.
import type { FindAtPeer } from '../../../../core/imaging/transfer-contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { requireStudySight } from '../../../areas/imaging/module.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import type { TlsIdentity } from '../tls/profile.ts';
import { findAtPeer } from './find.ts';
import { insertJob, itemsAgain, listTransfers, noteJob, oneTransfer, transferItems } from './jobs.ts';
import { peerFor, transferPeers } from './peer.ts';
import { problemOf } from './problem.ts';
import type { Transfers } from './runner.ts';

const right = 'radiology.archive' as const;

export interface TransferDoor {
  /** Null while there is no DICOM door: then nothing can be asked in its name. */
  own(): { aet: string; identity(): TlsIdentity | null } | null;
  transfers(): Transfers | null;
}

function subjectOf({ aet, patientId, patientName, accession, from, to }: FindAtPeer): string {
  return [aet, patientId, patientName, accession, from || to ? `${from}-${to}` : ''].filter(Boolean).join(' ');
}

/** The objects of studies that are here, and each study in words. @throws NOT_FOUND */
async function objectsOf(tx: Tx, studyUids: readonly string[]) {
  const studies = await tx
    .selectFrom('imaging_study')
    .select(['uid', 'patient_name', 'patient_uuid', 'study_date', 'description'])
    .where('uid', 'in', [...studyUids])
    .where('removed_at', 'is', null)
    .execute();
  const labels = new Map(
    studies.map((one) => [one.uid, [one.patient_name, one.study_date, one.description].filter(Boolean).join(' ')]),
  );
  const missing = studyUids.find((uid) => !labels.has(uid));
  if (missing) throw fail('NOT_FOUND', { what: 'study', studyUid: missing });
  const objects = await tx
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'study_uid', 'sop_class'])
    .where('study_uid', 'in', [...studyUids])
    .where('state', '=', 'current')
    .orderBy('study_uid')
    .orderBy('series_uid')
    .orderBy('number')
    .execute();
  return { studies, labels, objects };
}

export function transferRoutes(kernel: Kernel, os: Implementer, door: TransferDoor) {
  const { dicom } = os;
  const woken = <Output>(output: Output): Output => {
    door.transfers()?.wake();
    return output;
  };
  return {
    transferPeers: dicom.transferPeers.handler(({ context }) => {
      // No patient's data: no audit row for looking at the names of archives.
      requireAccess(context.caller, right);
      return transferPeers(kernel.db);
    }),
    findAt: dicom.findAt.handler(({ input, context }) =>
      kernel.read(context.caller, right, { act: 'dicom.findAt', subject: subjectOf(input) }, async (db) => {
        const { patientId, patientName, accession, from, to } = input;
        if (!(patientId || patientName || accession || from || to))
          throw fail('INPUT_INVALID', { what: 'a patient number, name, accession number or day is needed' });
        const own = door.own();
        if (!own) return { studies: [], more: false, problem: { code: 'no-door' as const, what: '' } };
        try {
          const found = await findAtPeer(
            db,
            own.aet,
            await peerFor({ db, identity: own.identity() }, input.aet, 'find'),
            input,
          );
          return { ...found, problem: null };
        } catch (error) {
          return { studies: [], more: false, problem: problemOf(error) };
        }
      }),
    ),
    sendStudies: dicom.sendStudies.handler(async ({ input, context }) => {
      const { command, ...rest } = input;
      const request = { ...command, name: 'dicom.sendStudies', right, subject: rest.aet, input };
      const made = await kernel.command(context.caller, request, async (work) => {
        const studyUids = [...new Set(rest.studyUids)];
        await requireStudySight(kernel, work.tx, context.caller, studyUids);
        const { studies, labels, objects } = await objectsOf(work.tx, studyUids);
        const id = work.newId();
        const job = {
          ...{ id, kind: 'send' as const, aet: rest.aet, requested_at: work.now },
          requested_by: context.caller.person?.name ?? '',
          studies: [...labels.values()],
        };
        await insertJob(
          work.tx,
          job,
          objects.map(({ sop_uid, study_uid, sop_class }) => ({
            ...{ uid: sop_uid, study_uid, sop_class, label: labels.get(study_uid) ?? '', total: 1 },
          })),
        );
        for (const { uid, patient_uuid } of studies)
          work.audit({ act: 'dicom.sendStudies', subject: uid, patientId: patient_uuid, detail: `to ${rest.aet}` });
        return oneTransfer(work.tx, id);
      });
      return woken(made);
    }),
    fetchStudies: dicom.fetchStudies.handler(async ({ input, context }) => {
      const request = { ...input.command, name: 'dicom.fetchStudies', right, subject: input.aet, input };
      const made = await kernel.command(context.caller, request, async (work) => {
        const id = work.newId();
        const studies = [...new Map(input.studies.map((one) => [one.uid, one])).values()];
        const job = {
          ...{ id, kind: 'fetch' as const, aet: input.aet, requested_at: work.now },
          requested_by: context.caller.person?.name ?? '',
          studies: studies.map(({ label }) => label),
        };
        await insertJob(
          work.tx,
          job,
          studies.map(({ uid, label }) => ({ uid, study_uid: uid, sop_class: '', label, total: 0 })),
        );
        for (const { uid, patientId } of studies)
          work.audit({ act: 'dicom.fetchStudies', subject: uid, detail: `from ${input.aet}, patient ${patientId}` });
        return oneTransfer(work.tx, id);
      });
      return woken(made);
    }),
    transfers: dicom.transfers.handler(({ context }) =>
      kernel.read(context.caller, right, { act: 'dicom.transfers', subject: '' }, listTransfers),
    ),
    transfer: dicom.transfer.handler(({ input, context }) =>
      kernel.read(context.caller, right, { act: 'dicom.transfer', subject: input.transferId }, async (db) => ({
        transfer: await oneTransfer(db, input.transferId),
        ...(await transferItems(db, input.transferId)),
      })),
    ),
    cancelTransfer: dicom.cancelTransfer.handler(async ({ input, context }) => {
      const { command, transferId } = input;
      const request = { ...command, name: 'dicom.cancelTransfer', right, subject: transferId, input };
      const after = await kernel.command(context.caller, request, async (work) => {
        const { state } = await oneTransfer(work.tx, transferId);
        if (!['queued', 'waiting', 'running'].includes(state)) throw fail('STATE_REFUSED', { state });
        // One that runs ends between two objects; its runner writes what became of it.
        if (state !== 'running')
          await noteJob(work.tx, transferId, { state: 'cancelled', ended_at: work.now, next_at: null });
        work.audit({ act: 'dicom.cancelTransfer', subject: transferId });
        return oneTransfer(work.tx, transferId);
      });
      door.transfers()?.cancel(transferId);
      return after;
    }),
    retryTransfer: dicom.retryTransfer.handler(async ({ input, context }) => {
      const { command, transferId } = input;
      const request = { ...command, name: 'dicom.retryTransfer', right, subject: transferId, input };
      const after = await kernel.command(context.caller, request, async (work) => {
        const { state } = await oneTransfer(work.tx, transferId);
        if (!['failed', 'cancelled', 'waiting'].includes(state)) throw fail('STATE_REFUSED', { state });
        await itemsAgain(work.tx, transferId);
        await noteJob(work.tx, transferId, {
          ...{ state: 'queued', attempts: 0, problem: null, ended_at: null, next_at: null },
        });
        work.audit({ act: 'dicom.retryTransfer', subject: transferId });
        return oneTransfer(work.tx, transferId);
      });
      return woken(after);
    }),
  };
}
