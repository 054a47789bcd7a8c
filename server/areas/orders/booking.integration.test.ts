// Booking against a real database: the last place, two desks at once, the same person twice, changing, giving back, arriving, no-show.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import { addDays, slotsOf } from '../../../core/orders/booking-slots.ts';
import type { RegisterExam } from '../../../core/orders/contract.ts';
import { detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';

let world: ExamWorld;
let desk: Browser;
let manager: Browser;
let day: string;
beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['ecg-technician', 'ecg-reviewer'], []);
  desk = await loggedIn(world.running.server, 'ecg-technician');
  manager = await loggedIn(world.running.server, 'ecg-reviewer');
  const found = await desk.api.orders.bookingSettings({ service: 'ecg' });
  // Every day of the week, so that the test runs on any.
  const hours = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  const resources = found.resources.map((one) => ({ ...one, hours, capacity: one.id === 'ECG-ROOM' ? 2 : 1 }));
  await manager.api.orders.saveBookingSettings({ ...world.meta(), settings: { ...found, resources } });
  day = addDays(hospitalDay(world.running.clock.now()), 2);
});
afterAll(() => world.close());

const ecg = (part: Partial<RegisterExam> = {}) =>
  world.entered({
    service: 'ecg',
    modality: 'ECG',
    procedureCode: 'ECG-12',
    procedureName: '常规十二导联心电图',
    room: '',
    deviceId: '',
    ...part,
  });

/** The nth slot of the test's day. */
async function slot(index: number, resourceId = 'ECG-ROOM', of = day) {
  const settings = await desk.api.orders.bookingSettings({ service: 'ecg' });
  const resource = settings.resources.find(({ id }) => id === resourceId);
  if (!resource) throw new Error(`no ${resourceId}`);
  const startsAt = slotsOf(settings, resource, of).slots[index]?.startsAt;
  if (!startsAt) throw new Error('no slot');
  return { resourceId, startsAt };
}

const booked = async (index: number, part: Partial<RegisterExam> = {}, resourceId?: string) =>
  desk.api.orders.register({ ...world.meta(), exam: ecg(part), slot: await slot(index, resourceId) });

test('the exam has the time and the room of its slot; the same command again is the same booking', async () => {
  const wanted = await slot(0);
  const input = { ...world.meta(), exam: ecg(), slot: wanted };
  const exam = await desk.api.orders.register(input);
  expect(exam).toMatchObject({ state: 'booked', scheduledAt: wanted.startsAt, room: '心电图室' });
  expect(await desk.api.orders.register(input)).toEqual(exam);
  const { rows, taken } = await desk.api.orders.bookings({ service: 'ecg', from: day, to: day });
  expect(taken).toEqual([expect.objectContaining({ startsAt: wanted.startsAt, count: 1 })]);
  expect(rows.map(({ exam: { id }, booking }) => [id, booking?.place])).toEqual([[exam.id, 1]]);
});

test('six desks at once want the two places of a slot: two get them, four are told who was first', async () => {
  const wanted = await slot(1);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => detailOf(desk.api.orders.register({ ...world.meta(), exam: ecg(), slot: wanted }))),
  );
  const codes = answers.map(({ code }) => code).toSorted();
  expect(codes).toEqual(['SLOT_FULL', 'SLOT_FULL', 'SLOT_FULL', 'SLOT_FULL', 'done', 'done']);
  const refused = answers.find(({ code }) => code === 'SLOT_FULL');
  expect(refused).toMatchObject({ capacity: 2, bookedBy: '某ecg-technician' });
  expect(refused?.takenBy).toHaveLength(2);
  // Nothing of those who were refused is left behind.
  const { rows } = await desk.api.orders.bookings({ service: 'ecg', from: day, to: day });
  expect(rows.filter(({ exam }) => exam.scheduledAt === wanted.startsAt)).toHaveLength(2);
});

