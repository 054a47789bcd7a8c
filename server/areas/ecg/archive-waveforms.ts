// Waveform objects that the archive received (C-STORE, STOW, import) become recordings too; a study that a person reconciles takes them along.
import { systemCaller } from '../../kernel/access.ts';
import type { PublishedChange } from '../../kernel/types.ts';
import { ownInstitution } from '../orders/module.ts';
import { type Admission, admitObject } from './admission.ts';
import { unplace } from './assign.ts';
import { takeIn } from './intake.ts';
import { placeRecording } from './place.ts';
import { type EcgServices, readObject } from './services.ts';
import { lockRecording, saveRecording } from './store.ts';

/** ECG storage classes (PS3.4 B.5), and haemodynamic and electrophysiology ones, under which some recorders put twelve leads. */
const classes: readonly string[] = [
  '1.2.840.10008.5.1.4.1.1.9.1.1',
  '1.2.840.10008.5.1.4.1.1.9.1.2',
  '1.2.840.10008.5.1.4.1.1.9.1.3',
  '1.2.840.10008.5.1.4.1.1.9.1.4',
  '1.2.840.10008.5.1.4.1.1.9.2.1',
  '1.2.840.10008.5.1.4.1.1.9.3.1',
];

/** Waveforms without a recording, of one study or of all. */
async function fresh({ kernel }: EcgServices, studyUid: string | null) {
  let query = kernel.db
    .selectFrom('imaging_instance as i')
    .innerJoin('imaging_study as t', 't.uid', 'i.study_uid')
    .select(['i.id', 'i.sop_uid', 'i.path', 'i.source', 't.accession', 't.patient_id', 't.exam_id'])
    .where('i.sop_class', 'in', classes)
    .where('i.state', '<>', 'superseded')
    .where((at) =>
      at.not(at.exists(at.selectFrom('ecg_recording as r').select('r.id').whereRef('r.instance_id', '=', 'i.id'))),
    )
    .orderBy('i.received_at')
    .limit(500);
  if (studyUid !== null) query = query.where('i.study_uid', '=', studyUid);
  return query.execute();
}

/** A person's browser or another program, which logged in; every other source is the AE title of a device. */
const isLoggedIn = (source: string) => source === 'stow' || source.startsWith('program ');

/** @param source as the archive keeps it: who sent the object */
async function admission({ kernel }: EcgServices, bytes: Uint8Array, source: string): Promise<Admission> {
  if (isLoggedIn(source)) {
    // A peer of that very name is a device all the same.
    const peer = await kernel.db.selectFrom('dicom_peer').select('aet').where('aet', '=', source).executeTakeFirst();
    if (!peer) {
      const { id: institutionId, name: institutionName } = await ownInstitution(kernel, kernel.db);
      const door = { door: 'dicom', deviceId: null, name: source, personId: null, departmentId: '' } as const;
      return { source: { ...door, institutionId, institutionName }, refused: null };
    }
  }
  return admitObject(kernel, bytes, source);
}

export async function takeWaveforms(services: EcgServices, studyUid: string | null): Promise<number> {
  const { archive } = services;
  const rows = await fresh(services, studyUid);
  for (const row of rows) {
    const bytes = Uint8Array.from(await readObject(archive().objects, row.path));
    const { source, refused } = await admission(services, bytes, row.source);
    await takeIn(services, bytes, {
      fileName: `${row.sop_uid}.dcm`,
      source,
      ...(refused ? { refused } : {}),
      given: {
        accession: row.accession.trim(),
        requestNumber: '',
        patientNumber: row.patient_id.trim(),
        recordingId: row.sop_uid,
      },
      stored: { path: row.path, instanceId: row.id },
      ...(row.exam_id === null ? {} : { examId: row.exam_id }),
      caller: systemCaller(row.source),
    });
  }
  return rows.length;
}

/** A person gave the study to another exam: its recordings go with it, but for those that were placed by themselves. */
async function followStudy({ kernel }: EcgServices, studyUid: string): Promise<void> {
  const rows = await kernel.db
    .selectFrom('ecg_recording as r')
    .innerJoin('imaging_instance as i', 'i.id', 'r.instance_id')
    .innerJoin('imaging_study as t', 't.uid', 'i.study_uid')
    .innerJoin('exam as e', 'e.id', 't.exam_id')
    .select(['r.id', 't.exam_id'])
    .where('t.uid', '=', studyUid)
    .where('e.service', '=', 'ecg')
    .where((at) => at('r.exam_id', 'is distinct from', at.ref('t.exam_id')))
    .where((at) =>
      at.not(
        at.exists(
          at
            .selectFrom('ecg_assignment as a')
            .select('a.id')
            .whereRef('a.recording_id', '=', 'r.id')
            .where('a.undone_at', 'is', null),
        ),
      ),
    )
    .where('r.state', 'in', ['matched', 'unmatched'])
    .execute();
  for (const { id, exam_id: examId } of rows) {
    if (examId === null) continue;
    const request = {
      id: kernel.newId(),
      at: kernel.clock.now().toISOString(),
      name: 'ecg.followStudy',
      right: null,
      subject: studyUid,
    };
    await kernel.command(systemCaller('archive'), request, async (work) => {
      const row = await lockRecording(work.tx, id);
      const loose = await unplace(kernel, work, row.doc, 'the study was reconciled');
      await saveRecording(work, row, await placeRecording(kernel, work, loose, examId, 'person'));
      return { ok: true };
    });
  }
}

/** Follows the archive: what waits at the start, then each study that grows or moves; one after the other. */
export function followArchive(services: EcgServices): { idle(): Promise<void>; stop(): Promise<void> } {
  const { kernel } = services;
  const failed = (studyUid: string | null) => (error: unknown) =>
    kernel.log('error', 'a waveform of the archive could not be taken in', {
      studyUid: studyUid ?? '',
      error: String(error),
    });
  let running: Promise<unknown> = takeWaveforms(services, null).catch(failed(null));
  const stop = kernel.onPublished((changes: PublishedChange[]) => {
    for (const uid of new Set(changes.filter(({ kind }) => kind === 'study').map(({ entityId }) => entityId))) {
      running = running
        .then(() => takeWaveforms(services, uid))
        .then(() => followStudy(services, uid))
        .catch(failed(uid));
    }
  });
  return {
    async idle() {
      await running;
    },
    async stop() {
      stop();
      await running;
    },
  };
}
