// The clinicians' page as a whole: opening, open until the link ends, or a plain word why not.
import { useEffect, useState } from 'react';
import { LinkBanner } from './banner.tsx';
import { LanguageButton } from './language-button.tsx';
import { type Opened, openLink, type Place, type Refusal } from './link.ts';
import { LinkRoom } from './room.tsx';
import { useViewerText } from './use-viewer-text.ts';

export function ViewerPage({ place }: { place: Place }) {
  const [opened, setOpened] = useState<Opened | null>('refused' in place ? place : null);
  const token = 'token' in place ? place.token : null;
  const waiting = opened === null;
  useEffect(() => {
    if (token === null || !waiting) return;
    const abort = new AbortController();
    openLink(token, abort.signal).then((answer) => {
      if (!abort.signal.aborted) setOpened(answer);
    });
    return () => abort.abort();
  }, [token, waiting]);

  // The server's clock decides, counted on from its answer; what is shown goes with the link.
  const left = opened && 'study' in opened ? Date.parse(opened.study.expiresAt) - Date.parse(opened.study.now) : null;
  useEffect(() => {
    if (left === null) return;
    const timer = setTimeout(() => setOpened({ refused: 'expired' }), left);
    return () => clearTimeout(timer);
  }, [left]);

  if (!opened) return <Opening />;
  if ('refused' in opened) {
    return (
      <Refused
        refusal={opened.refused}
        onRetry={
          opened.refused === 'offline' || (opened.refused === 'study' && token !== null) ? () => setOpened(null) : null
        }
      />
    );
  }
  return (
    <main className="link-page" data-testid="link-page">
      <LinkBanner study={opened.study} report={opened.report} token={token ?? ''} />
      <LinkRoom token={token ?? ''} study={opened.study} />
    </main>
  );
}

function Opening() {
  const text = useViewerText();
  return (
    <main className="link-word" role="status">
      <p>{text('loading')}</p>
    </main>
  );
}

function Refused({ refusal, onRetry }: { refusal: Refusal; onRetry: (() => void) | null }) {
  const text = useViewerText();
  return (
    <main className="link-word" role="alert" data-testid="link-refused" data-refusal={refusal}>
      <h1>{text(`refused.${refusal}`)}</h1>
      <p>{text(`refused.${refusal}.more`)}</p>
      {onRetry ? (
        <button type="button" className="link-button" onClick={onRetry}>
          {text('retry')}
        </button>
      ) : null}
      <LanguageButton />
    </main>
  );
}
