// Live updates: consumes the station's event stream, gathers what changed, and makes the queries it touches stale.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { Api, ApiClient } from './api.ts';
import { retryClassOf } from './failure.ts';
import { useHeld } from './held.ts';
import { useApi } from './provider.tsx';

type StationEvent =
  Awaited<ReturnType<ApiClient['devices']['events']>> extends AsyncIterable<infer Event> ? Event : never;
export type LiveChange = Extract<StationEvent, { type: 'change' }>;

type ChangeListener = (changes: readonly LiveChange[]) => void;
type EventListener = (event: StationEvent) => void;

class LiveFeed {
  readonly changeListeners = new Set<ChangeListener>();
  readonly eventListeners = new Set<EventListener>();
}

const LiveContext = createContext<LiveFeed | null>(null);
/** The first change is told at once, those behind it are gathered for so long: the screen is drawn anew a few times a second at most. */
const gatherMilliseconds = 50;
/** Former results come with a report; other work on specimens is no reason to ask for them more often than this. */
const historyMilliseconds = 5_000;
/** An analyzer at work announces itself many times a second. */
const devicesMilliseconds = 500;
const reconnectMilliseconds = 1500;
const reconnectAtMostMilliseconds = 6_000;

/** The queries that a change of a kind makes stale, beside the specimen lists, which patch themselves. */
function keysOf(api: Api, change: LiveChange): readonly unknown[][] {
  const { lab, critical, reporting, integration, identity, orders, examReports, imaging, quality, ecg } = api.query;
  switch (change.kind) {
    case 'specimen':
      return [[...lab.specimen.key({ input: { id: change.entityId } })]];
    case 'critical':
      return [[...critical.key()]];
    case 'ecgAlert':
      return [[...ecg.alerts.key()]];
    // What waits for its exam stands in the list when it arrives, not when somebody looks again.
    case 'recording':
      return [[...ecg.recordings.key()], [...ecg.recording.key({ input: { recordingId: change.entityId } })]];
    case 'unplaced':
      return [[...lab.unplaced.key()]];
    case 'dictionary':
      return [[...lab.dictionaries.key()], [...lab.dictionaryEntry.key()]];
    case 'report':
      return [[...reporting.versions.key()], [...lab.history.key()]];
    case 'identity':
      // Who may confirm stands in the network, and follows what is said of institutions and of people.
      return [
        [...identity.people.key()],
        [...identity.workstations.key()],
        [...identity.roles.key()],
        [...orders.institutions.key()],
      ];
    case 'integration':
      return [[...integration.key()]];
    case 'exam':
      return [[...orders.exam.key({ input: { examId: change.entityId } })], [...orders.priors.key()]];
    case 'examReport':
      return [[...examReports.ofExam.key()]];
    case 'examQuality':
      return [[...quality.ofExam.key({ input: { examId: change.entityId } })], [...quality.feedback.key()]];
    case 'qualitySample':
      return [[...quality.samples.key()], [...quality.sample.key({ input: { sampleId: change.entityId } })]];
    case 'study':
      return [
        [...imaging.studies.key()],
        [...imaging.differing.key()],
        [...imaging.manifest.key({ input: { studyUid: change.entityId } })],
      ];
    default:
      return [];
  }
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const queries = useQueryClient();
  const held = useHeld();
  const [feed] = useState(() => new LiveFeed());

  useEffect(() => {
    // Nobody is there to be told; whoever comes back gets a new stream, which begins by asking for everything again.
    if (held) return;
    const stopped = new AbortController();
    const pending = new Map<string, LiveChange>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let devicesTimer: ReturnType<typeof setTimeout> | undefined;
    let historyTimer: ReturnType<typeof setTimeout> | undefined;
    let flushedAt = Number.NEGATIVE_INFINITY;

    const flush = () => {
      timer = undefined;
      flushedAt = performance.now();
      const changes = [...pending.values()];
      pending.clear();
      for (const queryKey of changes.flatMap((change) => keysOf(api, change))) queries.invalidateQueries({ queryKey });
      for (const listener of feed.changeListeners) listener(changes);
    };
    const take = (event: StationEvent) => {
      for (const listener of feed.eventListeners) listener(event);
      switch (event.type) {
        case 'change':
          pending.set(`${event.kind} ${event.entityId}`, event);
          timer ??= setTimeout(flush, Math.max(0, flushedAt + gatherMilliseconds - performance.now()));
          if (event.kind !== 'specimen') return;
          historyTimer ??= setTimeout(() => {
            historyTimer = undefined;
            queries.invalidateQueries({ queryKey: api.query.lab.history.key() });
          }, historyMilliseconds);
          return;
        case 'link':
          queries.setQueryData(api.query.devices.link.queryKey(), event.link);
          queries.invalidateQueries({ queryKey: api.query.devices.outbox.key() });
          return;
        case 'connection':
        case 'inbox':
          devicesTimer ??= setTimeout(() => {
            devicesTimer = undefined;
            const { connections, traffic, inbox } = api.query.devices;
            for (const queryKey of [connections.key(), traffic.key(), inbox.key()])
              queries.invalidateQueries({ queryKey });
          }, devicesMilliseconds);
          return;
        case 'hello':
          // The stream is new: what happened in between is unknown.
          queries.invalidateQueries({ refetchType: 'active' });
          return;
        default:
          event satisfies never;
      }
    };
    const follow = async () => {
      let wait = reconnectMilliseconds;
      while (!stopped.signal.aborted) {
        try {
          const events = await api.client.devices.events(undefined, {
            signal: stopped.signal,
            context: {
              retry: Number.POSITIVE_INFINITY,
              retryDelay: reconnectMilliseconds,
              // A session that ended (locked screen) is asked for again below, not so often.
              shouldRetry: ({ error }) => {
                if (stopped.signal.aborted || retryClassOf(error) !== 'again') return false;
                // Whether anything answers at all is asked now, not at the next turn of the clock.
                void queries.invalidateQueries({ queryKey: api.query.devices.link.key() });
                return true;
              },
            },
          });
          for await (const event of events) {
            wait = reconnectMilliseconds;
            take(event);
          }
        } catch {
          // Cut or refused: the retry plugin has given up or the page goes away.
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, reconnectAtMostMilliseconds);
      }
    };
    follow();
    return () => {
      stopped.abort();
      clearTimeout(timer);
      clearTimeout(devicesTimer);
      clearTimeout(historyTimer);
    };
  }, [api, queries, feed, held]);

  return <LiveContext value={feed}>{children}</LiveContext>;
}

/** Gathered changes of the feed. */
export function useLiveChanges(listener: ChangeListener): void {
  const feed = useContext(LiveContext);
  const newest = useNewest(listener);
  useEffect(() => {
    const call: ChangeListener = (changes) => newest.current(changes);
    feed?.changeListeners.add(call);
    return () => {
      feed?.changeListeners.delete(call);
    };
  }, [feed, newest]);
}

/** Every event of the stream as it comes. */
export function useLiveEvents(listener: EventListener): void {
  const feed = useContext(LiveContext);
  const newest = useNewest(listener);
  useEffect(() => {
    const call: EventListener = (event) => newest.current(event);
    feed?.eventListeners.add(call);
    return () => {
      feed?.eventListeners.delete(call);
    };
  }, [feed, newest]);
}

function useNewest<Value>(value: Value) {
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  });
  return newest;
}
