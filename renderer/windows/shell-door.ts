// The desktop program's menu, where there is one: a browser has no such door.

interface ShellDoor {
  onMenu(listener: (command: string) => void): () => void;
}

function isDoor(value: unknown): value is ShellDoor {
  return typeof value === 'object' && value !== null && 'onMenu' in value && typeof value.onMenu === 'function';
}

/** Calls with each command of the menu until the answer is called. */
export function listenToMenu(owner: Window, listener: (command: string) => void): () => void {
  const door: unknown = Reflect.get(owner, 'yishu');
  return isDoor(door) ? door.onMenu(listener) : () => undefined;
}
