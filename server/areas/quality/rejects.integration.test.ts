// What devices say of rejected images: a key object selection titled 113001 counts, several images of one view do not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataSet } from '../../../core/dicom/data-set.ts';
import { explicitLittleEndian } from '../../../core/dicom/transfer-syntax.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import { chestFilm } from '../../../test/support/chest-film.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { issueToken } from '../imaging/module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
}, 60_000);
afterAll(() => world.close());

const root = '1.2.826.0.1.3680043.10.1338.7.7401';

function code(value: string, meaning: string): DataSet {
  return new DataSet().set('CodeValue', value).set('CodingSchemeDesignator', 'DCM').set('CodeMeaning', meaning);
}

/** PS3.3 A.35.4 with TID 2010: the title, why, and the images. */
function note(title: DataSet, of: { accession: string; patientId: string; name: string }, tail: number): Uint8Array {
  const why = new DataSet()
    .set('RelationshipType', 'HAS CONCEPT MOD')
    .set('ValueType', 'CODE')
    .set('ConceptNameCodeSequence', [code('113011', 'Document Title Modifier')])
    .set('ConceptCodeSequence', [code('111210', 'Motion blur')]);
  const image = new DataSet()
    .set('RelationshipType', 'CONTAINS')
    .set('ValueType', 'IMAGE')
    .set('ReferencedSOPSequence', [
      new DataSet()
        .set('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.1.1')
        .set('ReferencedSOPInstanceUID', `${root}.1.1`),
    ]);
  const dataSet = new DataSet()
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.59')
    .set('SOPInstanceUID', `${root}.9.${tail}`)
    .set('StudyInstanceUID', root)
    .set('SeriesInstanceUID', `${root}.9`)
    .set('Modality', 'KO')
    .set('AccessionNumber', of.accession)
    .set('PatientID', of.patientId)
    .set('PatientName', of.name)
    .set('SeriesNumber', 9)
    .set('InstanceNumber', tail)
    .set('ValueType', 'CONTAINER')
    .set('ContinuityOfContent', 'SEPARATE')
    .set('ConceptNameCodeSequence', [title])
    .set('ContentSequence', [why, image]);
  return writePart10(dataSet, { transferSyntax: explicitLittleEndian, characterSet: ['ISO_IR 192'] });
}

test('the note of a rejection is counted with its reason, key images and second views are not', async () => {
  const { server } = world.running;
  const exam = await world.registered({ modality: 'DX', procedureCode: 'DX-CHEST-PA', procedureName: '胸部正位片' });
  const of = { accession: exam.accessionNumber, patientId: exam.patient.number, name: exam.patient.name };
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  const token = await issueToken(server.kernel, grant);
  const store = async (object: Uint8Array) => {
    const answer = await fetch(`${server.url}/dicom-web/studies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
      body: Buffer.from(object),
    });
    expect(answer.status).toBe(200);
  };
  const rejects = () => world.technician.api.quality.deviceRejects({ examId: exam.id });
  expect(await rejects()).toEqual({ images: 0, reasons: [] });
  await store(chestFilm({ ...of, study: '7401', number: 1 }));
  await store(chestFilm({ ...of, study: '7401', number: 2 }));
  await store(note(code('113000', 'Of Interest'), of, 1));
  await expect.poll(async () => (await world.reload(exam)).objects.length, { timeout: 30_000 }).toBe(1);
  expect(await rejects()).toEqual({ images: 0, reasons: [] });
  await store(note(code('113001', 'Rejected for Quality Reasons'), of, 2));
  expect(await rejects()).toEqual({ images: 1, reasons: ['motion'] });
});
