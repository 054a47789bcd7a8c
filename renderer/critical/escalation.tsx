// How long until the critical value goes to the next person, counting down.
import { useEffect, useState } from 'react';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { countdown } from '../format/time.ts';
import { useShellText } from '../locales/use-shell-text.ts';

export function Escalation({ critical }: { critical: CriticalDocument }) {
  const text = useShellText();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (critical.state !== 'open' && critical.state !== 'notified') return null;
  const left = Date.parse(critical.escalateAt) - now;
  return (
    <span className={`escalation ${left < 0 ? 'is-over' : ''}`}>
      {left < 0
        ? text('critical.escalated', { time: countdown(-left) })
        : text('critical.escalates', { time: countdown(left) })}
    </span>
  );
}
