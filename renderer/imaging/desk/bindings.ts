// The reader's own keys, mouse buttons and wheels; kept per reader behind an interface, for now in this browser.
import { dragTools, type RoomActionId, roomActions } from './actions.ts';

/** `tool`: whatever tool is chosen. */
export type DragBinding = 'tool' | (typeof dragTools)[number];
export type WheelBinding = 'scroll' | 'zoom' | 'none';

export const doubleBindings = ['viewport.maximise', 'window.auto', 'none'] as const;
/** What a double click on a picture does, unless it ends a drawing. */
export type DoubleBinding = (typeof doubleBindings)[number];

export const mouseInputs = ['left', 'middle', 'right', 'shift+left', 'ctrl+left', 'alt+left', 'left+right'] as const;
export type MouseInput = (typeof mouseInputs)[number];
export const wheelInputs = ['wheel', 'ctrl+wheel', 'shift+wheel'] as const;
export type WheelInput = (typeof wheelInputs)[number];

export interface Bindings {
  /** Only what differs from the shipped keys. */
  keys: Partial<Record<RoomActionId, readonly string[]>>;
  mouse: Record<MouseInput, DragBinding>;
  double: DoubleBinding;
  wheel: Record<WheelInput, WheelBinding>;
  /** Input of a HID device (`vendor:product:byte:value`) to an action. */
  hid: Record<string, RoomActionId>;
}

export const shippedBindings: Bindings = {
  keys: {},
  mouse: {
    left: 'tool',
    middle: 'pan',
    right: 'zoom',
    'shift+left': 'pan',
    'ctrl+left': 'zoom',
    'alt+left': 'magnifier',
    'left+right': 'scroll',
  },
  double: 'viewport.maximise',
  wheel: { wheel: 'scroll', 'ctrl+wheel': 'zoom', 'shift+wheel': 'scroll' },
  hid: {},
};

export function keysOf(bindings: Bindings, id: RoomActionId): readonly string[] {
  return bindings.keys[id] ?? roomActions.find((action) => action.id === id)?.keys ?? [];
}

/** Actions that share a key with another one: the reader is told before a key does nothing. */
export function clashingKeys(bindings: Bindings): Map<string, RoomActionId[]> {
  const users = new Map<string, RoomActionId[]>();
  for (const { id } of roomActions) {
    for (const key of keysOf(bindings, id)) users.set(key, [...(users.get(key) ?? []), id]);
  }
  return new Map([...users].filter(([, ids]) => ids.length > 1));
}

/** A small place to keep what a reader set. */
export interface ReaderStorage {
  read(name: string): unknown;
  write(name: string, value: unknown): void;
}

/** What the names of a reader's entries begin with. */
export const storagePrefix = (readerId: string): string => `yishu.reading.${readerId}.`;

/** A full or forbidden storage costs only the memory of the setting. */
export function browserStorage(readerId: string): ReaderStorage {
  const key = (name: string) => `${storagePrefix(readerId)}${name}`;
  return {
    read(name) {
      try {
        return JSON.parse(localStorage.getItem(key(name)) ?? 'null');
      } catch {
        return null;
      }
    },
    write(name, value) {
      try {
        localStorage.setItem(key(name), JSON.stringify(value));
      } catch {
        // Said above.
      }
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is stored may be of an older version or damaged: every part that is not understood falls back to the shipped one. */
export function readBindings(stored: unknown): Bindings {
  if (!isRecord(stored)) return shippedBindings;
  const ids = new Set<string>(roomActions.map(({ id }) => id));
  const isId = (value: unknown): value is RoomActionId => typeof value === 'string' && ids.has(value);
  const keys: Bindings['keys'] = {};
  for (const [id, value] of Object.entries(isRecord(stored.keys) ? stored.keys : {})) {
    if (isId(id) && Array.isArray(value)) keys[id] = value.filter((part) => typeof part === 'string');
  }
  const mouse = { ...shippedBindings.mouse };
  const drags: readonly DragBinding[] = ['tool', ...dragTools];
  for (const input of mouseInputs) {
    const value = isRecord(stored.mouse) ? stored.mouse[input] : undefined;
    mouse[input] = drags.find((drag) => drag === value) ?? mouse[input];
  }
  const wheel = { ...shippedBindings.wheel };
  for (const input of wheelInputs) {
    const value = isRecord(stored.wheel) ? stored.wheel[input] : undefined;
    wheel[input] = (['scroll', 'zoom', 'none'] as const).find((choice) => choice === value) ?? wheel[input];
  }
  const double = doubleBindings.find((choice) => choice === stored.double) ?? shippedBindings.double;
  const hid: Bindings['hid'] = {};
  for (const [input, id] of Object.entries(isRecord(stored.hid) ? stored.hid : {})) if (isId(id)) hid[input] = id;
  return { keys, mouse, double, wheel, hid };
}
