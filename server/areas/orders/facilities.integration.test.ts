// Orders of a campus's HIS are exams of that campus: by MSH-4 as it was configured; a sender that nobody entered gets no exam anywhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstitutionEntry } from '../../../core/orders/institution.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { sendMllp } from '../../../test/support/mllp.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';

let world: ExamWorld;
let admin: Browser;
beforeAll(async () => {
  world = await startExamWorld({ hl7Port: 0 });
  await addPeople(world.running.server, ['system-admin'], []);
  admin = await loggedIn(world.running.server, 'system-admin');
  await configure('town-a', ['TOWN-A']);
});
afterAll(() => world.close());

async function configure(id: string, hl7Facilities: string[], part: Partial<InstitutionEntry> = {}) {
  const institution = (await admin.api.orders.institutionRegister()).find((one) => one.id === id);
  if (!institution) throw new Error(id);
  return admin.api.orders.saveInstitution({
    ...world.meta(),
    institution: { ...institution, hl7Facilities, ...part },
    isNew: false,
  });
}

let control = 0;
function order(facility: string, number: string, act: 'NW' | 'CA' = 'NW') {
  control += 1;
  return sendMllp(world.running.server.listeners.mllp, [
    `MSH|^~\\&|HIS|${facility}|YISHU|RIS|20260701083000||ORM^O01|F${control}|P|2.5||||||UNICODE UTF-8`,
    'PID|1||P-5^^^HIS^PI||周^影||19770707|F',
    'PV1|1|O|NK',
    ...(act === 'CA' ? [`ORC|CA|${number}`] : [`ORC|NW|${number}`, `OBR|1|${number}||CT-HEAD^颅脑CT`]),
  ]);
}
const placed = async (number: string) => {
  const rows = await world.running.server.kernel.db
    .selectFrom('exam')
    .select(['institution_id', 'state'])
    .where('request_number', '=', number)
    .orderBy('institution_id')
    .execute();
  return rows.map(({ institution_id, state }) => `${institution_id} ${state}`);
};

test('the campus’s order is the campus’s, the hospital’s its own, under the same number too; each cancels its own', async () => {
  expect(await order('TOWN-A', 'N1')).toContain('MSA|AA');
  expect(await placed('N1')).toEqual(['town-a requested']);
  expect(await order('MAIN', 'N1')).toContain('MSA|AA');
  expect(await placed('N1')).toEqual(['county requested', 'town-a requested']);
  expect(await order('TOWN-A', 'N1', 'CA')).toContain('MSA|AA');
  expect(await placed('N1')).toEqual(['county requested', 'town-a cancelled']);
});

test('without the star a sender that nobody entered is refused with what to do, and gets no exam', async () => {
  await configure('county', ['MAIN']);
  const answer = await order('NEWTOWN', 'N2');
  expect(answer).toMatch(/MSA\|AE.*MSH-4: NEWTOWN/u);
  expect(answer).toContain('HL7 发送机构');
  expect(await placed('N2')).toEqual([]);
  expect(await order('MAIN', 'N3')).toContain('MSA|AA');
  expect(await placed('N3')).toEqual(['county requested']);
  await configure('county', ['*']);
});

test('a code belongs to one institution, the star to the hospital itself', async () => {
  expect(await codeOf(configure('town-b', ['TOWN-A']))).toBe('DUPLICATE');
  expect(await codeOf(configure('town-b', ['*']))).toBe('INPUT_INVALID');
});
