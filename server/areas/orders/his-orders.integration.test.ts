// Orders of the HIS become exams; what becomes of them is told to it: arrived, carried out, cancelled, taken back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type HisWorld, startHisWorld, until } from '../../../test/support/his-world.ts';
import { type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';

let world: HisWorld;
beforeAll(async () => {
  world = await startHisWorld();
});
afterAll(() => world.close());

/** ORC-1 and ORC-5 of the messages that the HIS was sent about a request, in their order. */
const states = (number: string): string[] =>
  world.his.got.flatMap((text) => {
    const [, control = '', , status = ''] =
      new RegExp(`\\rORC\\|(\\w+)\\|${number}\\|([^|]*)\\|[^|]*\\|(\\w+)\\|`, 'u').exec(text) ?? [];
    return text.includes('|ORM^O01') && control !== '' ? [`${control} ${status}`] : [];
  });

test('an exam item makes an exam, once; the placer number and the clinical data stand in it', async () => {
  const order = world.message('ORM^O01', 'X1', [
    'ORC|NW|RX1|||||^^^^^S||20260701082500|||^李^医生',
    'OBR|1|RX1||CT-HEAD^颅脑CT|S||||||||突发头痛|||^李^医生||||||||CT|||||||^除外出血',
    'NTE|1||对比前片',
  ]);
  expect(await world.deliver(order)).toContain('MSA|AA');
  expect(await world.deliver(order)).toContain('MSA|AA');
  const [exam, ...more] = await world.ordered('RX1');
  expect(more).toEqual([]);
  expect(exam).toMatchObject({
    service: 'radiology',
    modality: 'CT',
    bodyPart: '颅脑',
    procedureName: '颅脑CT平扫',
    state: 'requested',
    priority: 'urgent',
    requestedBy: '李医生',
    history: '突发头痛',
    purpose: '除外出血\n对比前片',
    clinicalDiagnosis: '头痛',
    requestedAt: '2026-07-01T00:25:00.000Z',
    patient: { number: 'X1', name: '周影' },
    visit: { number: 'ZY77', departmentId: 'SJ', bed: '8' },
  });
});

test('PV1-18 is the patient type, by code or by what the HIS calls it; what nobody entered leaves the kind of visit', async () => {
  await world.db
    .insertInto('patient_type')
    .values({
      ...{ code: 'STAFF', name: '职工体检', name_en: '', kind: 'checkup', exchange_code: 'T8', active: true },
      ...{ position: 45, shipped: false, version: 1, updated_at: new Date() },
    })
    .execute();
  for (const [number, said, type] of [
    ['T-1', 'T8', '职工体检'],
    ['T-2', 'STAFF', '职工体检'],
    ['T-3', '3', '住院'],
    ['T-4', 'ZZ', '住院'],
    ['T-5', '', '住院'],
  ] as const) {
    const segments = world
      .message('ORM^O01', 'X9', [`ORC|NW|${number}`, `OBR|1|${number}||CT-HEAD^颅脑CT`])
      .map((segment) => (segment.startsWith('PV1') ? `PV1|1|I|SJ^^8|||||||||||||||${said}|ZY77` : segment));
    expect(await world.deliver(segments)).toContain('MSA|AA');
    expect(await world.ordered(number)).toMatchObject([{ patientType: { name: type }, visit: { number: 'ZY77' } }]);
  }
});

test.each([
  ['OML^O21', 'NEW-MR^腰椎MR', 'NMR', 'radiology', 'MR'],
  ['OMI^O23', 'OWN-EKG^心电图', 'EC', 'ecg', 'ECG'],
  ['OMG^O19', 'OWN-HOLTER^动态心电图', 'EC', 'ecg', 'ECG'],
])('%s of an unknown item is told by its section', async (type, item, section, service, modality) => {
  const number = `S-${type.slice(0, 3)}`;
  const answer = await world.send(type, 'X2', [
    `ORC|NW|${number}`,
    `OBR|1|${number}||${item}||||||||||||||||||||${section}`,
  ]);
  expect(answer).toContain('MSA|AA');
  expect(await world.ordered(number)).toMatchObject([{ service, modality, procedureName: item.split('^')[1] }]);
});

test('laboratory orders stay the laboratory’s, mixed ones are refused by name, strange ones as before', async () => {
  expect(await world.send('ORM^O01', 'X3', ['ORC|NW|L1', 'OBR|1|L1||CBC^血常规'])).toContain('MSA|AA');
  expect(await world.ordered('L1')).toEqual([]);
  const mixed = await world.send('ORM^O01', 'X3', [
    'ORC|NW|M1',
    'OBR|1|M1||CT-HEAD^颅脑CT',
    'ORC|NW|M1',
    'OBR|2|M1||CBC^血常规',
  ]);
  expect(mixed).toMatch(/MSA\|AE.*CBC/u);
  expect(await world.ordered('M1')).toEqual([]);
  expect(await world.send('ORM^O01', 'X3', ['ORC|NW|U1', 'OBR|1|U1||NOBODY^谁'])).toMatch(/MSA\|AE.*NOBODY/u);
});

test('a cancellation cancels what has no images, and is refused when there are some', async () => {
  for (const number of ['K1', 'K2'])
    await world.send('ORM^O01', 'X4', [`ORC|NW|${number}`, `OBR|1|${number}||DX-CHEST-PA^胸片`]);
  expect(await world.send('ORM^O01', 'X4', ['ORC|CA|K1'])).toContain('MSA|AA');
  expect(await world.ordered('K1')).toMatchObject([{ state: 'cancelled', cancelReason: '医嘱已撤销' }]);
  const [exam] = await world.ordered('K2');
  const uid = await world.strayStudy();
  const unmatched = await world.manager.api.imaging.studies({ unmatchedOnly: true });
  expect(unmatched.map((study) => study.uid)).toContain(uid);
  await world.manager.api.imaging.reconcile(world.reconciling(uid, 1, exam?.id ?? null));
  expect(await world.send('ORM^O01', 'X4', ['ORC|CA|K2'])).toMatch(/MSA\|AE.*STATE_REFUSED/u);
  // The one has images and is no longer refunded, which its orderer is told; the other it cancelled itself.
  await until(() => states('K2').length > 0);
  expect([states('K1'), states('K2')]).toEqual([[], ['SC CM']]);
});

test('a change order changes what it is about; what cannot be carried out is refused, never taken without effect', async () => {
  const order = (control: string, number: string, item: string, part = '') => [
    `ORC|${control}|${number}|||||||||||D1^李^医生`,
    `OBR|1|${number}||${item}|||||||||${part}`,
  ];
  const inSurgery = 'PV1|1|I|WK^^12||||||||||||||||ZY77';
  const change = (...parts: Parameters<typeof order>) =>
    world.deliver(
      world
        .message('ORM^O01', 'X8', order(...parts))
        .map((segment) => (segment.startsWith('PV1') ? inSurgery : segment)),
    );
  const ecg = ['ECG-12^常规十二导联心电图', 'ECG-HOLTER^动态心电图'] as const;
  await world.send('ORM^O01', 'X8', order('NW', 'C1', ecg[0]));
  expect(await change('XO', 'C1', ecg[0], '胸痛2小时')).toContain('MSA|AA');
  const [same, ...none] = await world.ordered('C1');
  expect(none).toEqual([]);
  expect(same).toMatchObject({
    history: '胸痛2小时',
    departmentId: 'WK',
    visit: { bed: '12' },
    clinicalDiagnosis: '头痛',
  });
  // Another item in its place, of one exam; a further item under the number is a further exam.
  expect(await change('RP', 'C1', ecg[1])).toContain('MSA|AA');
  const states = async (number: string) =>
    (await world.ordered(number)).map(({ procedureCode, state }) => `${procedureCode} ${state}`).sort();
  expect(await states('C1')).toEqual(['ECG-12 cancelled', 'ECG-HOLTER requested']);
  expect(await world.send('ORM^O01', 'X8', order('NW', 'C1', 'CT-HEAD^颅脑CT'))).toContain('MSA|AA');
  expect(await states('C1')).toEqual(['CT-HEAD requested', 'ECG-12 cancelled', 'ECG-HOLTER requested']);
  // Which of the two is meant?
  expect(await change('XO', 'C1', 'DX-CHEST-PA^胸片')).toMatch(/MSA\|AE.*STATE_REFUSED/u);
  // Withdrawn, then ordered anew under its number; a number of somebody else's exam is none for another.
  expect(await world.send('ORM^O01', 'X8', ['ORC|CA|C1'])).toContain('MSA|AA');
  expect(await change('XO', 'C1', ecg[1])).toMatch(/MSA\|AE.*STATE_REFUSED/u);
  expect(await world.send('ORM^O01', 'X8', order('NW', 'C1', ecg[0]))).toContain('MSA|AA');
  expect(await states('C1')).toContain('ECG-12 requested');
  for (const control of ['NW', 'CA'])
    expect(await world.send('ORM^O01', 'X81', order(control, 'C1', ecg[0]))).toMatch(/MSA\|AE.*IDENTITY_CLASH/u);
});

test('who ordered is told that the patient is here, that the department cancelled and why, and when it took that back', async () => {
  await world.send('ORM^O01', 'X5', ['ORC|NW|K3', 'OBR|1|K3||CT-HEAD^颅脑CT']);
  const [exam] = await world.ordered('K3');
  if (!exam) throw new Error('no exam');
  const target = (version: number) => ({ command: world.meta(), examId: exam.id, expectedVersion: version });
  const here = await world.radiographer.api.orders.arrive({ ...target(exam.version), room: 'CT1', deviceId: '' });
  const gone = await world.radiographer.api.orders.cancel({ ...target(here.version), reason: '患者放弃' });
  await until(() => states('K3').length > 1);
  expect(states('K3')).toEqual(['SC IP', 'OC CA']);
  expect(world.his.got.findLast((text) => text.includes('|K3|'))).toContain('NTE|1||取消: 患者放弃');
  const back = await world.radiographer.api.orders.reinstate({ ...target(gone.version), reason: '选错患者' });
  expect(back).toMatchObject({ state: 'registered', cancelReason: '' });
  await until(() => states('K3').length > 2);
  expect(world.his.got.findLast((text) => text.includes('|K3|'))).toContain('请勿退费');
  // What the HIS itself withdrew it orders anew.
  const [withdrawn] = await world.ordered('K1');
  const his1 = {
    command: world.meta(),
    examId: withdrawn?.id ?? '',
    expectedVersion: withdrawn?.version ?? 0,
  };
  await expect(world.radiographer.api.orders.reinstate({ ...his1, reason: '误撤' })).rejects.toMatchObject({
    code: 'STATE_REFUSED',
  });
});

test('several are confirmed at once and no longer refunded, others cancelled and refundable; the charges come with the order', async () => {
  for (const number of ['F1', 'F2', 'F3'])
    await world.send('ORM^O01', 'X7', [
      `ORC|NW|${number}`,
      `OBR|1|${number}||CT-HEAD^颅脑CT`,
      'FT1|1|||20260701||CG|CT||||200.00',
    ]);
  const paid = ['ORC|XO|F1', 'OBR|1|F1||CT-HEAD^颅脑CT', 'FT1|1|||20260701||PY|CT||||200.00'];
  expect(await world.send('ORM^O01', 'X7', paid)).toContain('MSA|AA');
  const [[film], [second], [third]] = [await world.ordered('F1'), await world.ordered('F2'), await world.ordered('F3')];
  if (!film || !second || !third) throw new Error('no exams');
  expect([film.fee, second.fee]).toEqual([
    { state: 'paid', amountCent: 20_000 },
    { state: 'unpaid', amountCent: 20_000 },
  ]);
  // Asked by its number at the desk (ECG-11), which is on record; a stranger to the service hears of no such request.
  const feesOf = (by: Browser, requestNumber: string) => by.api.orders.requestFees({ requestNumber });
  expect(await feesOf(world.radiographer, ' F1 ')).toMatchObject([
    { id: film.id, patient: { number: 'X7' }, procedureName: film.procedureName, fee: { state: 'paid' } },
  ]);
  expect(await feesOf(world.radiographer, 'F2')).toMatchObject([{ fee: { state: 'unpaid', amountCent: 20_000 } }]);
  expect(await codeOf(feesOf(world.radiographer, 'F99'))).toBe('NOT_FOUND');
  expect(await codeOf(feesOf(await loggedIn(world.running.server, 'ecg-doctor'), 'F1'))).toBe('NOT_FOUND');
  expect(await codeOf(feesOf(await loggedIn(world.running.server, 'lab-manager'), 'F1'))).not.toBe('done');
  const looked = await world.db
    .selectFrom('audit')
    .select(['subject', 'patient_id', 'detail'])
    .where('act', '=', 'orders.requestFees')
    .orderBy('at')
    .limit(3)
    .execute();
  expect(looked).toMatchObject([
    { subject: 'F1', patient_id: film.patient.id, detail: `${film.accessionNumber} paid` },
    { subject: 'F2', patient_id: film.patient.id },
    { subject: 'F99', patient_id: null, detail: 'none' },
  ]);
  const settle = (act: 'confirm' | 'cancel' | 'undo', reason: string, ...exams: ExamDocument[]) =>
    world.radiographer.api.orders.settleExams({
      ...{ command: world.meta(), act, reason },
      exams: exams.map(({ id, version }) => ({ examId: id, expectedVersion: version })),
    });
  const confirmed = await settle('confirm', '', film, second);
  expect(confirmed.done).toMatchObject([{ state: 'acquired' }, { state: 'acquired' }]);
  await expect(settle('cancel', '', third)).rejects.toMatchObject({ code: 'REASON_REQUIRED' });
  const [now] = await world.ordered('F1');
  const cancelled = await settle('cancel', '开单有误', third, ...(now ? [now] : []));
  expect(cancelled.done).toMatchObject([{ id: third.id, state: 'cancelled', cancelReason: '开单有误' }]);
  expect(cancelled.refused).toEqual([
    { examId: film.id, accessionNumber: film.accessionNumber, code: 'STATE_REFUSED' },
  ]);
  await until(() => ['F1', 'F2', 'F3'].every((number) => states(number).length > 0));
  expect(['F1', 'F2', 'F3'].map(states)).toEqual([['SC CM'], ['SC CM'], ['OC CA']]);
  expect(world.his.got.findLast((text) => text.includes('|F1|'))).toContain('不可退费');
  expect(world.his.got.findLast((text) => text.includes('|F3|'))).toContain('可退费');
  // A mistake: taken back with a reason and told to the HIS, which may have charged another one on the confirmation.
  const [, by] = confirmed.done;
  if (!by) throw new Error('not confirmed');
  await expect(settle('undo', ' ', by)).rejects.toMatchObject({ code: 'REASON_REQUIRED' });
  const undone = await settle('undo', '选错患者', by);
  expect(undone.done).toMatchObject([{ id: second.id, state: 'registered', acquiredAt: null }]);
  expect(undone.done[0]?.confirmed).toBeUndefined();
  await until(() => states('F2').length > 1);
  expect(states('F2')).toEqual(['SC CM', 'SC IP']);
  const audited = await world.db
    .selectFrom('audit')
    .select(['subject', 'detail'])
    .where('act', '=', 'orders.undoConfirm')
    .execute();
  expect(audited).toEqual([{ subject: second.accessionNumber, detail: '选错患者' }]);
  const charged = await settle('confirm', '', ...undone.done);
  const bill = ['ORC|XO|F2', 'OBR|1|F2||CT-HEAD^颅脑CT', 'FT1|1|||20260701||PY|CT||||200.00'];
  expect(await world.send('ORM^O01', 'X7', bill)).toContain('MSA|AA');
  const [late] = await world.ordered('F2');
  expect((await settle('undo', '选错患者', ...(late ? [late] : charged.done))).refused).toEqual([
    { examId: second.id, accessionNumber: second.accessionNumber, code: 'EXECUTION_SETTLED' },
  ]);
  // The HIS cannot take back what was carried out.
  expect(await world.send('ORM^O01', 'X7', ['ORC|CA|F2'])).toMatch(/MSA\|AE.*STATE_REFUSED/u);
});
