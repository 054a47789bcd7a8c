// Divided rights of the ECG settings (ECG-51): who only keeps upload points, or only hospital groups, does that without seeing a patient.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Right } from '../../../core/identity/rights.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { type Browser, codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';

let world: EcgWorld;
let points: Browser;
let groups: Browser;
const meta = () => ({ command: command(world.started.clock) });

async function personWith(user: string, right: Right): Promise<Browser> {
  const { server } = world.started;
  const more = { departmentId: '', roles: [], extraRights: [right], labGroups: [], enabled: true };
  await createPerson(server.kernel, { user, name: user, password: testPassword, ...more });
  return loggedIn(server, user);
}

beforeAll(async () => {
  world = await startEcgWorld();
  points = await personWith('points', 'ecg.uploadPoints');
  groups = await personWith('groups', 'institution.groups');
}, 60_000);
afterAll(() => world.started.close());

test('the keeper of upload points lists them, names staff and saves one; plans, devices and patients stay closed', async () => {
  const { ecg, orders } = points.api;
  const [institution] = await orders.institutions();
  expect((await orders.staff({ service: 'ecg' })).length).toBeGreaterThan(0);
  const point = { name: '一病区', institutionId: institution?.id ?? '', departmentId: '', folders: [], people: [] };
  await ecg.saveUploadPoint({ ...meta(), pointId: null, expectedVersion: 0, point: { ...point, active: true } });
  expect(await ecg.uploadPoints()).toMatchObject([{ name: '一病区' }]);
  const refused = [
    () => orders.staff({ service: 'radiology' }),
    () => orders.forwardingPlan({ service: 'ecg' }),
    () => ecg.devices(),
    () => ecg.settings(),
    () => ecg.recordings({}),
  ];
  for (const one of refused) expect(await codeOf(one())).toBe('RIGHT_MISSING');
});

test('the keeper of hospital groups reads and saves the plan; upload points, staff and patients stay closed', async () => {
  const { ecg, orders } = groups.api;
  const plan = await orders.forwardingPlan({ service: 'ecg' });
  const saved = await orders.saveForwardingPlan({ ...meta(), plan: { ...plan, unattendedMinutes: 7 } });
  expect(saved).toMatchObject({ version: plan.version + 1, unattendedMinutes: 7 });
  const refused = [
    () => ecg.uploadPoints(),
    () => orders.staff({ service: 'ecg' }),
    () => ecg.devices(),
    () => ecg.recordings({}),
  ];
  for (const one of refused) expect(await codeOf(one())).toBe('RIGHT_MISSING');
});
