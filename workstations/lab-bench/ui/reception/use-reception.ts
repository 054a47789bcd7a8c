// From a scanned code to its outcome: one code after another, looked up afresh, received if that is wanted, told by sound and log.
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { errorTable } from '../../../../core/kernel/errors.ts';
import { normalizeBarcode } from '../../../../core/lab/barcode.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { failureOf, isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import type { SoundName } from '../../../../renderer/parts/sound.ts';
import { useSound } from '../../../../renderer/parts/use-sound.ts';
import { usePutDocument } from '../bench/use-worklist.ts';
import { type Outcome, type ScanEntry, verdictOf } from './sitting.ts';
import { useSitting } from './use-sitting.ts';

const soundOf: Record<Outcome, SoundName> = {
  received: 'accepted',
  registered: 'accepted',
  refused: 'accepted',
  waiting: 'attention',
  already: 'attention',
  rejected: 'refused',
  unknown: 'refused',
  failed: 'refused',
};

/** Every failure of a reception is told on the card, none by a toast. */
const toldHere = [...Object.keys(errorTable), 'UNREACHABLE'];

type Told = Pick<ScanEntry, 'barcode' | 'outcome' | 'document' | 'failure'>;

export function useReception({ mayReceive }: { mayReceive: boolean }) {
  const { client, query } = useApi();
  const playSound = useSound();
  const queries = useQueryClient();
  const put = usePutDocument();
  const { entries, add } = useSitting();
  const [current, setCurrent] = useState<ScanEntry | null>(null);
  const [waiting, setWaiting] = useState(0);
  const receiving = useCommand(client.lab.receive, { handles: toldHere });
  const chain = useRef<Promise<unknown>>(Promise.resolve());

  function tell(told: Told): void {
    const entry: ScanEntry = { ...told, key: crypto.randomUUID(), at: new Date().toISOString() };
    if (told.document) put(told.document);
    add(entry);
    setCurrent(entry);
    playSound(soundOf[told.outcome]);
  }

  function lookUp(barcode: string): Promise<SpecimenDocument> {
    return queries.fetchQuery({
      ...query.lab.byBarcode.queryOptions({ input: { barcode } }),
      staleTime: 0,
      gcTime: 0,
      retry: false,
    });
  }

  /** Looks up and receives; when somebody changed the specimen in between it is judged once more by what it is now. */
  async function settle(document: SpecimenDocument, receive: boolean, again: boolean): Promise<Told> {
    const { barcode } = document;
    const verdict = verdictOf(document, receive);
    if (verdict !== 'receive') return { barcode, outcome: verdict, document, failure: null };
    try {
      const received = await receiving.mutateAsync({ specimenId: document.id, expectedVersion: document.version });
      return { barcode, outcome: 'received', document: received, failure: null };
    } catch (error) {
      const changed = ['VERSION_CONFLICT', 'STATE_REFUSED', 'SPECIMEN_REJECTED'] as const;
      if (again && changed.some((code) => isFailure(error, code))) return settle(await lookUp(barcode), receive, false);
      return { barcode, outcome: 'failed', document, failure: failureOf(error) };
    }
  }

  async function work(barcode: string, known: SpecimenDocument | null, receive: boolean): Promise<void> {
    try {
      tell(await settle(known ?? (await lookUp(barcode)), receive, true));
    } catch (error) {
      const failure = failureOf(error);
      const unknown = failure.code === 'SPECIMEN_UNKNOWN' || failure.code === 'NOT_FOUND';
      tell({ barcode, outcome: unknown ? 'unknown' : 'failed', document: null, failure });
    }
  }

  function inTurn(barcode: string, known: SpecimenDocument | null, receive: boolean): Promise<void> {
    setWaiting((count) => count + 1);
    const next = chain.current.then(() => work(barcode, known, receive));
    chain.current = next.finally(() => setWaiting((count) => count - 1));
    return next;
  }

  return {
    entries,
    current,
    /** Codes that are not settled yet. */
    waiting,
    scan(scanned: string): void {
      const barcode = normalizeBarcode(scanned);
      if (barcode) inTurn(barcode, null, mayReceive);
    },
    /** By a person's word, whatever the mode. */
    receive: (document: SpecimenDocument) => inTurn(document.barcode, document, true),
    show: (entry: ScanEntry) => setCurrent(entry),
    refused: (document: SpecimenDocument) =>
      tell({ barcode: document.barcode, outcome: 'refused', document, failure: null }),
    async registered(document: SpecimenDocument, receive: boolean): Promise<void> {
      tell({ barcode: document.barcode, outcome: 'registered', document, failure: null });
      if (receive) await inTurn(document.barcode, document, true);
    },
  };
}
