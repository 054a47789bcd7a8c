// What a person bound to the actions of a station: keys of their own, and mouse buttons, wheels and controllers. Pure.

export interface OwnBindings {
  /** By id of the action; in place of its shipped keys, none at all when empty. */
  keys: Readonly<Record<string, readonly string[]>>;
  /** `Ctrl+Mouse4`, `Alt+WheelUp`, `0b33:0030:1:+` to the id of an action. */
  inputs: Readonly<Record<string, string>>;
}

export const noOwnBindings: OwnBindings = { keys: {}, inputs: {} };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is stored may be damaged or of another version: every part that is not understood is left out. */
export function readOwnBindings(stored: unknown): OwnBindings {
  if (!isRecord(stored)) return noOwnBindings;
  const keys: Record<string, readonly string[]> = {};
  for (const [id, value] of Object.entries(isRecord(stored.keys) ? stored.keys : {}))
    if (Array.isArray(value)) keys[id] = value.filter((one) => typeof one === 'string');
  const inputs: Record<string, string> = {};
  for (const [input, id] of Object.entries(isRecord(stored.inputs) ? stored.inputs : {}))
    if (typeof id === 'string') inputs[input] = id;
  return { keys, inputs };
}

/** Controllers of the reading room's older table (`{ hid: { input: 'scroll.next' } }`) as inputs of today. */
export function controllersOfBefore(stored: unknown): OwnBindings['inputs'] {
  if (!isRecord(stored) || !isRecord(stored.hid)) return {};
  const inputs: Record<string, string> = {};
  for (const [input, id] of Object.entries(stored.hid)) if (typeof id === 'string') inputs[input] = `reading.${id}`;
  return inputs;
}

const sealing = /sign|submit|release|delete|remove|recall|void|clear|reject|approve|verify|confirm|merge|logout/i;

/**
 * Acts that put a name under something, send it out or take it away: by a binding of one's own they are asked about first, since a foot
 * finds a pedal by itself. Told by the id, and rather once too often.
 */
export function isCareful(actionId: string): boolean {
  return sealing.test(actionId);
}

export interface Bound {
  id: string;
  label: string;
  keys: readonly string[];
}

/** Keys that more than one action has: the reader is told before one of them does nothing. */
export function clashesOf(actions: readonly Bound[]): Map<string, Bound[]> {
  const users = new Map<string, Bound[]>();
  for (const action of actions) {
    for (const key of new Set(action.keys)) {
      const others = users.get(key) ?? [];
      if (!others.some(({ id }) => id === action.id)) users.set(key, [...others, action]);
    }
  }
  return new Map([...users].filter(([, all]) => all.length > 1));
}

interface Held {
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

const held = ({ ctrlKey, metaKey, altKey, shiftKey }: Held): string =>
  [ctrlKey || metaKey ? 'Ctrl+' : '', altKey ? 'Alt+' : '', shiftKey ? 'Shift+' : ''].join('');

/** As the DOM counts buttons: 0 left, 1 middle, 2 right, 3 and 4 at the side. Null for a plain left click, which is no binding. */
export function mouseInput(press: Held & { button: number }): string | null {
  const keys = held(press);
  return press.button === 0 && keys === '' ? null : `${keys}Mouse${press.button + 1}`;
}

export function wheelInput(turn: Held, direction: 'Up' | 'Down'): string {
  return `${held(turn)}Wheel${direction}`;
}

/** Those that mean something to the page by themselves, and so are a binding only over a picture. */
export function isOverPicturesOnly(input: string): boolean {
  return /Mouse[123]$/.test(input) || /^(Ctrl\+)?Wheel/.test(input);
}
