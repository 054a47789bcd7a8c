// Images of a request (上传影像): each object is looked at before it is entered. Of the request's patient it goes to the request's exam; in doubt its study is parked.
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import { ImagesTaken } from '../../../core/programs/api.ts';
import { imageDoubt, type RequestPatient } from '../../../core/programs/image-match.ts';
import { mediaType, readMultipart } from '../../interfaces/dicomweb/multipart.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Archive, GrownStudy, LinkStudy, ReadableObject } from '../imaging/module.ts';
import { attachObject, linkStudy } from '../orders/module.ts';
import { json } from './answer.ts';
import type { Visitor } from './door.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';
import { examOfNumber, studiesOf } from './state.ts';

/** Recordings come by the ECG's own door, which measures and places them. */
const waveforms = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.9\./;

interface OpenRequest {
  number: string;
  institutionId: string;
  programId: string;
  patient: RequestPatient;
}

async function openRequest(kernel: Kernel, visitor: Visitor, number: string): Promise<OpenRequest> {
  const exam = await examOfNumber(kernel.db, visitor, number);
  if (exam.state === 'cancelled') throw fail('STATE_REFUSED', { number, state: exam.state });
  const row = await kernel.db
    .selectFrom('outside_request')
    .select(['patient_number', 'institution_id'])
    .where('exam_id', '=', exam.id)
    .executeTakeFirstOrThrow();
  return {
    number,
    institutionId: row.institution_id,
    programId: visitor.program.id,
    patient: { number: row.patient_number, birthDate: exam.patient.birthDate, sex: exam.patient.sex },
  };
}

const refused = (what: string, code: string) => fail('DICOM_REFUSED', { what, code });

/**
 * Says whose the object's study is, before the object is entered. Studies that anybody else brought are not added to, and one study is
 * one patient's. @returns whether a study that was in doubt is no longer. @throws DICOM_REFUSED
 */
async function admit(kernel: Kernel, request: OpenRequest, object: ReadableObject): Promise<boolean> {
  const { studyUid, sopInstanceUid, sopClassUid, dataSet } = object;
  if (waveforms.test(sopClassUid)) throw refused('waveforms are sent to the ECG door, not here', 'waveform');
  const image = {
    patientId: (dataSet.string('PatientID') ?? '').trim(),
    birthDate: dataSet.string('PatientBirthDate') ?? '',
    sex: dataSet.string('PatientSex') ?? '',
  };
  const doubt = imageDoubt(request.patient, image);
  const elsewhere = await kernel.db
    .selectFrom('imaging_instance')
    .select('id')
    .where('sop_uid', '=', sopInstanceUid)
    .where('study_uid', '<>', studyUid)
    .executeTakeFirst();
  if (elsewhere) throw refused('this SOP Instance UID is one of another study here', 'other-study');
  return kernel.db.transaction().execute(async (tx) => {
    const here = await tx.selectFrom('imaging_study').select('uid').where('uid', '=', studyUid).executeTakeFirst();
    // Objects of a new study come side by side: one of them enters it, the others wait for that and are judged by what it entered.
    const entered = here
      ? undefined
      : await tx
          .insertInto('outside_study')
          .values({
            study_uid: studyUid,
            institution_id: request.institutionId,
            number: request.number,
            program_id: request.programId,
            patient_id: image.patientId,
            doubt,
            created_at: kernel.clock.now(),
          })
          .onConflict((conflict) => conflict.column('study_uid').doNothing())
          .returning('study_uid')
          .executeTakeFirst();
    if (entered) return false;
    const known = await tx
      .selectFrom('outside_study')
      .selectAll()
      .where('study_uid', '=', studyUid)
      .forUpdate()
      .executeTakeFirst();
    if (!known) throw refused('the study is here already, from another sender', 'other-sender');
    const isThis = known.institution_id === request.institutionId && known.number === request.number;
    if (!isThis) throw refused('the study was sent for another request', 'other-request');
    if (known.patient_id !== image.patientId || (known.doubt === null && doubt !== null))
      throw refused('the patient of this object is another than that of the study', 'other-patient');
    if (known.doubt === null || doubt !== null) return false;
    // The request was corrected and the study sent again: unless a person decided meanwhile, it is no longer in doubt.
    await tx.updateTable('outside_study').set({ doubt: null }).where('study_uid', '=', studyUid).execute();
    return true;
  });
}

