// What a panel shows when it has nothing to show: empty with the reason, slow with the seconds, failed with the remedy.
import { Button, Spinner } from '@blueprintjs/core';
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { cancelRead, readBehind } from '../client/cancel-read.ts';
import { detailLines, failureOf, sentenceOf } from '../client/failure.ts';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph, type GlyphName } from './glyph.tsx';

/** Nothing here, why, and what fills it. */
export function EmptyPanel(props: { glyph: GlyphName; title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty-panel">
      <Glyph name={props.glyph} size={28} />
      <strong>{props.title}</strong>
      {props.hint ? <span>{props.hint}</span> : null}
      {props.children}
    </div>
  );
}

const slowMilliseconds = 400;
const cancelMilliseconds = 5000;

/** Nothing for the first 400 ms, then the seconds; after 5 s it can be cancelled. */
export function WaitingPanel({ onCancel }: { onCancel?: (() => void) | undefined }) {
  const text = useShellText();
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setElapsed(performance.now() - began), 100);
    return () => clearInterval(timer);
  }, []);
  if (elapsed < slowMilliseconds) return <div className="empty-panel" />;
  return (
    <div className="empty-panel" role="progressbar" aria-label={text('waiting')}>
      <Spinner size={22} />
      <span>{text('waiting.seconds', { seconds: (elapsed / 1000).toFixed(1) })}</span>
      {onCancel && elapsed > cancelMilliseconds ? (
        <Button size="small" text={text('waiting.cancel')} onClick={onCancel} data-testid="read-cancel" />
      ) : null}
    </div>
  );
}

export function FailurePanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useShellText();
  const locale = useLocale();
  const failure = failureOf(error);
  return (
    <div className="empty-panel" role="alert" data-testid="failure">
      <Glyph name="error" size={28} />
      <strong>{sentenceOf(failure, locale) ?? text('failure.unreachable')}</strong>
      {[text('failure.read'), ...detailLines(failure.detail)].map((line) => (
        <span key={line}>{line}</span>
      ))}
      {onRetry ? <Button size="small" text={text('retry')} onClick={onRetry} /> : null}
    </div>
  );
}

/**
 * The data of a query, or the panel that says why there are none. Old data stay while new ones are fetched. A first read that takes
 * long can be ended by the person who waits for it, and asked for again.
 */
export function Answer<Data>(props: { of: UseQueryResult<Data>; children: (data: Data) => ReactNode }) {
  const { data, error, refetch, fetchStatus } = props.of;
  const queries = useQueryClient();
  const text = useShellText();
  const [ended, setEnded] = useState<string | null>(null);
  if (data !== undefined) return props.children(data);
  if (error && fetchStatus === 'idle') return <FailurePanel error={error} onRetry={() => refetch()} />;
  const read = readBehind(queries, props.of);
  if (read && ended === read.queryHash && fetchStatus === 'idle') {
    return (
      <EmptyPanel glyph="blank" title={text('waiting.cancelled')} hint={text('failure.read')}>
        <Button
          size="small"
          text={text('retry')}
          onClick={() => {
            setEnded(null);
            void refetch();
          }}
          data-testid="read-again"
        />
      </EmptyPanel>
    );
  }
  // Looked for when it is asked for: on the first rendering of a read nothing watches it yet.
  const cancel = () => {
    const slow = readBehind(queries, props.of);
    if (!slow) return;
    setEnded(slow.queryHash);
    void cancelRead(queries, slow);
  };
  return <WaitingPanel onCancel={fetchStatus === 'fetching' ? cancel : undefined} />;
}
