// Cached specimens as they will be once the waiting commands are carried out: for hours while the server is away, and online for
// the moment that a result takes there and back, so that the screen has it from the inbox. Kept beside the cached document, gone
// when nothing waits.
import type { Dictionaries } from '../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { WaitingCommand } from '../cache/custody-types.ts';
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
  /** Something about these subjects changed. Resolves when the picture is drawn anew. Online only what is drawn already is. */
  refresh(subjects: readonly string[]): Promise<void>;
  /** Results of these subjects wait for the server: they are drawn, online too. */
  show(subjects: readonly string[]): Promise<void>;
  /**
   * The server has carried the command out, and the feed will bring the specimen at `version`. Until then the picture keeps what
   * the command did: a result that was on the screen does not go away again.
   */
  returning(command: WaitingCommand, version: number): void;
  /** Every subject for which something waits, and every picture that may be out of date. */
  refreshAll(): Promise<void>;
}

/** Subjects that are held at a time while all pictures are drawn. */
const pageSubjects = 500;

interface Waiting {
  always: boolean;
  done: Promise<void>;
}

interface Drawing {
  done: Promise<void>;
  next: Waiting | null;
}

export function createOverlays(environment: HostEnvironment, parts: OverlayParts): Overlays {
  const { custody, cache } = parts;
  /** Which are drawn: nobody else writes them. */
  let drawn: Promise<Set<string>> | null = null;
  const drawnIds = () => {
    drawn ??= cache.read.overlays().then((ids) => new Set(ids));
    // A store that could not be read is asked again.
    return drawn.catch((error: unknown) => {
      drawn = null;
      throw error;
    });
  };
  /** Drawings under way, by subject. */
  const drawing = new Map<string, Drawing>();
  /** What the server has carried out and the feed has not brought yet, by subject. */
  const onTheWay = new Map<string, { command: WaitingCommand; version: number }[]>();

  function stillOnTheWay(subject: string, base: SpecimenDocument | null): WaitingCommand[] {
    const left = (onTheWay.get(subject) ?? []).filter(({ version }) => base !== null && version > base.version);
    if (left.length > 0) onTheWay.set(subject, left);
    else onTheWay.delete(subject);
    return left.map(({ command }) => command);
  }

  async function draw(subject: string, always: boolean): Promise<void> {
    const ids = await drawnIds();
    const shown = ids.has(subject);
    // What a person does online is carried out at the server at once: its result comes with the feed.
    if (!shown && !always && parts.online()) {
      onTheWay.delete(subject);
      return;
    }
    const [pending, dictionaries, text] = await Promise.all([
      custody.read.pending(subject),
      parts.dictionaries(),
      cache.read.base('specimen', subject),
    ]);
    // What lies in the cache was checked when it came.
    const base = text === null ? null : (JSON.parse(text) as SpecimenDocument);
    const carriedOut = stillOnTheWay(subject, base);
    const waiting = pending.filter(({ id, state }) => state === 'waiting' && !carriedOut.some((one) => one.id === id));
    const acts = [...carriedOut, ...waiting];
    const document = acts.length === 0 || !dictionaries ? null : applyCommands(base, acts, dictionaries);
    if (document === null) {
      if (!shown) return;
      await cache.write.dropOverlay(subject);
      ids.delete(subject);
    } else {
      ids.add(subject);
      const columns = specimenColumns(document, acts.at(-1)?.at);
      await cache.write.putOverlay({ entityId: subject, document: JSON.stringify(document), ...columns });
    }
    environment.publish({ type: 'change', kind: 'specimen', entityId: subject });
  }

  async function safely(subject: string, always: boolean): Promise<void> {
    try {
      await draw(subject, always);
    } catch (error) {
      environment.log('warn', 'a picture of what waits could not be drawn', { subject, reason: messageOf(error) });
    }
  }

  /**
   * One drawing of a subject after another; different subjects do not wait for each other. A drawing that has not begun sees
   * everything that was asked for meanwhile: there is never more than one in wait.
   */
  function redraw(subject: string, always: boolean): Promise<void> {
    const running = drawing.get(subject);
    if (running?.next) {
      running.next.always ||= always;
      return running.next.done;
    }
    if (running) {
      const next: Waiting = { always, done: running.done.then(() => begin(subject, next.always)) };
      running.next = next;
      return next.done;
    }
    return begin(subject, always);
  }

  function begin(subject: string, always: boolean): Promise<void> {
    const entry: Drawing = {
      done: safely(subject, always).then(() => {
        if (!entry.next) drawing.delete(subject);
      }),
      next: null,
    };
    drawing.set(subject, entry);
    return entry.done;
  }

  return {
    async refresh(subjects) {
      await Promise.all([...new Set(subjects)].map((subject) => redraw(subject, false)));
    },
    async show(subjects) {
      await Promise.all([...new Set(subjects)].map((subject) => redraw(subject, true)));
    },
    returning(command, version) {
      onTheWay.set(command.subject, [...(onTheWay.get(command.subject) ?? []), { command, version }]);
    },
    async refreshAll() {
      // One at a time: thousands may wait after a long outage, and people's own acts must not queue behind them.
      for (const subject of await cache.read.overlays()) await redraw(subject, true);
      let page: string[] = [];
      do {
        page = await custody.read.waitingSubjects(page.at(-1) ?? '', pageSubjects);
        for (const subject of page) await redraw(subject, true);
      } while (page.length === pageSubjects);
    },
  };
}