/** Studies that programs sent are placed by what was said when they came, all others as ever. */
export const linkWithPrograms: LinkStudy = async (work, study: GrownStudy) => {
  const sent = await work.tx
    .selectFrom('outside_study as o')
    .innerJoin('outside_request as r', (on) =>
      on.onRef('r.institution_id', '=', 'o.institution_id').onRef('r.number', '=', 'o.number'),
    )
    .select(['o.doubt', 'o.patient_id', 'r.exam_id', 'r.patient_number'])
    .where('o.study_uid', '=', study.uid)
    .executeTakeFirst();
  // Where a person said whose it is, that holds.
  if (!sent || study.examId !== null) return linkStudy(work, study);
  if (sent.doubt !== null) return null;
  if (sent.patient_id !== sent.patient_number.trim()) {
    // The request was replaced by one for another patient while the images were on their way.
    await work.tx.updateTable('outside_study').set({ doubt: 'patientId' }).where('study_uid', '=', study.uid).execute();
    return null;
  }
  const decided = await work.tx
    .selectFrom('imaging_reconcile')
    .select('study_uid')
    .where('study_uid', '=', study.uid)
    .where('undone_at', 'is', null)
    .executeTakeFirst();
  if (decided) return null;
  const exam = await attachObject(work, sent.exam_id, {
    kind: 'study',
    id: study.uid,
    arrivedAt: work.now.toISOString(),
    count: study.instanceCount,
    description: study.description.slice(0, 200),
  });
  return { examId: exam.id, patientId: exam.patient.id };
};

const none = new Uint8Array();

async function take(parts: ImageParts, { visitor, request, params }: Call): Promise<Response> {
  const { kernel } = parts;
  const { number = '' } = params;
  const archive = parts.archive();
  const open = await openRequest(kernel, visitor, number);
  const { type, parameters } = mediaType(request.headers.get('content-type') ?? '');
  const boundary = parameters.get('boundary') ?? '';
  if (type !== 'application/dicom' && (type !== 'multipart/related' || boundary === ''))
    throw fail('INPUT_INVALID', {
      fields: ['content-type: application/dicom, or multipart/related; type="application/dicom"; boundary=…'],
    });
  if (!request.body) throw fail('INPUT_INVALID', { fields: ['body: no objects'] });
  const objects: ImagesTaken['objects'] = [];
  async function one(data: AsyncIterable<Uint8Array>): Promise<void> {
    const seen = { sopInstanceUid: '', studyUid: '' };
    const source = `program ${visitor.program.code}`;
    let cleared = false;
    try {
      const received = await archive.receive({
        prefix: none,
        data,
        source,
        async admit(object) {
          Object.assign(seen, { sopInstanceUid: object.sopInstanceUid, studyUid: object.studyUid });
          cleared = await admit(kernel, open, object);
        },
      });
      // An object that was here is no news by itself.
      if (cleared && received.outcome === 'duplicate') archive.noted(received, source);
      const outcome = received.outcome === 'duplicate' ? 'repeated' : received.outcome;
      objects.push({ ...seen, outcome, reason: received.warnings.join('; ') });
    } catch (error) {
      if (!(error instanceof YishuError) || error.code !== 'DICOM_REFUSED') throw error;
      objects.push({ ...seen, outcome: 'refused', reason: String(error.detail.what ?? '') });
    }
  }
  const body = request.body as AsyncIterable<Uint8Array> & typeof request.body;
  try {
    if (type === 'application/dicom') await one(body);
    else for await (const part of readMultipart(body, boundary)) await one(part.body);
  } finally {
    await archive.announce();
    const refusedCount = objects.filter(({ outcome }) => outcome === 'refused').length;
    await kernel.audit(
      { ...systemCaller(visitor.caller.address), program: visitor.caller.program },
      {
        act: 'programs.images',
        subject: number,
        detail: `${objects.length} objects, ${refusedCount} refused`,
        outcome: objects.length > 0 && refusedCount === objects.length ? 'refused' : 'done',
      },
    );
  }
  if (objects.length === 0) throw fail('INPUT_INVALID', { fields: ['body: no objects'] });
  const failed = objects.filter(({ outcome }) => outcome === 'refused').length;
  const answer: ImagesTaken = { objects, studies: await studiesOf(kernel.db, open.institutionId, number) };
  return json(answer, failed === 0 ? 200 : failed === objects.length ? 422 : 207);
}

export interface ImageParts {
  kernel: Kernel;
  archive(): Archive;
}

export function imageEndpoints(parts: ImageParts): Endpoint[] {
  return [
    endpoint({
      method: 'POST',
      path: 'requests/:number/images',
      summary:
        'DICOM objects of the request’s patient, any number; the same object again changes nothing (上传影像). 200 all taken, 207 some refused, 422 none taken',
      scope: 'images.upload',
      binary: ['multipart/related; type="application/dicom"', 'application/dicom'],
      keyed: false,
      answer: ImagesTaken,
      handle: (call) => take(parts, call),
    }),
  ];
}
