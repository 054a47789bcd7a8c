// Where the image windows lay on each monitor, in a small file of the program's own: losing it costs a drag of the mouse.
import { readFileSync, writeFileSync } from 'node:fs';
import { readAreas, type WindowArea } from '../../core/imaging/windows/place.ts';

export interface WindowMemory {
  read(): Record<string, WindowArea>;
  keep(key: string, area: WindowArea): void;
}

/** A file that cannot be read or written is no memory, not an error. */
export function windowMemory(path: string, log: (message: string) => void): WindowMemory {
  const read = (): Record<string, WindowArea> => {
    try {
      return readAreas(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return {};
    }
  };
  return {
    read,
    keep(key, area) {
      try {
        writeFileSync(path, JSON.stringify({ ...read(), [key]: area }), { mode: 0o600 });
      } catch (error) {
        log(
          `the place of a window cannot be kept in ${path}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
  };
}