test('the same person is refused at the same time and for the same exam on the same day, not for another exam', async () => {
  const { patient } = ecg();
  const first = await booked(10, { patient });
  const twice = await detailOf(
    desk.api.orders.register({ ...world.meta(), exam: ecg({ patient }), slot: await slot(20) }),
  );
  expect(twice).toMatchObject({ code: 'PATIENT_BOOKED', accession: first.accessionNumber });
  const stress = { patient, procedureCode: 'ECG-STRESS', procedureName: '运动平板试验' };
  expect(await codeOf(booked(5, stress, 'STRESS'))).toBe('PATIENT_BOOKED');
  expect(await booked(12, stress, 'STRESS')).toMatchObject({ state: 'booked', room: '运动平板室' });
  expect(await codeOf(booked(30, {}, 'STRESS'))).toBe('INPUT_INVALID');
});

test('three desks book the same person at once for one day: one gets through', async () => {
  const { patient } = await booked(8).then(({ patient: { number, name } }) => ({
    patient: { number, name, sex: 'male' as const, birthDate: '1970-02-03' },
  }));
  const tomorrow = addDays(day, 1);
  const ecgs = await Promise.all(
    [14, 16, 18].map(async (index) =>
      codeOf(
        desk.api.orders.register({
          ...world.meta(),
          exam: ecg({ patient }),
          slot: await slot(index, 'ECG-ROOM', tomorrow),
        }),
      ),
    ),
  );
  expect(ecgs.toSorted()).toEqual(['PATIENT_BOOKED', 'PATIENT_BOOKED', 'done']);
});

test('changed: the old place is free for the next; registration cannot move it beside the slot', async () => {
  const one = await booked(40);
  await booked(40);
  expect(await codeOf(booked(40))).toBe('SLOT_FULL');
  const moved = await desk.api.orders.bookSlot({ ...world.target(one), slot: await slot(41), reason: '患者要求' });
  expect(moved.scheduledAt).toBe((await slot(41)).startsAt);
  expect((await booked(40)).state).toBe('booked');
  expect(await codeOf(desk.api.orders.bookSlot({ ...world.target(moved), slot: await slot(40), reason: '' }))).toBe(
    'SLOT_FULL',
  );
  expect(await codeOf(desk.api.orders.bookSlot({ ...world.target(one), slot: await slot(42), reason: '' }))).toBe(
    'VERSION_CONFLICT',
  );
  const amended = await desk.api.orders.amendRegistration({
    ...world.target(moved),
    exam: ecg({
      patient: { number: one.patient.number, name: one.patient.name, sex: 'male', birthDate: '1970-02-03' },
      scheduledAt: null,
    }),
  });
  expect(amended).toMatchObject({ state: 'booked', scheduledAt: moved.scheduledAt, room: '心电图室' });
});

test('given back with a reason, the request waits; cancelled, the place is free too', async () => {
  const exam = await booked(50);
  const other = await booked(50);
  expect(await codeOf(desk.api.orders.cancelBooking({ ...world.target(exam), reason: '  ' }))).toBe('REASON_REQUIRED');
  const back = await desk.api.orders.cancelBooking({ ...world.target(exam), reason: '患者发热' });
  expect(back).toMatchObject({ state: 'requested', scheduledAt: null });
  expect(await codeOf(desk.api.orders.cancelBooking({ ...world.target(back), reason: '再来' }))).toBe('STATE_REFUSED');
  await desk.api.orders.cancel({ ...world.target(other), reason: '重复申请' });
  const { taken } = await desk.api.orders.bookings({ service: 'ecg', from: day, to: day });
  const { startsAt } = await slot(50);
  expect(taken.filter((one) => one.startsAt === startsAt)).toEqual([]);
  expect((await desk.api.orders.bookSlot({ ...world.target(back), slot: await slot(50), reason: '' })).state).toBe(
    'booked',
  );
});

