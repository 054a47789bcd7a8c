// Keeps the station in step with the server: enrols, follows the feed into the cache, hands in the outbox, learns from every answer.
import { z } from 'zod';
import { Person } from '../../../core/identity/contract.ts';
import { PlacesByRight } from '../../../core/identity/reach.ts';
import { RightSchema } from '../../../core/identity/rights.ts';
import { Dictionaries } from '../../../core/lab/dictionary.ts';
import type { CommandReply, QueuedCommand } from '../../../core/sync/contract.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { WaitingCommand } from '../cache/custody-types.ts';
import { isUnreachable } from '../contract/contract-errors.ts';
import type { Sessions } from '../contract/sessions.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import { cachedChange } from '../picture/cached-change.ts';
import type { Overlays } from '../picture/overlays.ts';
import type { Picture } from '../picture/picture.ts';
import type { Enrolment } from './enrolment.ts';
import { createFeed, type FeedTimes } from './feed.ts';
import type { ServerClient } from './server-client.ts';
import type { ServerLink } from './server-link.ts';

export interface FollowerParts {
  client: ServerClient;
  cache: CacheStore;
  custody: CustodyStore;
  picture: Picture;
  overlays: Overlays;
  sessions: Sessions;
  link: ServerLink;
  enrolment: Enrolment;
  /** What to add to our clock to get the server's, for signatures. */
  clockOffset: { ms: number };
}

export interface Follower {
  start(): void;
  wake(): void;
  asOf(): string | null;
  push(commands: QueuedCommand[], signal: AbortSignal): Promise<CommandReply[]>;
  failed(error: unknown): void;
  settled(replies: CommandReply[], commands: WaitingCommand[]): Promise<void>;
  answered(name: string, output: unknown): void;
  /** Called whenever the station is online and enrolled again. */
  onReady(listener: () => void): void;
  close(): Promise<void>;
}

/** A person as the feed tells stations. */
const PersonDocument = z.object({
  person: Person.omit({ signature: true })
    .partial()
    .extend({ id: z.string(), enabled: z.boolean(), labGroups: z.array(z.string()) }),
  rights: z.array(RightSchema),
  places: PlacesByRight.optional(),
  institutionId: z.string().nullable().optional(),
});

const Versioned = z.object({ id: z.string(), version: z.number() });
/** Results that changed a specimen. */
const Placed = z.object({ specimenVersion: z.number() });

export function createFollower(environment: HostEnvironment, parts: FollowerParts, times?: FeedTimes): Follower {
  const { client, cache, picture, overlays, link, enrolment } = parts;
  const listeners: (() => void)[] = [];
  let ready = false;

  function failed(error: unknown): void {
    if (isUnreachable(error)) {
      link.failed(error);
      return;
    }
    if (errorCodeOf(error) !== 'STATION_UNKNOWN') return;
    ready = false;
    const serverTime = serverTimeIn(error);
    if (serverTime === null) {
      enrolment.refused();
      return;
    }
    parts.clockOffset.ms = Date.parse(serverTime) - environment.clock.now().getTime();
    const offset = Math.round(parts.clockOffset.ms / 1000);
    environment.log('error', "this station's clock is wrong; set it", { secondsBehindServer: offset });
  }

  async function isReady(): Promise<boolean> {
    if (!link.online() || !(await enrolment.ensure(client))) {
      ready = false;
      return false;
    }
    if (ready) return true;
    const identity = enrolment.identity()?.id ?? '';
    const filledFor = await cache.read.meta('station');
    // Another enrolment is another hospital for all we know: its patients are not ours.
    if (filledFor !== null && filledFor !== identity) await cache.write.clear();
    await cache.write.setMeta('station', identity);
    await refreshDictionaries();
    ready = true;
    for (const listener of listeners) listener();
    return true;
  }

  async function refreshDictionaries(): Promise<void> {
    try {
      await picture.keepDictionaries(await client.lab.dictionaries(undefined, { context: { background: true } }));
    } catch (error) {
      if (isUnreachable(error)) throw error;
      environment.log('warn', 'the dictionaries could not be fetched', { reason: messageOf(error) });
    }
  }

  async function applied(changes: readonly { kind: string; entityId: string; document: unknown }[]): Promise<void> {
    const specimens = changes.filter(({ kind }) => kind === 'specimen').map(({ entityId }) => entityId);
    if (changes.some(({ kind }) => kind === 'dictionary')) picture.forgetDictionaries();
    for (const { kind, document } of changes) if (kind === 'identity') await learnPerson(document);
    await overlays.refresh(specimens);
    for (const { kind, entityId } of changes) environment.publish({ type: 'change', kind, entityId });
  }

  /** What a person may do offline follows what the server says; who was disabled stays out. */
  async function learnPerson(document: unknown): Promise<void> {
    const known = PersonDocument.safeParse(document);
    if (!known.success) return;
    const { person, rights, places = {}, institutionId = null } = known.data;
    if (!person.enabled) {
      await cache.write.forgetPerson(person.id);
      await parts.sessions.forget(person.id);
      return;
    }
    await cache.write.updatePerson(
      person.id,
      {
        rights: JSON.stringify(rights),
        labGroups: JSON.stringify(person.labGroups),
        places: JSON.stringify(places),
        institutionId: JSON.stringify(institutionId),
      },
      person.passwordChangedAt ?? null,
    );
    parts.sessions.learn(person.id, { rights, labGroups: person.labGroups, places, institutionId });
  }

  const feed = createFeed(
    environment,
    {
      client,
      cache,
      ready: isReady,
      prepare: cachedChange,
      applied,
      failed,
      worked: link.worked,
    },
    times,
  );

  return {
    start: feed.start,
    wake: feed.wake,
    asOf: feed.asOf,
    failed,
    async push(commands, signal) {
      const context = { background: true, timeoutMs: 60_000 };
      const { replies } = await client.sync.push({ commands }, { signal, context });
      link.worked();
      return replies;
    },
    async settled(replies, commands) {
      const byId = new Map(commands.map((command) => [command.id, command]));
      for (const { id, output } of replies) {
        const placed = Placed.safeParse(output);
        const command = byId.get(id);
        if (command?.name === 'lab.ingest' && placed.success) overlays.returning(command, placed.data.specimenVersion);
      }
      const outputs = replies.filter(({ outcome }) => outcome === 'done').map(({ output }) => output);
      const documents = outputs.flatMap((output) => {
        const known = Versioned.safeParse(output);
        if (!known.success || typeof output !== 'object' || output === null) return [];
        const kind = 'barcode' in output && 'lines' in output ? 'specimen' : 'escalateAt' in output ? 'critical' : null;
        if (kind === null) return [];
        return [cachedChange({ kind, entityId: known.data.id, version: known.data.version, document: output })];
      });
      // The feed brings the same later; until then the picture must not fall back to what was before.
      if (documents.length > 0) await cache.write.apply(documents, null, null);
      const answered = new Set(replies.map(({ id }) => id));
      await overlays.refresh(commands.filter(({ id }) => answered.has(id)).map(({ subject }) => subject));
    },
    answered(name, output) {
      if (name !== 'lab.dictionaries') return;
      const known = Dictionaries.safeParse(output);
      if (known.success) void picture.keepDictionaries(known.data);
    },
    onReady: (listener) => void listeners.push(listener),
    close: feed.close,
  };
}

function serverTimeIn(error: unknown): string | null {
  const data: unknown = error instanceof Error && 'data' in error ? error.data : null;
  const time: unknown = data !== null && typeof data === 'object' ? Reflect.get(data, 'serverTime') : null;
  return typeof time === 'string' ? time : null;
}
