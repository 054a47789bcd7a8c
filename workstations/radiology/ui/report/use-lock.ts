// The right to write about the exam: taken when the case is opened for writing, renewed while it is open, given back when it is left.
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { failureOf, isPassing } from '../../../../renderer/client/failure.ts';
import { newCommand, useApi } from '../../../../renderer/client/provider.tsx';
import { usePutExam } from '../worklist/use-worklist.ts';

/** Well under half of the lease of ten minutes. */
const renewMilliseconds = 180_000;
/** After a failure that passes by itself: the server was away or busy. */
const retryMilliseconds = 3000;

export type LockState =
  | { kind: 'none' }
  | { kind: 'asking' }
  | { kind: 'held'; fence: number }
  /** Somebody else writes. */
  | { kind: 'refused'; error: unknown }
  /** It was ours; somebody took it over. */
  | { kind: 'lost'; error: unknown };

export interface Lock {
  state: LockState;
  /** A save was refused because of the fence. */
  lose: (error: unknown) => void;
  /** Asks again, without the old fence. */
  take: () => void;
}

/**
 * @param byAct whether a person's act in this window wants it. Else, and whenever it asks again by itself, it asks only for a free one:
 * it would take the case from the same person's other window, where the text is being written
 * @param lastSave what must be stored while the lock is held: the server refuses it afterwards
 */
export function useLock(
  exam: ExamDocument,
  { wanted, byAct }: { wanted: boolean; byAct: boolean },
  lastSave: RefObject<() => Promise<void>>,
): Lock {
  const { client } = useApi();
  const put = usePutExam();
  const [state, setState] = useState<LockState>({ kind: 'none' });
  const [asked, setAsked] = useState(0);
  const examId = exam.id;
  const tools = useRef({ client, put, asked, byAct });
  tools.current = { client, put, asked, byAct };

  useEffect(() => {
    if (!wanted) {
      setState({ kind: 'none' });
      return;
    }
    let left = false;
    let fence: number | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = async (acted: boolean) => {
      try {
        const after = await tools.current.client.orders.lock({
          examId,
          command: newCommand(),
          ...(fence === null ? { onlyFree: !acted } : { fence }),
        });
        const given = after.lock?.fence ?? null;
        if (left) {
          if (given !== null) await giveBack(given);
          return;
        }
        fence = given;
        tools.current.put(after);
        if (given !== null) setState({ kind: 'held', fence: given });
      } catch (error) {
        if (left) return;
        const { code } = failureOf(error);
        const passes = isPassing(error);
        // A lost connection takes nothing away: the fence is good as long as nobody else asked.
        if (fence !== null && passes) return;
        setState(code === 'LOCK_LOST' && fence !== null ? { kind: 'lost', error } : { kind: 'refused', error });
        // Nobody else has it, as far as is known: what is typed meanwhile would else wait for the next renewal.
        if (passes) again = setTimeout(() => void ask(acted), retryMilliseconds);
      }
    };
    const giveBack = (held: number) =>
      tools.current.client.orders.unlock({ examId, fence: held, command: newCommand() }).then(
        (after) => tools.current.put(after),
        // Unreachable or already somebody else's: the lease ends by itself.
        () => undefined,
      );
    // An unreachable server keeps the lease until it ends, and this window the text.
    const leave = () => {
      const held = fence;
      if (held === null) return;
      // Asking anew after `take` goes on with the text: nothing is stored under the former fence.
      const stored = tools.current.asked === asked ? lastSave.current() : Promise.resolve();
      void stored.then(
        () => giveBack(held),
        () => giveBack(held),
      );
    };
    setState({ kind: 'asking' });
    void ask(asked > 0 || tools.current.byAct);
    const timer = setInterval(() => void ask(false), renewMilliseconds);
    // A window that is closed gives the case back too, as far as the browser still lets it.
    window.addEventListener('pagehide', leave);
    return () => {
      left = true;
      window.removeEventListener('pagehide', leave);
      clearInterval(timer);
      clearTimeout(again);
      leave();
    };
  }, [examId, wanted, asked, lastSave]);

  return {
    state,
    lose: (error) => setState({ kind: 'lost', error }),
    take: () => setAsked((count) => count + 1),
  };
}
