// The clinicians' ECG page as a whole: opening, open until the link ends, or a plain word why not.
import { useEffect, useState } from 'react';
import { EcgLinkBanner } from './ecg-banner.tsx';
import { type OpenedEcg, openEcg } from './ecg-link.ts';
import { EcgRoom } from './ecg-room.tsx';
import { useEcgViewerText } from './ecg-texts.ts';
import { LanguageButton } from './language-button.tsx';
import type { Place, Refusal } from './link.ts';

type State = OpenedEcg | { refused: Refusal };

export function EcgViewerPage({ place }: { place: Place }) {
  const text = useEcgViewerText();
  const [opened, setOpened] = useState<State | null>('refused' in place ? place : null);
  const [recordingId, setRecordingId] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const token = 'token' in place ? place.token : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try is asked for by its number
  useEffect(() => {
    if (token === null) return;
    const abort = new AbortController();
    openEcg(token, recordingId, abort.signal).then((answer) => {
      if (!abort.signal.aborted) setOpened(answer);
    });
    return () => abort.abort();
  }, [token, recordingId, tries]);

  // The server's clock decides, counted on from its answer; what is shown goes with the link.
  const left = opened && 'ecg' in opened ? Date.parse(opened.ecg.expiresAt) - Date.parse(opened.ecg.now) : null;
  useEffect(() => {
    if (left === null) return;
    const timer = setTimeout(() => setOpened({ refused: 'expired' }), left);
    return () => clearTimeout(timer);
  }, [left]);

  if (!opened)
    return (
      <main className="ecg-link-word" role="status">
        <p>{text('loading')}</p>
      </main>
    );
  if ('refused' in opened) {
    const { refused } = opened;
    return (
      <main className="ecg-link-word" role="alert" data-testid="link-refused" data-refusal={refused}>
        <h1>{text(`refused.${refused}`)}</h1>
        <p>{text(`refused.${refused}.more`)}</p>
        {token !== null && (refused === 'offline' || refused === 'study') ? (
          <button type="button" className="ecg-link-button" onClick={() => setTries(tries + 1)}>
            {text('retry')}
          </button>
        ) : null}
        <LanguageButton />
      </main>
    );
  }
  return (
    <main className="ecg-link-page" data-testid="ecg-link-page">
      <EcgLinkBanner ecg={opened.ecg} onRecording={setRecordingId} />
      <EcgRoom key={opened.ecg.detail.recording.id} ecg={opened.ecg} report={opened.report} token={token ?? ''} />
    </main>
  );
}
