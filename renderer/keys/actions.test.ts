// What is printed on a button follows the person's own keys; swapped keys are not confused.
import { expect, test } from 'vitest';
import { ActionRegistry, byOwnBinding } from './actions.tsx';
import { noOwnBindings } from './own-bindings.ts';

function registry() {
  const made = new ActionRegistry();
  const ran: string[] = [];
  const action = (id: string, ...keys: string[]) => ({ id, label: id, keys, run: () => void ran.push(id) });
  const layer = { modal: 'no' as const, title: '' };
  made.put({ ...layer, id: 'shell', depth: 0, actions: [action('finder', 'Ctrl+K')] });
  made.put({ ...layer, id: 'report', depth: 2, actions: [action('sign', 'F6'), action('preview', 'F9', 'Alt+P')] });
  return { made, ran };
}

test('the shipped key until another one is bound, that one then, none when it was taken away', () => {
  const { made } = registry();
  const shown = () => ['Ctrl+K', 'F6', 'F9', 'Alt+P', 'F11'].map((key) => made.shownFor(key));
  expect(shown()).toEqual(['Ctrl+K', 'F6', 'F9', 'Alt+P', 'F11']);
  made.setOwn({ ...noOwnBindings, keys: { sign: ['F9'], preview: ['F6'], finder: [] } });
  expect(shown()).toEqual(['', 'F9', 'F6', 'F6', 'F11']);
});

test('a binding of one’s own asks before a signature, and does the rest', () => {
  const { made, ran } = registry();
  const asked: string[] = [];
  made.ask = ({ id }) => void asked.push(id);
  for (const id of ['sign', 'preview', 'unknown']) byOwnBinding(made, id);
  expect([asked, ran]).toEqual([['sign'], ['preview']]);
});
