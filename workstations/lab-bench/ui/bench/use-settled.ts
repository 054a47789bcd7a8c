// A value that follows at once when it rests, and waits while it changes quickly (a held arrow key, quick typing).
import { useEffect, useRef, useState } from 'react';

export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    const now = performance.now();
    const quick = now - changedAt.current < milliseconds * 2;
    changedAt.current = now;
    if (!quick) {
      setSettled(value);
      return;
    }
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