test('who arrives gets the next number of the room, once; who is registered at once stands in the same line', async () => {
  const exam = await booked(60);
  const here = await desk.api.orders.arrive({ ...world.target(exam), room: '', deviceId: '' });
  const direct = await desk.api.orders.register({ ...world.meta(), exam: ecg({ room: '心电图室' }) });
  const elsewhere = await desk.api.orders.register({ ...world.meta(), exam: ecg({ room: '床旁' }) });
  expect(direct.queueNumber).toBe((here.queueNumber ?? 0) + 1);
  expect(elsewhere.queueNumber).toBe(1);
  const again = await desk.api.orders.arrive({ ...world.target(here), room: '床旁', deviceId: '' });
  expect(again.queueNumber).toBe(here.queueNumber);
  const today = hospitalDay(world.running.clock.now());
  const { rows } = await desk.api.orders.bookings({ service: 'ecg', from: today, to: today, text: exam.patient.name });
  expect(rows).toEqual([expect.objectContaining({ booking: expect.objectContaining({ state: 'arrived' }) })]);
});

test('slip and label of an exam are PDFs for the desk, not for who may only look', async () => {
  const exam = await booked(64);
  for (const paper of ['slip', 'label']) {
    const answer = await desk.fetch(`/exam-reports/${paper}?exam=${exam.id}`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const clinician = await loggedIn(world.running.server, 'clinician');
    expect((await clinician.fetch(`/exam-reports/${paper}?exam=${exam.id}`)).status).toBe(403);
  }
  expect((await desk.fetch(`/exam-reports/slip?exam=${randomUUID()}`)).status).toBe(404);
  expect((await desk.fetch('/exam-reports/slip?exam=1')).status).toBe(400);
});

test('labels of several exams are one file; one that is unknown or too many is none', async () => {
  const exams = [await booked(65), await booked(66)];
  const ids = exams.map(({ id }) => id);
  const pages = async (query: string) => {
    const answer = await desk.fetch(`/exam-reports/label?${query}`);
    const text = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    return answer.status === 200 ? Number(/\/Count (\d+)/u.exec(text)?.[1]) : answer.status;
  };
  expect(await pages(`exam=${ids.join(',')}`)).toBe(2);
  expect(await pages(`exam=${ids.join(',')}&copies=2`)).toBe(4);
  expect(await pages(`exam=${[...ids, ...ids].join(',')}`)).toBe(2);
  expect(await pages(`exam=${ids[0]},${randomUUID()}`)).toBe(404);
  expect(await pages(`exam=${Array.from({ length: 61 }, () => randomUUID()).join(',')}`)).toBe(400);
  const audited = await world.running.server.kernel.db
    .selectFrom('audit')
    .select('subject')
    .distinct()
    .where('act', '=', 'orders.label')
    .where(
      'subject',
      'in',
      exams.map(({ accessionNumber }) => accessionNumber),
    )
    .execute();
  expect(audited.length).toBe(2);
});

test('nobody stays away before the time; after it the day shows who did', async () => {
  const exam = await booked(70);
  expect(await codeOf(desk.api.orders.noShow({ ...world.target(exam), reason: '' }))).toBe('STATE_REFUSED');
  const { startsAt } = await slot(70);
  await world.running.server.kernel.db
    .updateTable('booking')
    .set({ starts_at: new Date(Date.parse(startsAt) - 4 * 86_400_000) })
    .where('exam_id', '=', exam.id)
    .execute();
  const away = await desk.api.orders.noShow({ ...world.target(exam), reason: '电话未接' });
  expect(away).toMatchObject({ state: 'requested', scheduledAt: null });
  const then = addDays(day, -4);
  const { rows } = await desk.api.orders.bookings({ service: 'ecg', from: then, to: then });
  expect(rows.find((row) => row.exam.id === exam.id)?.booking).toMatchObject({ state: 'noShow', reason: '电话未接' });
});

test('rights, institutions and settings are the server’s to check', async () => {
  const clinician = await loggedIn(world.running.server, 'clinician');
  expect(await codeOf(clinician.api.orders.register({ ...world.meta(), exam: ecg(), slot: await slot(80) }))).toBe(
    'RIGHT_MISSING',
  );
  const settings = await desk.api.orders.bookingSettings({ service: 'ecg' });
  expect(await codeOf(desk.api.orders.saveBookingSettings({ ...world.meta(), settings }))).toBe('RIGHT_MISSING');
  const save = (part: Partial<typeof settings>) =>
    detailOf(manager.api.orders.saveBookingSettings({ ...world.meta(), settings: { ...settings, ...part } }));
  expect(await save({ resources: settings.resources.slice(1) })).toMatchObject({
    code: 'STATE_REFUSED',
    resources: ['ECG-ROOM'],
  });
  const [first] = settings.resources;
  if (!first) throw new Error('nothing shipped');
  expect(await save({ resources: [...settings.resources, first] })).toMatchObject({
    code: 'INPUT_INVALID',
    fields: ['ECG-ROOM: sameId'],
  });
  const holiday = { from: day, to: day, resourceId: '', worksAs: null, note: '停诊' };
  expect((await save({ exceptions: [holiday] })).code).toBe('done');
  expect((await save({ exceptions: [] })).code).toBe('VERSION_CONFLICT');
  const closed = await detailOf(
    desk.api.orders.register({
      ...world.meta(),
      exam: ecg(),
      slot: { resourceId: 'ECG-ROOM', startsAt: `${day}T02:00:00.000Z` },
    }),
  );
  expect(closed).toMatchObject({ code: 'INPUT_INVALID', note: '停诊' });
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select('act')
    .where('act', 'in', ['orders.bookSlot', 'orders.noShow', 'orders.cancelBooking', 'orders.bookings'])
    .execute();
  expect(new Set(trail.map(({ act }) => act)).size).toBe(4);
});

test('the head of radiology sets up its rooms; radiographers, the desk of ECG and the head of the laboratory do not; its papers are for its desk', async () => {
  await addPeople(world.running.server, ['radiology-manager', 'lab-manager'], []);
  const head = await loggedIn(world.running.server, 'radiology-manager');
  const settings = await head.api.orders.bookingSettings({ service: 'radiology' });
  const save = (by: Browser) =>
    codeOf(
      by.api.orders.saveBookingSettings({
        ...world.meta(),
        settings: {
          ...settings,
          resources: settings.resources.map((one) => (one.id === 'CT' ? { ...one, slotMinutes: 20 } : one)),
        },
      }),
    );
  expect(await save(world.technician)).toBe('RIGHT_MISSING');
  expect(await save(desk)).toBe('RIGHT_MISSING');
  expect(await save(await loggedIn(world.running.server, 'lab-manager'))).toBe('RIGHT_MISSING');
  expect(await codeOf(desk.api.orders.bookingSettings({ service: 'radiology' }))).toBe('RIGHT_MISSING');
  expect(await save(head)).toBe('done');
  const after = await world.technician.api.orders.bookingSettings({ service: 'radiology' });
  expect(after.version).toBe(settings.version + 1);
  expect(after.resources.find(({ id }) => id === 'CT')?.slotMinutes).toBe(20);
  const exam = await world.registered();
  for (const paper of ['slip', 'label']) {
    const answer = await world.technician.fetch(`/exam-reports/${paper}?exam=${exam.id}`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect((await world.clinician.fetch(`/exam-reports/${paper}?exam=${exam.id}`)).status).toBe(403);
  }
});

test('the request form is for whoever may see the exam; each print stands in the trail', async () => {
  const exam = await world.registered();
  const asked = `/exam-reports/request?exam=${exam.id}&copies=2`;
  for (const by of [world.technician, world.clinician]) {
    const answer = await by.fetch(asked);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([answer.status, bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    expect(Number(/\/Count (\d+)/u.exec(bytes.toString('latin1'))?.[1])).toBe(2);
  }
  expect((await desk.fetch(asked)).status).toBe(403);
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['outcome', 'patient_id'])
    .where('act', '=', 'orders.request')
    .where('subject', '=', exam.accessionNumber)
    .orderBy('outcome')
    .execute();
  expect(trail.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'refused']);
  expect(trail.every(({ patient_id }) => patient_id === exam.patient.id)).toBe(true);
});

test('an unknown exam is no booking', async () => {
  const unknown = { ...world.meta(), examId: randomUUID(), expectedVersion: 1, reason: '' };
  expect(await codeOf(desk.api.orders.bookSlot({ ...unknown, slot: await slot(3, 'HOLTER', addDays(day, 1)) }))).toBe(
    'NOT_FOUND',
  );
});
