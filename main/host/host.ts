// The host: stores, custody, connections, link, picture and contract put together. The one place that knows them all.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConnectionConfig, type LinkState } from '../../core/devices/contract.ts';
import type { Driver } from '../../device-drivers/driver.ts';
import { autoDrivers, connectionDriverById } from '../../device-drivers/drivers/auto.ts';
import { drivers } from '../../device-drivers/drivers/index.ts';
import type { Host, HostOptions } from './api.ts';
import { storeKeyIn } from './cache/store-key.ts';
import type { ConnectionParts } from './connections/connection.ts';
import { createConnectionManager } from './connections/manager.ts';
import { createDevices } from './contract/devices.ts';
import { createForwarding } from './contract/forwarding.ts';
import { createIdentity } from './contract/identity.ts';
import { createKeptTexts } from './contract/kept-texts.ts';
import { createLocalCommands } from './contract/local-commands.ts';
import { createLocalReads } from './contract/local-reads.ts';
import { createOfflineLogin } from './contract/offline-login.ts';
import { createRouter } from './contract/router.ts';
import { createSessions } from './contract/sessions.ts';
import { createCountWaiting } from './contract/waiting.ts';
import { crashAt, crashPointOf } from './custody/crash-point.ts';
import { createDiskGuard } from './custody/disk-guard.ts';
import { createIntake } from './custody/intake.ts';
import { createOutbox } from './custody/outbox.ts';
import { createReader } from './custody/reader.ts';
import { recoverFrames } from './custody/recover.ts';
import { createTrafficRecorder } from './custody/traffic.ts';
import { createEcgRoom, type EcgRoom } from './ecg/ecg-room.ts';
import { type HostEnvironment, messageOf } from './environment.ts';
import { createEventHub } from './events.ts';
import { createFetchHandler } from './fetch-handler.ts';
import { createInstrumentDesk } from './instrument-desk.ts';
import { loadEnrolment } from './link/enrolment.ts';
import type { FeedTimes } from './link/feed.ts';
import { createFollower } from './link/follower.ts';
import { createNumberLeases } from './link/number-leases.ts';
import { createServerClient, createSignedFetch } from './link/server-client.ts';
import { createServerLink, type LinkTimes } from './link/server-link.ts';
import { openStores, type Stores } from './open-stores.ts';
import { createOverlays } from './picture/overlays.ts';
import { createPicture } from './picture/picture.ts';
import { createReading, type Reading } from './reading/reading.ts';
import { startUpkeep } from './upkeep.ts';

/** What tests replace. */
export interface HostSeams {
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  freeBytes?: () => Promise<number>;
  drivers?: readonly Driver[];
  linkTimes?: LinkTimes;
  feedTimes?: FeedTimes;
  /** The simulation keeps its stores in memory, over the end of a host. */
  stores?: Stores;
  transportOf?: ConnectionParts['transportOf'];
  newId?: () => string;
  random?: () => number;
  crash?: (point: string) => void;
  /** How long no reader may have waited before anything is fetched ahead. */
  prefetchQuietMs?: number;
  version?: string;
}

const usualReserveBytes = 512 * 1024 * 1024;
const tellLinkAfterMs = 500;
/** Messages whose pictures are being drawn: when that is slower than reading, the reader waits for it instead of piling them up. */
const mostDrawing = 64;

