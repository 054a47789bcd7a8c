// While the server is away the cached specimens are shown as they will be once the waiting commands are carried out.
// Drawn when a command is born or settled, kept beside the cached document, gone when nothing waits.
import type { Dictionaries } from '../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import { applyCommands } from './apply-command.ts';
import { specimenColumns } from './cached-change.ts';

export interface OverlayParts {
  custody: CustodyStore;
  cache: CacheStore;
  online(): boolean;
  dictionaries(): Promise<Dictionaries | null>;
}

export interface Overlays {
  /** Something about these subjects changed. Resolves when the picture is drawn anew. */
  refresh(subjects: readonly string[]): Promise<void>;
  /** Every subject for which something waits, and every picture that may be out of date. */
  refreshAll(): Promise<void>;
}

export function createOverlays(environment: HostEnvironment, parts: OverlayParts): Overlays {
  const { custody, cache } = parts;
  const drawing = new Map<string, Promise<void>>();

  async function draw(subject: string): Promise<void> {
    const shown = await cache.read.hasOverlay(subject);
    // Online a command waits for milliseconds: its result comes with the feed.
    if (!shown && parts.online()) return;
    const waiting = (await custody.read.pending(subject)).filter(({ state }) => state === 'waiting');
    const dictionaries = await parts.dictionaries();
    const text = await cache.read.base('specimen', subject);
    // What lies in the cache was checked when it came.
    const base = text === null ? null : (JSON.parse(text) as SpecimenDocument);
    const document = waiting.length === 0 || !dictionaries ? null : applyCommands(base, waiting, dictionaries);
    if (document === null) {
      if (!shown) return;
      await cache.write.dropOverlay(subject);
    } else {
      const columns = specimenColumns(document, waiting.at(-1)?.at);
      await cache.write.putOverlay({ entityId: subject, document: JSON.stringify(document), ...columns });
    }
    environment.publish({ type: 'change', kind: 'specimen', entityId: subject });
  }

  /** One drawing of a subject after another; different subjects do not wait for each other. */
  function redraw(subject: string): Promise<void> {
    const next = (drawing.get(subject) ?? Promise.resolve())
      .then(() => draw(subject))
      .catch((error: unknown) => {
        environment.log('warn', 'an offline picture could not be drawn', { subject, reason: messageOf(error) });
      })
      .finally(() => {
        if (drawing.get(subject) === next) drawing.delete(subject);
      });
    drawing.set(subject, next);
    return next;
  }

  return {
    async refresh(subjects) {
      await Promise.all([...new Set(subjects)].map(redraw));
    },
    async refreshAll() {
      const subjects = new Set([...(await custody.read.waitingSubjects()), ...(await cache.read.overlays())]);
      // One at a time: thousands may wait after a long outage, and people's own acts must not queue behind them.
      for (const subject of subjects) await redraw(subject);
    },
  };
}
