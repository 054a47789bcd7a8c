// Numbers of reports per campus: four states in one query, each number its list, a township only its own.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import { ReportCountState } from '../../../core/orders/report-counts.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';
import { attachObject } from './module.ts';

let world: ExamWorld;
let manager: Browser;
beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['radiology-manager']);
  manager = await loggedIn(world.running.server, 'radiology-manager');
});
afterAll(() => world.close());

const service = 'radiology' as const;
const day = () => hospitalDay(world.running.clock.now());
const countsOf = (at: Browser) => at.api.orders.reportCounts({ service, from: day(), to: day() });

test('written and unwritten, reviewed and unreviewed; each number opens as many exams', async () => {
  await world.registered();
  await world.acquired();
  await world.drafted(await world.acquired());
  await world.released(await world.acquired());
  const asked = await world.registered({}, world.township);
  await world.inside((work) => attachObject(work, asked.id, world.study()));
  const local = await world.registered({}, world.township);
  await world.inside((work) => attachObject(work, local.id, world.study()));
  const fresh = await world.reload(asked).catch(() => null);
  expect(fresh).toBe(null);
  const current = await world.township.api.orders.exam({ examId: asked.id });
  await world.township.api.orders.requestRemote({
    ...world.target(current),
    ...{ toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' },
  });

  const county = { institutionId: 'county', written: 2, unwritten: 1, reviewed: 1, unreviewed: 1 };
  const network = await countsOf(manager);
  expect(network).toMatchObject({
    scope: 'network',
    rows: [county, { institutionId: 'town-a', institutionName: '甲镇卫生院', written: 0, unwritten: 2 }],
  });
  // Whoever reads at the centre counts what was sent here; a township what is its own.
  expect(await countsOf(world.radiologist)).toMatchObject({
    scope: 'asked',
    rows: [county, { institutionId: 'town-a', unwritten: 1 }],
  });
  expect((await countsOf(world.township)).rows).toMatchObject([{ institutionId: 'town-a', unwritten: 2 }]);

  for (const at of [manager, world.radiologist, world.township])
    for (const row of (await countsOf(at)).rows)
      for (const state of ReportCountState.options) {
        const asking = { service, from: day(), to: day(), institutionId: row.institutionId, state };
        expect((await at.api.orders.countedExams(asking)).rows).toHaveLength(row[state]);
      }
  const all = { service, from: day(), to: day(), institutionId: '', state: 'unwritten' as const };
  const { rows } = await manager.api.orders.countedExams(all);
  expect(rows).toHaveLength(3);
  expect(rows.find(({ examId }) => examId === local.id)?.open).toBe(false);
  expect(rows.find(({ examId }) => examId === asked.id)?.open).toBe(true);
});

test('other days are not counted, a clinician has nothing to count, a span without end is refused', async () => {
  expect((await manager.api.orders.reportCounts({ service, from: '2020-01-01', to: '2020-01-02' })).rows).toEqual([]);
  expect(await codeOf(countsOf(world.clinician))).toBe('RIGHT_MISSING');
  expect(await codeOf(manager.api.orders.reportCounts({ service, from: '2020-01-01', to: '2025-01-02' }))).toBe(
    'INPUT_INVALID',
  );
});
