// What a locked screen still tells: how many alarms wait for its reader, in colour, shape, word and sound; never whose they are.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { failureOf } from '../client/failure.ts';
import { useApi } from '../client/provider.tsx';
import { clock } from '../format/time.ts';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph } from '../parts/glyph.tsx';
import type { SoundName } from '../parts/sound.ts';

const askMilliseconds = 5_000;
const answerMilliseconds = 4_500;
/** Nobody answered: it sounds again. */
const remindMilliseconds = 60_000;

/** Whether a count sounds: it grew, another one was raised or escalated, or what came since the lock still stands after a minute. */
export function sounds(
  before: { waiting: number; calls: number } | null,
  now: { waiting: number; calls: number },
  sinceSoundMs: number,
): boolean {
  if (now.waiting === 0) return false;
  // What stood open when the screen was locked was heard by whoever locked it.
  if (before === null) return now.calls > 0;
  if (now.waiting > before.waiting || now.calls > before.calls) return true;
  return now.calls > 0 && sinceSoundMs >= remindMilliseconds;
}

/** Nobody's screen any more: there is nothing to ask for. */
const isOver = (error: unknown) => error !== null && failureOf(error).code === 'LOGIN_REQUIRED';

/** Asks every five seconds; the lock itself is told first, and again until the server has heard it. */
export function useWaiting(lockFirst: boolean) {
  const { client, query } = useApi();
  const told = useRef(!lockFirst);
  return useQuery({
    queryKey: query.critical.waiting.key(),
    queryFn: async ({ signal: cancelled }) => {
      const signal = AbortSignal.any([cancelled, AbortSignal.timeout(answerMilliseconds)]);
      if (!told.current) await client.identity.lock(undefined, { signal });
      told.current = true;
      return client.critical.waiting(undefined, { signal });
    },
    refetchInterval: ({ state }) => (isOver(state.error) ? false : askMilliseconds),
    // Also in a window that nobody looks at.
    refetchIntervalInBackground: true,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
}

interface PanelProps {
  asked: ReturnType<typeof useWaiting>;
  play: (name: SoundName) => void;
  /** The person's own sounds are off. */
  silent: boolean;
}

export function WaitingCriticals({ asked, play, silent }: PanelProps) {
  const text = useShellText();
  const { data, error, dataUpdatedAt } = asked;
  const over = isOver(error);
  const unknown = error !== null || data?.known === false;
  // What stood there when the server went is as urgent as before; what came since is not known.
  const lastKnown = useRef(0);
  if (data?.known && error === null) lastKnown.current = data.waiting;
  const waiting = over ? 0 : Math.max(data?.waiting ?? 0, unknown ? lastKnown.current : 0);

  const before = useRef<{ waiting: number; calls: number } | null>(null);
  const soundedAt = useRef(0);
  useEffect(() => {
    if (!data || dataUpdatedAt === 0) return;
    if (sounds(before.current, data, Date.now() - soundedAt.current)) {
      soundedAt.current = Date.now();
      play('critical');
    }
    before.current = data;
  }, [data, dataUpdatedAt, play]);

  // Seen in the list of windows too, when this one lies under others.
  useEffect(() => {
    if (waiting === 0) return;
    const { title } = document;
    document.title = text('lock.waiting.title', { count: waiting });
    return () => {
      document.title = title;
    };
  }, [waiting, text]);

  if (!data && !error) return null;
  return (
    <div className="lock-alarms" aria-live="assertive" data-testid="lock-alarms">
      {waiting > 0 ? (
        <p className="lock-alarm" data-testid="lock-waiting">
          <Glyph name="warning" size={30} />
          <strong>{text('lock.waiting', { count: waiting })}</strong>
        </p>
      ) : null}
      {unknown ? (
        <p className="lock-unknown" data-testid="lock-unknown">
          <Glyph name="offline" size={18} />
          <span>{text(over ? 'lock.over' : waiting > 0 ? 'lock.unknown.more' : 'lock.unknown')}</span>
        </p>
      ) : waiting === 0 ? (
        <p className="lock-calm" data-testid="lock-calm">
          <Glyph name="yes" /> {text('lock.calm', { time: clock(new Date(dataUpdatedAt).toISOString()) })}
        </p>
      ) : null}
      {silent && !over ? (
        <p className="lock-calm" data-testid="lock-silent">
          <Glyph name="soundOff" /> {text('lock.soundsOff')}
        </p>
      ) : null}
    </div>
  );
}
