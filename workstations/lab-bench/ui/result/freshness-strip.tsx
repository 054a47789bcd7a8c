// How far the data on the screen can be trusted: offline copy, commands that still wait, a refresh that failed.
import { useLink } from '../../../../renderer/client/link.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useResultText } from './texts.ts';
import type { SpecimenAnswer } from './use-specimen.ts';

interface FreshnessStripProps {
  answer: SpecimenAnswer;
  refreshFailed: boolean;
  onRetry: () => void;
}

export function FreshnessStrip({ answer, refreshFailed, onRetry }: FreshnessStripProps) {
  const text = useResultText();
  const link = useLink();
  const waiting = answer.document.pendingCommands ?? 0;
  const asOf = dateTime(answer.asOf);
  if (!answer.stale && waiting === 0 && !refreshFailed) return null;
  return (
    <div className="result-freshness" role="status" data-testid="result-freshness">
      {answer.stale ? (
        <span>
          <Glyph name="offline" /> <b>{text('stale.title', { asOf })}</b>{' '}
          {link && !link.online ? `${text('stale.since', { since: dateTime(link.since) })} · ` : ''}
          {text('stale.hint')}
        </span>
      ) : null}
      {waiting > 0 ? (
        <span>
          <Glyph name="time" /> {text('pending.title', { count: waiting })}
        </span>
      ) : null}
      {refreshFailed && !answer.stale ? (
        <span>
          <Glyph name="warning" /> {text('refresh.failed', { asOf })}{' '}
          <button type="button" className="result-link" onClick={onRetry}>
            {text('refresh.again')}
          </button>
        </span>
      ) : null}
    </div>
  );
}
