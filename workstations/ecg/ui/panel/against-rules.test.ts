// What is asked before a tracing that the rules suspect is signed as normal.
import { expect, test } from 'vitest';
import type { DangerFinding } from '../../../../core/ecg/flow/recording.ts';
import { againstRules } from './against-rules.ts';

const finding = { rule: 'stemi', level: 'critical', zh: '疑似急性ST段抬高型心肌梗死', en: '' } as DangerFinding;
const machine = { level: 'critical' as const, by: 'machine' as const, reasons: [], at: '2026-11-23T04:00:00.000Z' };

test.each([
  ['正常心电图', null, machine, 1],
  ['窦性心律\n大致正常心电图', null, machine, 1],
  ['窦性心律', false, machine, 1],
  ['异常心电图', null, machine, 0],
  ['急性下壁心肌梗死', true, machine, 0],
  ['正常心电图', false, { ...machine, by: 'person' as const }, 0],
  ['正常心电图', false, null, 1],
])('“%s”, positive %s', (impression, positive, risk, count) => {
  expect(againstRules({ impression, positive }, [finding], risk)).toHaveLength(count);
});

test('nothing was found: nothing is asked', () => {
  expect(againstRules({ impression: '正常心电图', positive: false }, [], machine)).toEqual([]);
});
