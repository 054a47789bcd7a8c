// Own keys in place of the shipped ones, clashes told, damaged memory left out, older controllers kept, and acts that are asked about.
import { expect, test, vi } from 'vitest';
import { ActionRegistry } from './actions.tsx';
import {
  clashesOf,
  controllersOfBefore,
  isCareful,
  isOverPicturesOnly,
  mouseInput,
  noOwnBindings,
  readOwnBindings,
  wheelInput,
} from './own-bindings.ts';

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
const action = (id: string, ...keys: string[]) => ({ id, label: id, keys, run: vi.fn() });

function registry() {
  const made = new ActionRegistry();
  const [sign, next, left] = [action('sign', 'F6'), action('next', 'F8'), action('reading.cine', 'C')];
  made.put({ id: 'report', title: '', depth: 2, modal: 'no', actions: [sign, next, left] });
  return { made, sign, next };
}

test('an own key takes the place of the shipped one, is shown, and goes again', () => {
  const { made, next } = registry();
  const seen = vi.fn();
  made.subscribe(seen);
  made.setOwn({ ...noOwnBindings, keys: { next: ['F12'] } });
  expect(made.find('F12')?.run).toBe(next.run);
  expect(made.find('F8')).toBeNull();
  expect(made.active()[0]?.actions.map(({ keys }) => keys)).toEqual([['F6'], ['F12'], ['C']]);
  made.setOwn(noOwnBindings);
  expect([made.find('F8')?.id, made.find('F12'), seen.mock.calls.length]).toEqual(['next', null, 2]);
});

test('a layer that comes later has the own keys too; one without a key has none', () => {
  const made = new ActionRegistry();
  made.setOwn({ ...noOwnBindings, keys: { next: [], prior: ['F11'] } });
  made.put({ id: 'a', title: '', depth: 1, modal: 'no', actions: [action('next', 'F8'), action('prior', 'F3')] });
  expect([made.find('F8'), made.find('F11')?.id]).toEqual([null, 'prior']);
});

test('an action is found by its id only while it is offered', () => {
  const { made } = registry();
  expect(made.byId('next')?.id).toBe('next');
  made.put({ id: 'dialog', title: '', depth: 3, modal: 'dialog', actions: [action('ok')] });
  expect([made.byId('next'), made.byId('ok')?.id]).toEqual([null, 'ok']);
  made.put({ id: 'lock', title: '', depth: 9, modal: 'lock', actions: [] });
  expect(made.byId('ok')).toBeNull();
});

test('what signs or deletes is asked about by every own binding, by its shipped key as ever', () => {
  const { made, sign, next } = registry();
  made.setOwn({ keys: { sign: ['F12'], next: ['F11'] }, inputs: { Mouse4: 'sign', Mouse5: 'next' } });
  expect([made.mustAsk('sign', 'F12'), made.mustAsk('next', 'F11')]).toEqual([true, false]);
  made.setOwn({ ...noOwnBindings, keys: { sign: ['F6', 'F12'] } });
  expect(made.mustAsk('sign', 'F6')).toBe(false);
  expect([sign.run.mock.calls.length, next.run.mock.calls.length]).toEqual([0, 0]);
  for (const id of ['sign', 'signNext', 'reading.delete', 'reading.clear', 'recall', 'logout', 'release'])
    expect([id, isCareful(id)]).toEqual([id, true]);
  for (const id of ['next', 'prior', 'reading.scroll.next', 'reading.keyImage', 'save', 'template'])
    expect([id, isCareful(id)]).toEqual([id, false]);
});

test('a key of two actions is a clash, the same action on two layers is not', () => {
  const clashes = clashesOf([action('a', 'F6', 'F6'), action('b', 'F7'), action('c', 'F6'), action('a', 'F6')]);
  expect([...clashes].map(([key, all]) => [key, all.map(({ id }) => id)])).toEqual([['F6', ['a', 'c']]]);
});

test('mouse and wheel by name; a plain left click is none; what the page needs is bound over pictures only', () => {
  expect(mouseInput({ ...none, button: 0 })).toBeNull();
  expect(mouseInput({ ...none, button: 3 })).toBe('Mouse4');
  expect(mouseInput({ ...none, altKey: true, ctrlKey: true, button: 4 })).toBe('Ctrl+Alt+Mouse5');
  expect(wheelInput({ ...none, altKey: true }, 'Up')).toBe('Alt+WheelUp');
  expect(['Mouse4', 'Alt+WheelUp', '0b33:0030:1:+'].map(isOverPicturesOnly)).toEqual([false, false, false]);
  expect(['Mouse2', 'Shift+Mouse1', 'WheelDown', 'Ctrl+WheelUp'].map(isOverPicturesOnly)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('stored ones come back, damage is left out, controllers of before are kept', () => {
  const own = { keys: { sign: ['F12'] }, inputs: { Mouse4: 'next' } };
  expect(readOwnBindings(JSON.parse(JSON.stringify(own)))).toEqual(own);
  expect(readOwnBindings({ keys: { a: 'F1', b: [1, 'F2'] }, inputs: { x: 4, y: 'z' } })).toEqual({
    keys: { b: ['F2'] },
    inputs: { y: 'z' },
  });
  for (const rubbish of [null, 4, 'x', [], { keys: 1, inputs: null }])
    expect(readOwnBindings(rubbish)).toEqual(noOwnBindings);
  expect(controllersOfBefore({ keys: {}, hid: { '0b33:0030:1:1': 'scroll.next', x: 4 } })).toEqual({
    '0b33:0030:1:1': 'reading.scroll.next',
  });
});
