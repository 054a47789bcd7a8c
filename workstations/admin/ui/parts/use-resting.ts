// A value once it has rested: what is typed into a filter asks the server when the typing pauses.
import { useEffect, useState } from 'react';

export function useResting<Value>(value: Value, milliseconds = 250): Value {
  const [resting, setResting] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setResting(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return resting;
}
