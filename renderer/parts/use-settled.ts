// A value that has rested for a while: what is typed or moved over quickly asks for nothing, and nothing is said of half a word.
import { useEffect, useState } from 'react';

export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
