// Offline is a state, not an error: since when, how old the data are, how many commands wait, and what cannot be done until then.
import { useEffect, useState } from 'react';
import { useCapabilities, useLink } from '../client/link.ts';
import { dateTime, span } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph } from '../parts/glyph.tsx';

export function OfflineStrip() {
  const text = useShellText();
  const locale = useLocale();
  const link = useLink();
  const alone = useCapabilities()?.offline === false;
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 20_000);
    return () => clearInterval(timer);
  }, []);
  if (!link || (link.online && !link.diskLow)) return null;
  if (link.online)
    return (
      <div className="strip strip-disk" role="alert">
        <Glyph name="warning" /> {text('strip.disk')}
      </div>
    );
  return (
    <div className="strip" role="status" data-testid="offline-strip">
      <Glyph name="offline" />
      <strong>{text(alone ? 'strip.alone' : 'strip.offline')}</strong>
      <span>
        {text('strip.since', { time: dateTime(link.since), span: span(link.since, now.toISOString(), locale) })}
      </span>
      <span>{link.dataAsOf ? text('strip.asOf', { time: dateTime(link.dataAsOf) }) : text('strip.noData')}</span>
      {alone ? null : <span>{text('strip.waiting', { count: link.waiting })}</span>}
      <span className="strip-cannot">{text(alone ? 'strip.alone.cannot' : 'strip.cannot')}</span>
    </div>
  );
}
