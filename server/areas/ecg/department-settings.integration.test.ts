// What a department of ECG sets: corrected marks, the rule set in force, its terms; and the figures of its exams.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { codeOf, command } from '../../../test/support/server.ts';

let world: EcgWorld;
let started: EcgWorld['started'];
let doctor: EcgWorld['doctor'];
let manager: EcgWorld['manager'];

beforeAll(async () => {
  world = await startEcgWorld();
  ({ started, doctor, manager } = world);
  await world.approveDevice();
  await world.register('P500', '高一');
  const file = ecgFile({ patient: { id: 'P500', name: '高一' }, recordedAt: `${world.day()}T09:00:00`, seed: 1 });
  expect(await world.upload(file)).toMatchObject({ state: 'matched' });
}, 60_000);
afterAll(() => world.started.close());

test('a corrected mark is a new version with recomputed values', async () => {
  const [recording] = await doctor.api.ecg.recordings({ text: '高一', limit: 1 });
  const recordingId = recording?.id ?? '';
  const { measurement } = await doctor.api.ecg.recording({ recordingId });
  const beat = measurement?.medianBeat;
  const at = ((beat?.origin ?? 0) * 1000) / (beat?.sampleRateHz ?? 1) - 40;
  const marks = { pOnMs: at - 160, pOffMs: at - 60, qrsOnMs: at, qrsOffMs: at + 90, tOffMs: at + 380 };
  const save = (expectedMeasurementVersion: number, byHand = {}, reason = '人工核对波形') =>
    doctor.api.ecg.saveCorrection({
      command: command(started.clock),
      ...{ recordingId, expectedMeasurementVersion, marks, byHand, reason },
    });
  expect(await codeOf(save(0, {}, ' '))).toBe('REASON_REQUIRED');
  expect((await save(0)).values).toMatchObject({
    prMs: 160,
    qrsMs: expect.closeTo(90, 3),
    qtMs: expect.closeTo(380, 3),
  });
  expect(await codeOf(save(0))).toBe('VERSION_CONFLICT');
  const detail = await doctor.api.ecg.recording({ recordingId });
  expect(detail.corrections).toHaveLength(1);
  expect(detail.recording.summary).toMatchObject({ prMs: 160, qtMs: 380 });
  // A rate that was counted on the tracing: QTc follows it (Bazett: at 60 a minute it is the QT), and the lists show it.
  const counted = await save(1, { heartRateBpm: 60, axisQrsDeg: -45, axisTDeg: 170 });
  expect(counted).toMatchObject({
    ...{ version: 2, byHand: { heartRateBpm: 60, axisTDeg: 170 } },
    values: { axisQrsDeg: -45, axisTDeg: 170 },
  });
  expect(counted.values.qtc?.bazett).toBeCloseTo(380, 3);
  const [listed] = await doctor.api.ecg.recordings({ text: '高一', limit: 1 });
  expect(listed?.summary).toMatchObject({ heartRateBpm: 60, axisQrsDeg: -45, prMs: 160 });
  expect(await codeOf(save(2, { heartRateBpm: 4 }))).toBe('INPUT_INVALID');
});

test('an edited rule set is a new version in force for what comes then, and the trail says what changed', async () => {
  const sets = await manager.api.ecg.ruleSets();
  const active = sets.find((one) => one.active);
  expect(active?.ruleSet.id).toBe('cn-consensus-2017');
  const { version: _version, ...ruleSet } = active?.ruleSet ?? sets[0]?.ruleSet ?? ({} as never);
  const rules = ruleSet.rules.map((rule) =>
    rule.when.kind === 'mean-rate-low' ? { ...rule, when: { ...rule.when, maxRateBpm: 20 } } : rule,
  );
  const saved = await manager.api.ecg.saveRuleSet({
    command: command(started.clock),
    ruleSet: { ...ruleSet, rules },
    activate: true,
    reason: '本院标准',
  });
  expect(saved).toMatchObject({
    active: true,
    shipped: false,
    ruleSet: { id: 'hospital-cn-consensus-2017', version: '1' },
  });
  expect((await world.upload(ecgFile({ patient: { id: 'P400' }, rrS: 2.1, seed: 50 }))).level).not.toBe('critical');
  const trail = await started.server.kernel.db
    .selectFrom('audit')
    .select('detail')
    .where('act', '=', 'ecg.saveRuleSet')
    .executeTakeFirst();
  expect(trail?.detail).toContain('severe-bradycardia');
  expect(
    await codeOf(
      doctor.api.ecg.activateRuleSet({
        command: command(started.clock),
        id: 'cn-consensus-2017',
        version: '1',
        reason: 'zurück',
      }),
    ),
  ).toBe('RIGHT_MISSING');
  const back = { id: 'cn-consensus-2017', version: '3', reason: '恢复' };
  await manager.api.ecg.activateRuleSet({ command: command(started.clock), ...back });
});

test('terms: shipped statements, one of my own; figures and their workbook', async () => {
  const shipped = await doctor.api.ecg.terms();
  expect(shipped.length).toBeGreaterThan(200);
  const term = {
    id: randomUUID(),
    code: 'my1',
    kind: 'own' as const,
    group: '常用',
    zh: '请结合临床',
    en: '',
    search: 'qjhlc',
    pairsWith: [],
    positive: null,
    scope: 'person' as const,
    active: true,
    order: 1,
  };
  await doctor.api.ecg.saveTerm({ command: command(started.clock), term, expectedVersion: 0 });
  expect(await doctor.api.ecg.terms()).toHaveLength(shipped.length + 1);
  expect((await manager.api.ecg.terms()).some(({ id }) => id === term.id)).toBe(false);
  const span = { from: world.day(), to: world.day() };
  const figures = await manager.api.ecg.statistics(span);
  expect(figures.totals.exams).toBe(1);
  expect(figures.items[0]?.name).toBe('常规十二导联心电图');
  const book = await manager.fetch(`/ecg/statistics.xlsx?from=${span.from}&to=${span.to}`);
  const bytes = Buffer.from(await book.arrayBuffer());
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
});
