// An image window: the banner and the pictures of the case that the main window has in hand, or a plain word why there are none.
import { BlueprintProvider } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ImageWindowAddress } from '../../core/imaging/windows/address.ts';
import type { Api } from '../client/api.ts';
import { ApiProvider, useApi } from '../client/provider.tsx';
import { SessionProvider } from '../client/session.tsx';
import { PreferencesProvider, usePreferences } from '../i18n/preferences.tsx';
import { useObserved } from '../imaging/desk/observable.ts';
import { ReadingRoom, useServerImaging } from '../imaging/index.ts';
import { OwnBindingsProvider } from '../imaging/keys/own-bindings-provider.tsx';
import { ActionsProvider } from '../keys/actions.tsx';
import { EmptyPanel, WaitingPanel } from '../parts/panels.tsx';
import { EmptyBanner, PatientBanner } from '../parts/patient-banner.tsx';
import { ScannerProvider } from '../scanner/scanner.tsx';
import { ToastsProvider } from '../shell/toasts.tsx';
import type { CaseOnDesk } from './case-on-desk.ts';
import { ImageLink } from './image-link.ts';
import { knownMonitors, rememberPlace } from './open-window.ts';
import { openChannel, watchDesk } from './presence.ts';
import { useWindowText } from './texts.ts';
import { type ImageWindowView, viewOf } from './window-state.ts';
import './windows.css';

const touchMilliseconds = 1000;

export function ImageWindow({ api, address }: { api: Api; address: ImageWindowAddress }) {
  return (
    <PreferencesProvider>
      <BlueprintProvider>
        <ToastsProvider>
          <ActionsProvider onRefused={() => undefined}>
            <ApiProvider api={api}>
              <ScannerProvider>
                <LinkedWindow address={address} />
              </ScannerProvider>
            </ApiProvider>
          </ActionsProvider>
        </ToastsProvider>
      </BlueprintProvider>
    </PreferencesProvider>
  );
}

function LinkedWindow({ address }: { address: ImageWindowAddress }) {
  const [link, setLink] = useState<ImageLink | null>(null);
  useTheme();
  useEffect(() => {
    const made = new ImageLink(address.desk, openChannel(address.desk));
    // The main window calls this in the moment in which it changes the patient: nothing of the former one is painted again.
    Reflect.set(window, 'yishuBlank', (seq: number) => flushSync(() => made.dispatch({ kind: 'blanked', seq })));
    const unwatch = watchDesk(window, address.desk, () => {
      made.dispatch({ kind: 'gone' });
      window.close();
    });
    setLink(made);
    return () => {
      Reflect.deleteProperty(window, 'yishuBlank');
      unwatch();
      made.close();
    };
  }, [address.desk]);
  useRememberedPlace(address.place);
  useTouches(link);
  return link ? <Followed link={link} place={address.place} /> : null;
}

function Followed({ link, place }: { link: ImageLink; place: number }) {
  const text = useWindowText();
  const state = useObserved(link.state, (value) => value);
  const view = viewOf(state);
  const name = view.kind === 'case' ? `${view.case.patient.name} · ` : '';
  useEffect(() => {
    document.title = `${name}${text('title', { place })}`;
  }, [name, place, text]);
  const patient = view.kind === 'case' ? view.case.patient.id : '';
  return (
    <main className="image-window" data-testid="image-window" data-view={view.kind} data-patient={patient}>
      {view.kind === 'case' ? (
        <KnownReader key={`${view.case.examId} ${patient}`} link={link} personId={view.personId} inHand={view.case} />
      ) : (
        <Blank kind={view.kind} />
      )}
    </main>
  );
}

function Blank({ kind }: { kind: Exclude<ImageWindowView['kind'], 'case'> | 'stranger' }) {
  const text = useWindowText();
  return (
    <>
      <EmptyBanner hint={text(kind)} />
      <EmptyPanel
        glyph={kind === 'locked' || kind === 'stranger' ? 'lock' : 'screens'}
        title={text(kind)}
        hint={text(`${kind}.hint`)}
      />
    </>
  );
}

