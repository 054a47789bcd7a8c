// The keys of the status line stand in one order, whichever part of the screen registered last.
import { expect, test } from 'vitest';
import { inPlace } from './status-line.tsx';

const action = (key: string) => ({ id: key, label: key, keys: [key], run: () => undefined });

test.each([[['Down', 'F4', 'F6', 'Alt+2', 'F10', 'PageDown']], [['PageDown', 'F10', 'Alt+2', 'F6', 'Down', 'F4']]])(
  '%s',
  (keys) => {
    const shown = keys.map(action).sort(inPlace);
    expect(shown.map(({ id }) => id)).toEqual(['F4', 'F6', 'F10', 'Alt+2', 'Down', 'PageDown']);
  },
);
