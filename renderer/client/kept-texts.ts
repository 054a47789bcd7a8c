// The text that the server does not have, at the station's host: it outlives the window. A browser without a station has its window's copy alone.
import { useMemo, useRef } from 'react';
import type { KeptText } from '../../core/reporting/draft-copy.ts';
import { useCapabilities } from './link.ts';
import { useApi } from './provider.tsx';

const settleMilliseconds = 400;

export interface KeptTexts {
  /** Null: there is none, or no station that keeps any. */
  read: (examId: string) => Promise<KeptText | null>;
  /** A moment after the last change; at once when the text goes. */
  keep: (examId: string, text: KeptText | null) => void;
}

export function useKeptTexts(): KeptTexts {
  const { client } = useApi();
  const station = useCapabilities()?.offline === true;
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  /** One after another: an earlier text must not arrive behind a later one. */
  const line = useRef<Promise<unknown>>(Promise.resolve());
  return useMemo(() => {
    const send = (examId: string, text: KeptText | null) => {
      waiting.current.delete(examId);
      // What cannot be kept there is still this window's.
      line.current = line.current.then(() => client.devices.keepText({ examId, text })).catch(() => undefined);
    };
    return {
      async read(examId) {
        if (!station) return null;
        await line.current;
        return client.devices.keptText({ examId }).catch(() => null);
      },
      keep(examId, text) {
        if (!station) return;
        clearTimeout(waiting.current.get(examId));
        if (text === null) send(examId, null);
        else
          waiting.current.set(
            examId,
            setTimeout(() => send(examId, text), settleMilliseconds),
          );
      },
    };
  }, [client, station]);
}
