// What the HIS gets back: the images that a person gives to an exam of its, and the released report, which the institution that asked gets too.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamReportContent } from '../../../core/reporting/exam-report.ts';
import { type HisWorld, startHisWorld, until } from '../../../test/support/his-world.ts';
import type { MllpPeer } from '../../../test/support/mllp.ts';

let world: HisWorld;
beforeAll(async () => {
  world = await startHisWorld();
});
afterAll(() => world.close());

test('a person gives a study to an exam, to another one, and takes it back', async () => {
  for (const number of ['G1', 'G2'])
    await world.send('ORM^O01', 'X5', [`ORC|NW|${number}`, `OBR|1|${number}||CT-HEAD^颅脑CT`]);
  const [[first], [second]] = [await world.ordered('G1'), await world.ordered('G2')];
  const uid = await world.strayStudy();
  const given = await world.manager.api.imaging.reconcile(world.reconciling(uid, 1, first?.id ?? null));
  expect(await world.ordered('G1')).toMatchObject([{ state: 'acquired', objects: [{ id: uid, count: 7 }] }]);
  const moved = await world.manager.api.imaging.reconcile(world.reconciling(uid, given.revision, second?.id ?? null));
  expect(await world.ordered('G1')).toMatchObject([{ state: 'registered', objects: [] }]);
  expect(await world.ordered('G2')).toMatchObject([{ state: 'acquired', objects: [{ id: uid }] }]);
  const { examId: _examId, ...undo } = world.reconciling(uid, moved.revision, null);
  await world.manager.api.imaging.undoReconcile(undo);
  expect(await world.ordered('G1')).toMatchObject([{ state: 'acquired', objects: [{ id: uid }] }]);
  expect(await world.ordered('G2')).toMatchObject([{ objects: [] }]);
});

test('a released report goes to the HIS and to the system of the institution that asked; its recall too', async () => {
  const own = {
    id: 'own',
    name: '本院',
    name_en: 'Own',
    reads: ['radiology'],
    own: true,
    active: true,
    department_ids: [],
    hl7_peer: '',
    hl7_facilities: ['*'],
  };
  const asker = {
    ...own,
    id: 'town',
    name: '镇卫生院',
    name_en: 'Town',
    own: false,
    hl7_peer: 'TOWN',
    hl7_facilities: [],
    department_ids: ['TOWN'],
  };
  await world.db.insertInto('institution').values([own, asker]).execute();
  await world.send('ORM^O01', 'X6', ['ORC|NW|P1', 'OBR|1|P1||CT-HEAD^颅脑CT']);
  const [made] = await world.ordered('P1');
  if (!made) throw new Error('no exam');
  const remote = {
    state: 'accepted' as const,
    fromInstitutionId: 'town',
    fromInstitutionName: '镇卫生院',
    toInstitutionId: 'own',
    toInstitutionName: '本院',
    requestedBy: '钟勇',
    requestedAt: made.requestedAt,
    preliminaryFindings: '',
    preliminaryImpression: '',
    history: [],
  };
  const doc = JSON.stringify({
    ...made,
    state: 'acquired',
    institutionId: 'town',
    institutionName: '镇卫生院',
    remote,
  });
  await world.db.updateTable('exam').set({ doc, institution_id: 'town' }).where('id', '=', made.id).execute();
  const held = await world.resident.api.orders.lock({ command: world.meta(), examId: made.id });
  const content: ExamReportContent = {
    title: '',
    method: '',
    findings: '左侧基底节区高密度影。\n中线居中。',
    impression: '急性脑出血 A|B',
    positive: true,
    fields: {},
    statements: [],
    measurements: [{ label: '血肿长径', value: '32', unit: 'mm', source: '' }],
    keyImages: [],
    templateId: '',
  };
  const draft = await world.resident.api.examReports.saveDraft({
    command: world.meta(),
    examId: made.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence: held.lock?.fence ?? 0,
    content,
  });
  const about = ({ id, version }: { id: string; version: number }) => ({
    command: world.meta(),
    reportId: id,
    expectedVersion: version,
  });
  const submitted = await world.resident.api.examReports.submit({ ...about(draft), content });
  const final = await world.radiologist.api.examReports.release({ ...about(submitted), content });
  const isFinal = (text: string) => text.includes(made.accessionNumber) && /\rOBX\|1\|TX\|[^\r]*\|F\|/u.test(text);
  const reports = (peer: MllpPeer) => peer.got.filter(isFinal);
  await until(() => reports(world.his).length > 0 && reports(world.town).length > 0);
  const [text = ''] = reports(world.his);
  expect(text).toContain('ORC|RE|P1');
  expect(text).toContain('急性脑出血 A\\F\\B');
  expect(text).toMatch(/OBX\|1\|TX\|59776-5\^检查所见\|\|左侧基底节区高密度影。(\\\.br\\|\\X0A\\|\\X0D\\)中线居中。/u);
  expect(text).toMatch(/OBX\|3\|NM\|MEASUREMENT\^血肿长径\|\|32\|mm/u);
  expect(reports(world.town)).toHaveLength(1);
  await world.radiologist.api.examReports.recall({ ...about(final), reason: '患者信息有误' });
  await until(
    () =>
      world.his.got.some((one) => one.includes('召回: 患者信息有误')) &&
      world.town.got.some((one) => one.includes('召回')),
  );
  expect(world.his.got.some((one) => one.includes('召回: 患者信息有误'))).toBe(true);
  expect(world.town.got.some((one) => one.includes('召回'))).toBe(true);
});
