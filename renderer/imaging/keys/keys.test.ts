// The binding table: shipped keys that do not clash, stored ones that may be damaged, and what a controller's reports mean.
import { expect, test } from 'vitest';
import { roomActions } from '../desk/actions.ts';
import { clashingKeys, keysOf, readBindings, shippedBindings } from '../desk/bindings.ts';
import { hidInputs } from './controllers.ts';

test('every action has a key of its own', () => {
  expect([...clashingKeys(shippedBindings)]).toEqual([]);
  for (const { id } of roomActions) expect(keysOf(shippedBindings, id).length, id).toBeGreaterThan(0);
});

test('stored bindings come back; what is not understood falls back to the shipped ones', () => {
  const own = { ...shippedBindings, keys: { invert: ['F12'] }, hid: { '0b33:0030:1:1': 'scroll.next' as const } };
  expect(readBindings(JSON.parse(JSON.stringify(own)))).toEqual(own);
  const damaged = { keys: { invert: 7, nonsense: ['A'] }, mouse: { left: 'fly' }, wheel: null, hid: { x: 'nonsense' } };
  expect(readBindings(damaged)).toEqual(shippedBindings);
  for (const rubbish of [null, 4, 'x', []]) expect(readBindings(rubbish)).toEqual(shippedBindings);
});

test('a rebound key that another action has is told', () => {
  const clashes = clashingKeys({ ...shippedBindings, keys: { invert: ['W'] } });
  expect([...clashes]).toEqual([['W', ['tool.window', 'invert']]]);
});

test('a controller: buttons by value, a counting wheel by direction, round the end too', () => {
  const device = { vendorId: 0x0b33, productId: 0x30 };
  const report = (...bytes: number[]) => Uint8Array.from(bytes);
  expect(hidInputs(device, report(0, 0), report(4, 0))).toEqual(['0b33:0030:0:4']);
  expect(hidInputs(device, report(4, 0), report(0, 0))).toEqual([]);
  expect(hidInputs(device, report(0, 7), report(0, 8))).toContain('0b33:0030:1:+');
  expect(hidInputs(device, report(0, 8), report(0, 7))).toContain('0b33:0030:1:-');
  expect(hidInputs(device, report(0, 255), report(0, 0))).toEqual(['0b33:0030:1:+']);
  expect(hidInputs(device, report(3), report(3))).toEqual([]);
});
