// Objects that are being read stay open for a moment: frames of one object, or of one series, follow each other.
import type { ObjectReader, ObjectStore } from '../objects/object-store.ts';

export interface OpenObjects {
  /** @throws OBJECT_DAMAGED */
  use<T>(path: string, act: (reader: ObjectReader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Entry {
  reader: Promise<ObjectReader>;
  users: number;
  idleSince: number;
}

const mostOpen = 400;
const idleMs = 2_000;

export function createOpenObjects(objects: Pick<ObjectStore, 'open'>, now: () => number): OpenObjects {
  const open = new Map<string, Entry>();
  let timer: NodeJS.Timeout | null = null;

  async function drop(path: string, entry: Entry): Promise<void> {
    open.delete(path);
    await entry.reader.then((reader) => reader.close()).catch(() => {});
  }
  function sweep(): void {
    const limit = now() - idleMs;
    for (const [path, entry] of open) if (entry.users === 0 && entry.idleSince <= limit) void drop(path, entry);
    timer = open.size > 0 ? setTimeout(sweep, idleMs).unref() : null;
  }
  return {
    async use(path, act) {
      let entry = open.get(path);
      if (!entry) {
        if (open.size >= mostOpen) {
          for (const [other, old] of open) {
            if (old.users > 0) continue;
            void drop(other, old);
            break;
          }
        }
        entry = { reader: objects.open(path), users: 0, idleSince: 0 };
        open.set(path, entry);
        timer ??= setTimeout(sweep, idleMs).unref();
      }
      entry.users += 1;
      try {
        const reader = await entry.reader.catch((error: unknown) => {
          open.delete(path);
          throw error;
        });
        return await act(reader);
      } finally {
        entry.users -= 1;
        entry.idleSince = now();
      }
    },
    async close() {
      if (timer) clearTimeout(timer);
      await Promise.all([...open].map(([path, entry]) => drop(path, entry)));
    },
  };
}
