// How long until the critical value goes to the next person, counting down.
import { useEffect, useState } from 'react';
import type { CriticalDocument } from '../../core/critical/model.ts';
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
  const seconds = Math.floor(Math.abs(left) / 1000);
  const parts = { hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
  const time = text(parts.hours > 0 ? 'critical.span.hours' : 'critical.span.minutes', parts);
  return (
    <span className={`escalation ${left < 0 ? 'is-over' : ''}`}>
      {left < 0 ? text('critical.escalated', { time }) : text('critical.escalates', { time })}
    </span>
  );
}
