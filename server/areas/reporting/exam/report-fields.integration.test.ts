// Templates: who may change which. Structured fields from the author's private one: the reviewer, the paper and the HIS see their names; old
// reports get them from the template.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { content, type ExamWorld, startExamWorld } from '../../../../test/support/exam-world.ts';
import { canReadPdf, pdfWords } from '../../../../test/support/pdf-words.ts';
import { addPeople, codeOf, loggedIn } from '../../../../test/support/server.ts';
import { composeExamMessage } from '../../../interfaces/hl7/exam-subjects.ts';

let world: ExamWorld;
let template: ExamReportTemplate;
const header = {
  ...{ controlId: 'C1', time: '20260717100000', sendingFacility: 'Demo', receivingApplication: 'HIS' },
  charset: 'UNICODE UTF-8',
};

beforeAll(async () => {
  world = await startExamWorld();
  template = await world.resident.api.examReports.saveTemplate({
    ...world.meta(),
    template: {
      ...{ id: randomUUID(), version: 0, service: 'radiology', scope: 'private', ownerId: '' },
      ...{ path: ['我的'], name: '私有肺结节', modality: 'CT', bodyPart: '', sex: '' },
      ...{ method: '', findings: '', impression: '', positive: null, active: true },
      fields: [
        { key: 'size', label: '结节长径', labelEn: 'Size', kind: 'number', unit: 'mm', choices: [], initial: '' },
        { key: 'density', label: '结节密度', kind: 'choice', unit: '', choices: ['实性'], initial: '' },
      ],
    },
  });
});
afterAll(() => world.close());

const filled = (size: string) => content({ templateId: template.id, fields: { size, density: '' } });
const messageOf = (examId: string, reportId: string) =>
  composeExamMessage(world.running.server.kernel, { kind: 'examReport', examId, reportId }, header);

/** As a report was stored before definitions were kept with it. */
async function stripped(reportId: string): Promise<void> {
  const { db } = world.running.server.kernel;
  const { doc } = await db.selectFrom('exam_report').select('doc').where('id', '=', reportId).executeTakeFirstOrThrow();
  const { fieldDefinitions: _taken, ...rest } = doc.content;
  await db
    .updateTable('exam_report')
    .set({ doc: JSON.stringify({ ...doc, content: rest }) })
    .where('id', '=', reportId)
    .execute();
}

test('the reviewer has no right to the template, and sees the fields by name; his correction names them', async () => {
  const exam = await world.acquired();
  const draft = await world.drafted(exam, filled('8'));
  const names = ['结节长径', '结节密度'];
  expect(draft.content.fieldDefinitions?.map(({ label }) => label)).toEqual(names);
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: filled('8') });
  const library = await world.radiologist.api.examReports.templates({ service: 'radiology' });
  expect(library.templates.some(({ id }) => id === template.id)).toBe(false);
  const [seen] = await world.radiologist.api.examReports.ofExam({ examId: exam.id });
  expect(seen?.content.fieldDefinitions).toMatchObject([
    { key: 'size', label: '结节长径', labelEn: 'Size', unit: 'mm' },
    { key: 'density', label: '结节密度', choices: ['实性'] },
  ]);
  const final = await world.radiologist.api.examReports.release({ ...world.about(submitted), content: filled('9') });
  expect(final.corrections).toMatchObject([{ part: 'fields', before: '结节长径: 8 mm', after: '结节长径: 9 mm' }]);
  const message = (await messageOf(exam.id, final.id)) ?? '';
  expect(message).toContain('|NM|size^结节长径^L||9|mm|');
  expect(message).not.toContain('结节密度');
});

describe('a template that is changed afterwards', () => {
  test.skipIf(!canReadPdf)('changes no report; one from before definitions were kept takes them from it', async () => {
    const exam = await world.acquired();
    const draft = await world.drafted(exam, filled('8'));
    const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: draft.content });
    const final = await world.radiologist.api.examReports.release({
      ...world.about(submitted),
      content: submitted.content,
    });
    const fields = template.fields.map((field) => ({ ...field, label: `新${field.label}` }));
    const changed = { ...template, fields };
    template = await world.resident.api.examReports.saveTemplate({ ...world.meta(), template: changed });
    const paper = async () =>
      pdfWords(await (await world.clinician.fetch(`/exam-reports/pdf?id=${final.id}`)).arrayBuffer());
    const words = await paper();
    expect(words).toContain('结节长径8mm');
    for (const absent of ['新结节长径', '结节密度', 'size']) expect(words).not.toContain(absent);

    await stripped(final.id);
    expect(await paper()).toContain('新结节长径8mm');
    const [old] = await world.clinician.api.examReports.ofExam({ examId: exam.id });
    expect(old?.content.fieldDefinitions?.[0]).toMatchObject({ key: 'size', unit: 'mm' });
    expect(await messageOf(exam.id, final.id)).toContain('|NM|size^新结节长径^L||8|mm|');
  });
});

test('definitions are read for whom may see the report; what is signed stays unaltered', async () => {
  const exam = await world.acquired();
  const final = await world.released(exam);
  expect(final.content.fieldDefinitions).toBeUndefined();
  expect(await world.resident.api.examReports.verify({ code: final.verificationCode })).toMatchObject({ valid: true });
  const other = await world.acquired();
  const draft = await world.drafted(other, filled('7'));
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: filled('7') });
  const signed = await world.radiologist.api.examReports.release({ ...world.about(submitted), content: filled('7') });
  expect(await world.resident.api.examReports.verify({ code: signed.verificationCode })).toMatchObject({ valid: true });
});

test('templates and phrases ship; shared ones need the dictionary’s right, private ones are their owner’s', async () => {
  const shipped = await world.resident.api.examReports.templates({ service: 'radiology' });
  expect(shipped.templates.length).toBeGreaterThanOrEqual(15);
  expect(shipped.phrases.length).toBeGreaterThan(20);
  await addPeople(world.running.server, ['radiology-manager'], []);
  const manager = await loggedIn(world.running.server, 'radiology-manager');
  const ecg = await loggedIn(world.running.server, 'ecg-doctor');
  const ecgSet = await ecg.api.examReports.templates({ service: 'ecg' });
  expect(ecgSet.templates.length).toBeGreaterThanOrEqual(10);
  const first = shipped.templates.find(({ scope }) => scope !== 'private');
  if (!first) throw new Error('no template');
  expect(await codeOf(world.resident.api.examReports.saveTemplate({ ...world.meta(), template: first }))).toBe(
    'RIGHT_MISSING',
  );
  const changed = await manager.api.examReports.saveTemplate({ ...world.meta(), template: { ...first, name: '改名' } });
  expect(changed.version).toBe(first.version + 1);
  expect(await codeOf(manager.api.examReports.saveTemplate({ ...world.meta(), template: first }))).toBe(
    'VERSION_CONFLICT',
  );
  const own = { ...first, id: randomUUID(), version: 0, scope: 'private' as const, ownerId: 'somebody', name: '我的' };
  const kept = await world.resident.api.examReports.saveTemplate({ ...world.meta(), template: own });
  expect(kept).toMatchObject({ version: 1, ownerId: expect.stringMatching(/^[0-9a-f-]{36}$/u) });
  const ofOthers = await world.radiologist.api.examReports.templates({ service: 'radiology' });
  expect(ofOthers.templates.some(({ id }) => id === own.id)).toBe(false);
});
