// A text that was begun without the server waits for the lock: asked for as soon as the server is back, until it answers.
import { useEffect, useRef } from 'react';
import { isPassing } from '../../../../renderer/client/failure.ts';

const againMilliseconds = 3000;

interface Retake {
  waits: boolean;
  /** Takes the lock and stores the text; false: it was typed on another text than the one that stands. @throws what the server refuses */
  retake: () => Promise<boolean>;
  /** The server answered that it cannot be. */
  refused: () => void;
}

export function useRetake({ waits, retake, refused }: Retake): void {
  const newest = useRef({ retake, refused });
  newest.current = { retake, refused };
  useEffect(() => {
    if (!waits) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const ask = async () => {
      try {
        const isDone = await newest.current.retake();
        if (!isDone && !left) newest.current.refused();
      } catch (error) {
        if (left) return;
        if (isPassing(error)) timer = setTimeout(() => void ask(), againMilliseconds);
        else newest.current.refused();
      }
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [waits]);
}
