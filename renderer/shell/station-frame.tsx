// The frame of every station: bar, offline strip, the screen, status line, and what lies over them.
import { useQuery } from '@tanstack/react-query';
import { Fragment, Suspense, useEffect, useState } from 'react';
import type { Right } from '../../core/identity/rights.ts';
import { EcgAlertWatch } from '../alerts/watch.tsx';
import { useCapabilities } from '../client/link.ts';
import { useRights } from '../client/session.tsx';
import { CriticalsForMe } from '../critical/for-me.tsx';
import { CriticalProvider } from '../critical/watch.tsx';
import { usePreferences } from '../i18n/preferences.tsx';
import { useLocale } from '../i18n/text.tsx';
import { type Action, useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { useSound } from '../parts/use-sound.ts';
import { useScan, useScanTrouble } from '../scanner/scanner.tsx';
import type { ScreenDefinition, StationEntry } from '../station.ts';
import { Bar } from './bar.tsx';
import { GroupScreens } from './bar-screens.tsx';
import { ComeOnline } from './come-online.tsx';
import { Finder, FinderProvider } from './finder.tsx';
import { KeyHelp } from './key-help.tsx';
import { OfflineStrip } from './offline-strip.tsx';
import { routeAddress, useGo, useRoute } from './route.ts';
import { StatusLine } from './status-line.tsx';
import { useToasts } from './toasts.tsx';

const worksIn = (can: (right: Right) => boolean) => (station: StationEntry) => station.manifest.rights.some(can);

export function StationFrame({ stations }: { stations: readonly StationEntry[] }) {
  const text = useShellText();
  const route = useRoute();
  const can = useRights();
  const works = worksIn(can);
  const allowed = stations.filter((station) => works(station) || station.manifest.administeredBy?.some(can));
  const entry = allowed.find((station) => station.manifest.id === route.station) ?? allowed.find(works) ?? allowed[0];
  const { preferences } = usePreferences();
  const theme = preferences.theme === 'station' ? (entry?.manifest.theme ?? 'light') : preferences.theme;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.body.classList.toggle('bp6-dark', theme === 'dark');
  }, [theme]);
  if (!entry)
    return (
      <>
        <main className="gate">
          <EmptyPanel glyph="lock" title={text('station.none')} hint={text('station.none.hint')} />
        </main>
        {/* The ward's doctor has no station here and is named by alerts all the same. */}
        <EcgAlertWatch />
        <CriticalsForMe />
      </>
    );
  return <OpenStation key={entry.manifest.id} entry={entry} stations={allowed} />;
}

function OpenStation({ entry, stations }: { entry: StationEntry; stations: readonly StationEntry[] }) {
  const can = useRights();
  const capabilities = useCapabilities();
  const ui = useQuery({
    queryKey: ['station-ui', entry.manifest.id],
    queryFn: () => entry.ui(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    retry: false,
  });
  if (ui.error) return <FailurePanel error={ui.error} onRetry={() => ui.refetch()} />;
  if (!ui.data) return <WaitingPanel />;
  const works = worksIn(can)(entry);
  const screens = ui.data.station.screens.filter(
    (screen) =>
      (works || screen.administration) &&
      (!screen.rights || screen.rights.some(can)) &&
      (!screen.needsDevices || capabilities?.devices !== false),
  );
  const Provider = ui.data.station.Provider ?? Fragment;
  return (
    <FinderProvider>
      <Provider>
        <Screens entry={entry} stations={stations} screens={screens} />
      </Provider>
    </FinderProvider>
  );
}

interface ScreensProps {
  entry: StationEntry;
  stations: readonly StationEntry[];
  screens: readonly ScreenDefinition[];
}

function Screens({ entry, stations, screens }: ScreensProps) {
  const text = useShellText();
  const locale = useLocale();
  const route = useRoute();
  const go = useGo();
  const { show } = useToasts();
  const playSound = useSound();
  const [finding, setFinding] = useState(false);
  const [helping, setHelping] = useState(false);
  const station = entry.manifest.id;
  const screen = screens.find((each) => each.id === route.screen) ?? screens[0];

  useEffect(() => {
    if (screen && (route.station !== station || route.screen !== screen.id))
      location.replace(routeAddress(station, screen.id, Object.fromEntries(route.parameters)));
  }, [route, station, screen]);
  useEffect(() => {
    document.title = `${screen?.title[locale] ?? ''} · ${entry.manifest.title[locale]} · ${text('product')}`;
  }, [screen, entry, locale, text]);

  const open: Action[] = screens.map((each) => ({
    id: `screen-${each.id}`,
    label: text('screen.open', { title: each.title[locale] }),
    keys: each.keys ? [each.keys] : undefined,
    run: () => go(each.id),
  }));
  useActions({ title: text('shell'), depth: 0 }, [
    { id: 'help', label: text('help'), keys: ['F1'], run: () => setHelping((was) => !was), main: true },
    { id: 'find', label: text('find'), keys: ['Ctrl+K'], run: () => setFinding(true), main: true },
    ...open,
  ]);
  useScanTrouble((trouble) => {
    playSound('refused');
    show({ tone: 'waiting', title: text(`scan.${trouble}`), lines: [text(`scan.${trouble}.do`)] });
  });
  useScan(0, (code) => show({ tone: 'waiting', title: text('scan.nowhere', { code }) }));

  return (
    <CriticalProvider>
      <Bar
        entry={entry}
        stations={stations}
        screens={screens}
        current={screen?.id ?? ''}
        onFind={() => setFinding(true)}
        onHelp={() => setHelping(true)}
      />
      <GroupScreens station={station} screens={screens} current={screen?.id ?? ''} />
      <OfflineStrip />
      <ComeOnline />
      <main className="screen" data-testid={`screen-${screen?.id}`}>
        <Suspense fallback={<WaitingPanel />}>
          {screen ? <screen.Component key={screen.id} /> : <EmptyPanel glyph="lock" title={text('station.none')} />}
        </Suspense>
      </main>
      <EcgAlertWatch />
      <CriticalsForMe />
      <StatusLine />
      {finding ? <Finder onClose={() => setFinding(false)} /> : null}
      {helping ? <KeyHelp onClose={() => setHelping(false)} /> : null}
    </CriticalProvider>
  );
}