/** The server says who is logged in: it must be the reader whose desk this is. */
function KnownReader({ link, personId, inHand }: { link: ImageLink; personId: string; inHand: CaseOnDesk }) {
  const { query } = useApi();
  const me = useQuery(query.identity.me.queryOptions({ staleTime: 60_000, refetchOnMount: 'always', retry: 3 }));
  if (!me.data) return me.isFetching ? <Opening inHand={inHand} /> : <Blank kind="locked" />;
  if (me.data.person.id !== personId) return <Blank kind="stranger" />;
  return (
    <SessionProvider value={me.data}>
      <OwnBindingsProvider elsewhere={(actionId) => link.say({ kind: 'ownAct', examId: inHand.examId, actionId })}>
        <CaseInWindow link={link} inHand={inHand} readerId={personId} />
      </OwnBindingsProvider>
    </SessionProvider>
  );
}

/** The name first, the pictures when they may be shown. */
function Opening({ inHand }: { inHand: CaseOnDesk }) {
  return (
    <>
      <EmptyBanner hint={inHand.patient.name} />
      <WaitingPanel />
    </>
  );
}

function CaseInWindow({ link, inHand, readerId }: { link: ImageLink; inHand: CaseOnDesk; readerId: string }) {
  const text = useWindowText();
  const server = useServerImaging();
  const { examId } = inHand;
  const source = useMemo(() => link.source(server, examId, () => crypto.randomUUID()), [link, server, examId]);
  const words = JSON.stringify(inHand.studies);
  const studies = useMemo(() => {
    const named: CaseOnDesk['studies'] = JSON.parse(words);
    return named;
  }, [words]);
  const prior = studies.filter(({ role }) => role === 'prior').map(({ studyUid }) => studyUid);
  return (
    <>
      <PatientBanner patient={inHand.patient} visit={inHand.visit} on={inHand.on} critical={inHand.critical}>
        <span className="image-window-exam">
          <b>{inHand.modality}</b> {inHand.procedureName} <span className="number">{inHand.accessionNumber}</span>
        </span>
      </PatientBanner>
      <section className="image-window-room">
        {studies.length > 0 ? (
          <ReadingRoom
            key={prior.join(' ')}
            source={source}
            readerId={readerId}
            studies={studies}
            onKeyImage={(image) => link.say({ kind: 'keyImage', examId, image })}
            onMeasurement={(measurement) => link.say({ kind: 'measurement', examId, measurement })}
          />
        ) : (
          <EmptyPanel glyph="inbox" title={text('noImages')} hint={text('noImages.hint')} />
        )}
      </section>
    </>
  );
}

/** Dark for reading, as the station is, unless the reader chose otherwise. */
function useTheme(): void {
  const { preferences } = usePreferences();
  const theme = preferences.theme === 'station' ? 'dark' : preferences.theme;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.body.classList.toggle('bp6-dark', theme === 'dark');
  }, [theme]);
}

function useRememberedPlace(place: number): void {
  useEffect(() => {
    let monitors: Awaited<ReturnType<typeof knownMonitors>> = [];
    void knownMonitors(window).then((known) => {
      monitors = known;
    });
    const leaving = () => rememberPlace(window, place, monitors);
    window.addEventListener('pagehide', leaving);
    return () => window.removeEventListener('pagehide', leaving);
  }, [place]);
}

/** Who reads here is at the main window too: it must not lock itself. */
function useTouches(link: ImageLink | null): void {
  useEffect(() => {
    if (!link) return;
    let last = 0;
    const touch = ({ timeStamp }: Event) => {
      if (timeStamp - last < touchMilliseconds) return;
      last = timeStamp;
      link.say({ kind: 'touched' });
    };
    const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true, capture: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true });
    };
  }, [link]);
}
