// Layouts on a real database: saved and refused, taken by institution and device type, kept by what was signed; logos decoded and refused with reasons.
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import type { PaperLayout } from '../../../../core/reporting/paper-layout.ts';
import { shippedLayout } from '../../../../core/reporting/paper-shipped.ts';
import { detailOf, type ExamWorld, startExamWorld } from '../../../../test/support/exam-world.ts';
import { canReadPdf, pdfWords } from '../../../../test/support/pdf-words.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../../test/support/server.ts';
import { attachObject } from '../../orders/module.ts';

let world: ExamWorld;
let admin: Browser;
beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['system-admin']);
  admin = await loggedIn(world.running.server, 'system-admin');
});
afterAll(async () => {
  await world?.close();
});

const titled = (title: string, part: Partial<PaperLayout> = {}): PaperLayout => ({
  ...shippedLayout,
  name: title,
  rank: 10,
  head: shippedLayout.head.map((block) => (block.kind === 'masthead' ? { ...block, title } : block)),
  ...part,
});
const save = (layout: PaperLayout, layoutId: string = randomUUID(), expectedVersion = 0) =>
  admin.api.examReports.saveLayout({ ...world.meta(), layoutId, expectedVersion, layout });
const list = async () => (await admin.api.examReports.layouts({ service: 'radiology' })).layouts;
const paperOf = (report: ExamReport, by: Browser = world.resident) => by.api.examReports.paper({ reportId: report.id });
const choose = (report: ExamReport, layoutId: string | null, by: Browser = world.resident) =>
  by.api.examReports.choosePaper({ ...world.meta(), reportId: report.id, layoutId });

const printedText = async (report: ExamReport) =>
  pdfWords(await (await world.radiologist.fetch(`/exam-reports/pdf?id=${report.id}`)).arrayBuffer());

async function signed(draft: ExamReport): Promise<ExamReport> {
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: draft.content });
  return world.radiologist.api.examReports.release({ ...world.about(submitted), content: draft.content });
}

describe('keeping layouts', () => {
  test('saved as versions; the second of two who save is told who was first', async () => {
    const first = await save(titled('县医院版式', { active: false }));
    expect(first).toMatchObject({ version: 1, layout: { name: '县医院版式' } });
    const second = await save({ ...first.layout, rank: 3 }, first.id, 1);
    expect(second.version).toBe(2);
    expect(await detailOf(save({ ...first.layout, rank: 4 }, first.id, 1))).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', expected: 1, actual: 2 },
      savedBy: second.savedBy,
      savedAt: second.savedAt,
    });
    expect(await list()).toEqual([second]);
    const rows = await world.running.server.kernel.db
      .selectFrom('report_layout_version')
      .select('version')
      .where('layout_id', '=', first.id)
      .orderBy('version')
      .execute();
    expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
  });

  test('what cannot be printed is refused with the block and the reason; who may not edit is refused', async () => {
    const narrow = titled('窄', {
      body: shippedLayout.body.map(
        (block) => (block.id === 'findings' ? { ...block, span: 1 } : block) as typeof block,
      ),
    });
    expect(await detailOf(save(narrow))).toMatchObject({
      code: 'INPUT_INVALID',
      fields: [expect.stringMatching(/^body\.findings: tooNarrow .* mm of 45 mm$/u)],
    });
    expect(await codeOf(save(titled('标志', { logoId: 'f'.repeat(64) })))).toBe('INPUT_INVALID');
    expect(await codeOf(world.radiologist.api.examReports.layouts({ service: 'radiology' }))).toBe('RIGHT_MISSING');
    const mine = { ...world.meta(), layoutId: randomUUID(), expectedVersion: 0, layout: titled('我的') };
    expect(await codeOf(world.radiologist.api.examReports.saveLayout(mine))).toBe('RIGHT_MISSING');
    expect(
      await codeOf(world.radiologist.api.examReports.previewLayout({ layout: titled('我的'), example: 'short' })),
    ).toBe('RIGHT_MISSING');
  });

  test.skipIf(!canReadPdf)('the sample is a PDF of the layout that says it is a sample', async () => {
    const { pdf } = await admin.api.examReports.previewLayout({ layout: titled('未保存的标题'), example: 'long' });
    const text = pdfWords(Buffer.from(pdf, 'base64'));
    for (const part of ['未保存的标题', '样张患者', '样张码', '更正报告第2版', '第2页/共'])
      expect(text).toContain(part);
    expect(text).not.toContain('验证码');
  });
});