/** @throws StoreError when another host runs on the folder, or the stores were written by a newer Yishu */
export async function createHost(options: HostOptions, seams: HostSeams = {}): Promise<Host> {
  const clock = options.clock ?? { now: () => new Date(), monotonicMs: () => performance.now() };
  const events = createEventHub(clock.now);
  const crashPoint = crashPointOf(process.env);
  const connectionDrivers = seams.drivers ?? [...drivers, ...autoDrivers];
  let heard: Pick<Reading, 'studyChanged' | 'personChanged' | 'examChanged'> | null = null;
  let heardEcg: Pick<EcgRoom, 'recordingChanged' | 'personChanged' | 'examChanged'> | null = null;
  const environment: HostEnvironment = {
    clock,
    newId: seams.newId ?? randomUUID,
    random: seams.random ?? Math.random,
    log: options.log ?? (() => undefined),
    driverById: (id) => (seams.drivers ? seams.drivers.find((driver) => driver.id === id) : connectionDriverById(id)),
    publish(event) {
      events.publish(event);
      // What lies on the disk of a study, and who may see it, follows what the server says.
      if (event.type !== 'change') return;
      const { kind, entityId } = event;
      if (kind === 'study') heard?.studyChanged(entityId);
      if (kind === 'recording') heardEcg?.recordingChanged(entityId);
      for (const room of [heard, heardEcg]) {
        if (kind === 'identity') room?.personChanged(entityId);
        if (kind === 'exam') room?.examChanged(entityId);
      }
    },
    crash: seams.crash ?? crashAt(crashPoint),
  };
  const { log } = environment;
  const { custody, cache } =
    seams.stores ?? (await openStores(environment, options.dataDir, options.storeKey, crashPoint));
  const recovered = await recoverFrames(environment, custody);
  if (recovered > 0) log('warn', 'messages were cut short when the host stopped', { messages: recovered });

  const disk = createDiskGuard(options.dataDir, {
    reserveBytes: options.diskReserveBytes ?? usualReserveBytes,
    monotonicMs: clock.monotonicMs,
    free: seams.freeBytes,
    onChange: () => void tellLink(),
  });
  const enrolment = await loadEnrolment(environment, custody, options.enrolmentCode);
  const clockOffset = { ms: 0 };
  const signedFetch = createSignedFetch({
    serverUrl: options.serverUrl,
    station: enrolment.identity,
    nowMs: () => clock.now().getTime() + clockOffset.ms,
    fetch: seams.fetch ?? fetch,
  });
  const client = createServerClient(options.serverUrl, signedFetch);
  const link = createServerLink(environment, signedFetch, seams.linkTimes);
  const picture = createPicture(cache, custody);
  const overlays = createOverlays(environment, {
    custody,
    cache,
    online: link.online,
    dictionaries: picture.dictionaries,
  });
  const leases = createNumberLeases(environment, custody, client, () => link.online() && enrolment.identity() !== null);
  const sessions = createSessions(environment, cache);
  const follower = createFollower(
    environment,
    { client, cache, custody, picture, overlays, sessions, link, enrolment, clockOffset },
    seams.feedTimes,
  );

  async function linkState(): Promise<LinkState> {
    const [{ waiting, parked }, space] = await Promise.all([custody.read.counts(), disk.check()]);
    return {
      online: link.online(),
      since: link.since().toISOString(),
      dataAsOf: follower.asOf(),
      waiting,
      parked,
      diskFreeBytes: space.freeBytes,
      diskLow: space.low,
    };
  }
  async function tellLink(): Promise<void> {
    const state = await linkState().catch(() => null);
    if (state) environment.publish({ type: 'link', link: state });
  }
  let tellingSoon: NodeJS.Timeout | undefined;
  /** Results that pile up while the server is away are counted now and then: each count reads the whole queue. */
  function tellLinkSoon(): void {
    tellingSoon ??= setTimeout(() => {
      tellingSoon = undefined;
      void tellLink();
    }, tellLinkAfterMs);
  }

  const outbox = createOutbox(environment, {
    store: custody,
    online: () => link.online() && enrolment.identity() !== null,
    push: follower.push,
    failed: follower.failed,
    async settled(replies, commands) {
      await follower.settled(replies, commands);
      await reading?.settled(replies, commands);
      if (!link.online() || replies.some(({ outcome }) => outcome !== 'done')) void tellLink();
    },
  });
  // Stores that are kept in memory have no folder, nor have frames one then.
  const rooms = seams.stores
    ? null
    : {
        custody,
        cache,
        client,
        link,
        signedFetch,
        dataDir: options.dataDir,
        key: options.storeKey ?? (await storeKeyIn(options.dataDir)),
        stationId: () => enrolment.identity()?.id ?? '',
        diskLow: () => disk.state().low,
        queued: () => outbox.wake(),
      };
  const reading =
    rooms && (await createReading(environment, { ...rooms, asOf: follower.asOf, quietMs: seams.prefetchQuietMs }));
  const ecg = rooms && (await createEcgRoom(environment, { ...rooms, pauseMs: seams.prefetchQuietMs }));
  heard = reading;
  heardEcg = ecg;
  const traffic = createTrafficRecorder(environment, custody);
  const intake = createIntake(environment, custody, disk);
  const desk = createInstrumentDesk(environment, {
    picture,
    client,
    link,
    lineOf: ({ connectionId, session }) => manager.lineOfSession(connectionId, session),
  });
  const manager = createConnectionManager(environment, custody, {
    intake,
    store: custody,
    traffic,
    transportOf: seams.transportOf,
    stored(ids, connectionId) {
      for (const id of ids) reader.take(id, connectionId);
    },
  });
  let drawing = 0;
  const reader = createReader(environment, {
    store: custody,
    ...desk,
    async instrumentIdOf(message, driverId) {
      const instrumentId = await desk.instrumentIdOf(message, driverId);
      manager.heard(message.connectionId, message.peer, instrumentId);
      return instrumentId;
    },
    alarm: manager.alarm,
    async forwarded(subjects) {
      outbox.wake();
      if (!link.online()) tellLinkSoon();
      drawing += 1;
      const drawn = overlays.show(subjects).finally(() => {
        drawing -= 1;
      });
      if (drawing > mostDrawing) await drawn;
    },
  });
  const devices = createDevices({
    environment,
    custody,
    manager,
    traffic,
    reader,
    outbox,
    picture,
    drivers: connectionDrivers,
    refreshOverlays: overlays.refresh,
    linkState,
  });
  const reads = createLocalReads({
    picture,
    now: () => clock.now().toISOString(),
    asOf: follower.asOf,
    online: link.online,
  });
  const forward = createForwarding({
    client,
    link,
    sessions,
    custody,
    outbox,
    reads,
    commands: createLocalCommands({ custody, picture, overlays, queued: outbox.wake }),
    reading,
    ecg,
    answered(call, output) {
      follower.answered(call.name, output);
      reading?.answered(call, output);
      ecg?.answered(call, output);
    },
    refused(call, code) {
      reading?.refused(call, code);
      ecg?.refused(call, code);
    },
  });
  const identity = createIdentity(environment, {
    ...{ client, link, sessions },
    offline: createOfflineLogin(environment, cache),
  });
  const router = createRouter({
    identity,
    sessions,
    devices,
    events,
    leases,
    forward,
    texts: createKeptTexts({ custody, now: clock.now }),
    waiting: createCountWaiting({
      ...{ client, link, sessions },
      now: () => clock.now().toISOString(),
      criticals: async (who) => (await reads['critical.list']({ state: 'open', days: 3 }, who)).rows,
    }),
    capabilities: {
      devices: true,
      offline: true,
      shell: options.shell,
      version: seams.version ?? (await programVersion()),
    },
    linkState,
    log,
  });
  const handle = createFetchHandler({
    router,
    sessions,
    link,
    signedFetch,
    rendererDir: options.rendererDir,
    pixels: reading?.pixels ?? null,
    tracings: ecg?.door ?? null,
    log,
  });

  function refreshPictures(): void {
    overlays
      .refreshAll()
      .catch((error: unknown) => log('warn', 'the offline pictures could not be drawn', { reason: messageOf(error) }));
  }
  link.onChange((online) => {
    void tellLink();
    if (!online) {
      refreshPictures();
      return;
    }
    follower.wake();
    void identity.comeOnline();
    void custody.write
      .wakeAll()
      .then(outbox.wake, (error: unknown) =>
        log('warn', 'the outbox could not be woken', { reason: messageOf(error) }),
      );
  });
  follower.onReady(() => {
    outbox.wake();
    void leases.refill();
    void tellLink();
  });

  for (const connectionId of await custody.read.unreadConnections()) reader.catchUp(connectionId);
  refreshPictures();
  const wanted = (options.connections ?? []).map((connection) =>
    ConnectionConfig.parse({ ...connection, enabled: true }),
  );
  await manager.start(wanted);
  link.start();
  follower.start();
  const upkeep = startUpkeep(environment, custody, cache, disk);

  return {
    fetch: handle,
    listeners: manager.listeners,
    async close() {
      upkeep.stop();
      clearTimeout(tellingSoon);
      events.close();
      link.close();
      await reading?.close();
      await ecg?.close();
      await manager.close();
      await follower.close();
      await reader.close();
      await outbox.close();
      await traffic.close();
      await custody.close();
      await cache.close();
    },
  };
}

async function programVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8').catch(() => '{}');
  const found: unknown = JSON.parse(text);
  return found !== null && typeof found === 'object' && 'version' in found ? String(found.version) : '0';
}
