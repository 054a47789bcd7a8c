// The time, told anew every half minute: for waiting times in lists.
import { useEffect, useState } from 'react';

const everyMilliseconds = 30_000;

export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return now;
}