describe('which layout a report gets', () => {
  test('institution, device type, the writer’s choice; from its release on it stays with its version', async () => {
    const general = await save(titled('通用报告单'));
    const mr = await save(titled('磁共振报告单', { modalities: ['MR'] }));
    const town = await save(titled('甲镇报告单', { institutionIds: ['town-a'] }));
    const draft = await world.drafted(await world.acquired());
    expect(await paperOf(draft)).toEqual({
      taken: { id: general.id, name: '通用报告单', version: 1 },
      ...{ chosenId: null, fixed: false },
      allowed: [{ id: general.id, name: '通用报告单', version: 1 }],
    });
    const mrDraft = await world.drafted(await world.acquired({ modality: 'MR', deviceId: 'MR1' }));
    expect((await paperOf(mrDraft)).taken.id).toBe(mr.id);
    expect(await choose(mrDraft, general.id)).toMatchObject({ taken: { id: general.id }, chosenId: general.id });
    expect(await codeOf(choose(mrDraft, town.id))).toBe('INPUT_INVALID');
    expect(await codeOf(choose(mrDraft, general.id, world.clinician))).toMatch(/RIGHT_MISSING|NOT_FOUND/u);

    const old = await signed(mrDraft);
    await save({ ...general.layout, ...titled('改版后的报告单'), name: '通用报告单' }, general.id, 1);
    expect(await paperOf(old)).toEqual({
      ...{ taken: { id: general.id, name: '通用报告单', version: 1 }, chosenId: null, fixed: true, allowed: [] },
    });
    expect(await codeOf(choose(old, null))).toBe('STATE_REFUSED');
    const fresh = await signed(draft);
    expect((await paperOf(fresh)).taken).toMatchObject({ id: general.id, version: 2 });
    if (canReadPdf) {
      const before = await printedText(old);
      expect(before).toContain('通用报告单');
      expect(before).not.toContain('改版后的报告单');
      expect(await printedText(fresh)).toContain('改版后的报告单');
    }
    const acts = await world.running.server.kernel.db
      .selectFrom('audit')
      .select('act')
      .where('act', 'in', ['examReports.choosePaper', 'examReports.saveLayout', 'examReports.paper'])
      .execute();
    expect(new Set(acts.map(({ act }) => act)).size).toBe(3);
    for (const { id, layout, version } of await list())
      if (layout.active) await save({ ...layout, active: false }, id, version);
  });

  test('read for a township: the township’s own paper, whoever reads it', async () => {
    const town = await save(titled('{institution}影像报告', { institutionIds: ['town-a'], name: '甲镇' }));
    const exam = await world.registered({}, world.township);
    const here = await world.inside((work) => attachObject(work, exam.id, world.study()));
    const asked = await world.township.api.orders.requestRemote({
      ...world.target(here),
      toInstitutionId: 'county',
      preliminaryFindings: '',
      preliminaryImpression: '',
    });
    await world.radiologist.api.orders.decideRemote({ ...world.target(asked), act: 'accept', reason: '' });
    const draft = await world.drafted(asked);
    expect((await paperOf(draft)).taken.id).toBe(town.id);
    const final = await signed(draft);
    expect((await paperOf(final, world.township)).taken).toMatchObject({ id: town.id, version: 1 });
    if (canReadPdf) expect(await printedText(final)).toContain('甲镇卫生院影像报告');
  });

  test('signed before there were layouts, or without one: the layout that ships', async () => {
    const final = await world.released(await world.acquired());
    await save(titled('后来的版式'));
    expect((await paperOf(final)).taken).toEqual({ id: null, name: '系统默认版式', version: 0 });
    if (canReadPdf) expect(await printedText(final)).toContain('颅脑CT平扫报告单');
  });
});

describe('logos', () => {
  const upload = (file: Buffer, by: Browser = admin) =>
    by.api.examReports.saveLogo({ ...world.meta(), file: file.toString('base64') });
  const reasonOf = async (file: Buffer) => (await detailOf(upload(file))).reason;
  const svg = (inner: string) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20">${inner}</svg>`);
  const made = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#0a5ca8' } });

  test('PNG, JPEG and SVG become a PNG of our own, printed on the report', async () => {
    const png = await upload(await made(300, 100).png().toBuffer());
    expect(png).toMatchObject({ width: 300, height: 100 });
    expect(await upload(await made(300, 100).jpeg().toBuffer())).toMatchObject({ width: 300, height: 100 });
    const drawn = await upload(svg('<circle cx="20" cy="10" r="9" fill="#c00"/>'));
    expect(drawn.width / drawn.height).toBeCloseTo(2);
    expect(drawn.width).toBeGreaterThan(1000);
    const shown = await admin.fetch(`/exam-reports/logo?id=${drawn.id}`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    const layout = titled('带标志', { logoId: png.id });
    const head = layout.head.map((block) => (block.kind === 'masthead' ? { ...block, left: 'logo' as const } : block));
    const { pdf } = await admin.api.examReports.previewLayout({ layout: { ...layout, head }, example: 'short' });
    expect(Buffer.from(pdf, 'base64').toString('latin1')).toMatch(/\/Subtype \/Image\s[^>]*\/Width 300|\/Width 300/u);
    const stored = await save({ ...layout, head, active: false });
    expect(stored.layout.logoId).toBe(png.id);
  });

  test('refused with the reason', async () => {
    const png = await made(300, 100).png().toBuffer();
    expect(await reasonOf(svg('<script>1</script>'))).toBe('script');
    expect(await reasonOf(svg('<rect onclick="x()"/>'))).toBe('script');
    expect(await reasonOf(svg('<image href="https://x/y.png"/>'))).toBe('reference');
    expect(await reasonOf(svg('<text>医院</text>'))).toBe('text');
    expect(await reasonOf(Buffer.from('<svg>'))).toBe('notSvg');
    expect(await reasonOf(png.subarray(0, 150))).toBe('broken');
    expect(await reasonOf(Buffer.from('GIF89a........'))).toBe('kind');
    expect(await reasonOf(await made(400, 20).png().toBuffer())).toBe('shape');
    expect(await reasonOf(await made(20, 20).png().toBuffer())).toBe('pixels');
    expect(await reasonOf(await made(4200, 1000).png().toBuffer())).toBe('pixels');
    expect(await codeOf(upload(Buffer.alloc(600 * 1024)))).toBe('INPUT_INVALID');
    expect(await codeOf(upload(png, world.radiologist))).toBe('RIGHT_MISSING');
    expect((await world.radiologist.fetch(`/exam-reports/logo?id=${'a'.repeat(64)}`)).status).toBe(403);
  });
});
