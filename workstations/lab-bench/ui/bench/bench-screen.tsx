// The bench: groups, the list, and the chosen specimen with its results. Everything else of the station starts here.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { normalizeBarcode } from '../../../../core/lab/barcode.ts';
import { isCritical } from '../../../../core/lab/judge.ts';
import { currentVersion } from '../../../../core/lab/lines.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLayoutNumber } from '../../../../renderer/i18n/preferences.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { EmptyBanner, PatientBanner } from '../../../../renderer/parts/patient-banner.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import { useSound } from '../../../../renderer/parts/use-sound.ts';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useRoute } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { Acts } from '../acts/acts.tsx';
import { patientDays, usePatientScan } from '../cards/use-patient-scan.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { ResultPane } from '../result/result-pane.tsx';
import { Filters } from './filters.tsx';
import { Groups, sortedGroups } from './groups.tsx';
import { List } from './list.tsx';
import { type Counts, type Listing, nextCounts, nextListing } from './listing.ts';
import { initialFilter, shownRows } from './rows.ts';
import { useBench } from './state.tsx';
import { useSettled } from './use-settled.ts';
import { useLiveWorklist, useWorklist } from './use-worklist.ts';

const searchFrom = 2;
const pageRows = 20;
const groupsWidth = 127;
const listLeast = 380;
const resultLeast = 620;

export function BenchScreen() {
  const text = useBenchText();
  const { client } = useApi();
  const { show } = useToasts();
  const playSound = useSound();
  const dictionaries = useDictionaries();
  const bench = useBench();
  const { filter, changeFilter, selectedId, select, checked, setChecked } = bench;
  const [listWidth, setListWidth] = useLayoutNumber(
    'bench.list',
    Math.round(Math.min(820, Math.max(500, window.innerWidth * 0.39))),
  );
  // However the window is made, the results keep room for their columns.
  const [work, workSize] = useSize<HTMLDivElement>();
  const listMost = workSize.width > 0 ? Math.max(listLeast, workSize.width - groupsWidth - resultLeast) : 1100;
  const searchRef = useRef<HTMLInputElement>(null);
  const [scrollTo, setScrollTo] = useState(-1);
  useLiveWorklist();

  const base = useWorklist(filter.days, '');
  const words = useSettled(filter.text.trim(), 250);
  const searching = words.length >= searchFrom;
  // What is here is searched at once; the server looks further (patient numbers, more than the list holds).
  const found = useWorklist(filter.days, searching ? words : '');
  const rows = useMemo(() => {
    const here = base.data?.rows ?? [];
    if (!searching || !found.data || found.isPlaceholderData) return here;
    const known = new Set(here.map((row) => row.id));
    return [...here, ...found.data.rows.filter((row) => !known.has(row.id))];
  }, [base.data, found.data, found.isPlaceholderData, searching]);
  const foundIds = useMemo(
    () => new Set(searching && !found.isPlaceholderData ? found.data?.rows.map((row) => row.id) : []),
    [searching, found.data, found.isPlaceholderData],
  );
  const deferredFilter = useDeferredValue(filter);
  // Kept between drawings so that a changed row costs one row; whatever was kept, the outcome is the same.
  const kept = useRef<{ listing: Listing | null; counts: Counts | null }>({ listing: null, counts: null });
  kept.current.listing = nextListing(kept.current.listing, rows, deferredFilter);
  kept.current.counts = nextCounts(kept.current.counts, rows, filter.groupId);
  const { counts } = kept.current;
  const local = kept.current.listing.shown;
  const shown = useMemo(() => {
    if (foundIds.size === 0) return local;
    const here = new Set(local.map((row) => row.id));
    const extra = shownRows(
      rows.filter((row) => foundIds.has(row.id) && !here.has(row.id)),
      { ...deferredFilter, text: '' },
    );
    return [...local, ...extra];
  }, [local, rows, deferredFilter, foundIds]);
  const groups = useMemo(() => sortedGroups(dictionaries?.group ?? {}), [dictionaries]);
  const instruments = Object.values(dictionaries?.instrument ?? {}).filter((entry) => entry.enabled);

  const at = shown.findIndex((row) => row.id === selectedId);
  const selectAt = (index: number) => {
    const target = Math.min(shown.length - 1, Math.max(0, index));
    const row = shown[target];
    if (!row) return;
    select(row.id);
    setScrollTo(target);
  };
  const extendTo = (index: number) => {
    const row = shown[index];
    if (!row) return;
    const from = shown[at];
    setChecked(new Set([...checked, ...(from ? [from.id] : []), row.id]));
    selectAt(index);
  };
  const focusList = () => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined);

  const route = useRoute();
  const asked = route.parameters.get('specimen');
  /** Scanned or asked for by address: it stays although the list below may not have it. */
  const pinned = useRef<string | null>(null);
  useEffect(() => {
    if (!asked) return;
    pinned.current = asked;
    select(asked);
  }, [asked, select]);
  // Another filter: what is no longer in the list is no longer on the screen, so that no act goes to it unseen.
  const newest = useRef({ shown, selectedId });
  newest.current = { shown, selectedId };
  useEffect(() => {
    const now = newest.current;
    if (deferredFilter === initialFilter || now.selectedId === pinned.current) return;
    if (!now.shown.some((row) => row.id === now.selectedId)) select(now.shown[0]?.id ?? null);
  }, [deferredFilter, select]);
  const nothingChosen = selectedId === null;
  const firstId = shown[0]?.id;
  useEffect(() => {
    if (nothingChosen && firstId) select(firstId);
  }, [nothingChosen, firstId, select]);

  const cards = usePatientScan((number) => {
    changeFilter({ ...initialFilter, days: patientDays, text: number });
    pinned.current = null;
    select(null);
  });
  useScan(1, (scanned) => {
    const code = normalizeBarcode(scanned);
    if (cards.isCard(code)) {
      void cards.open(code);
      return;
    }
    const here = shown.findIndex((row) => row.barcode === code);
    if (here >= 0) {
      selectAt(here);
      playSound('accepted');
      return;
    }
    client.lab.byBarcode({ barcode: code }).then(
      (document) => {
        changeFilter({ groupId: null, view: 'all', text: '' });
        pinned.current = document.id;
        select(document.id);
        playSound('accepted');
      },
      async (error) => {
        // No tube: the number of a visit card, perhaps.
        if (isFailure(error, 'SPECIMEN_UNKNOWN') && (await cards.open(code))) return;
        playSound('refused');
        show({
          tone: 'error',
          title: isFailure(error, 'SPECIMEN_UNKNOWN') ? text('scan.unknown', { code }) : text('scan.failed', { code }),
        });
      },
    );
  });

  const groupIds = [null, ...groups.map((group) => group.code)];
  const moveGroup = (step: number) => {
    const now = groupIds.indexOf(filter.groupId);
    changeFilter({ groupId: groupIds[(now + step + groupIds.length) % groupIds.length] ?? null });
  };
  useActions({ title: text('list'), depth: 1 }, [
    {
      id: 'list.next',
      label: text('act.next'),
      keys: ['Down'],
      run: () => selectAt(at + 1),
      movement: true,
      main: true,
    },
    { id: 'list.previous', label: text('act.previous'), keys: ['Up'], run: () => selectAt(at - 1), movement: true },
    {
      id: 'list.pageDown',
      label: text('act.pageDown'),
      keys: ['PageDown'],
      run: () => selectAt(at + pageRows),
      movement: true,
    },
    {
      id: 'list.pageUp',
      label: text('act.pageUp'),
      keys: ['PageUp'],
      run: () => selectAt(at - pageRows),
      movement: true,
    },
    { id: 'list.first', label: text('act.first'), keys: ['Home'], run: () => selectAt(0), movement: true },
    { id: 'list.last', label: text('act.last'), keys: ['End'], run: () => selectAt(shown.length - 1), movement: true },
    {
      id: 'list.check',
      label: text('act.check'),
      keys: ['Space'],
      run: () => {
        const row = shown[at];
        if (!row) return;
        const next = new Set(checked);
        if (!next.delete(row.id)) next.add(row.id);
        setChecked(next);
        selectAt(at + 1);
      },
      movement: true,
      main: true,
    },
    {
      id: 'list.extendDown',
      label: text('act.extend'),
      keys: ['Shift+Down', 'Shift+Up'],
      run: () => extendTo(at + 1),
      movement: true,
    },
    {
      id: 'list.checkAll',
      label: text('act.checkAll'),
      keys: ['Ctrl+A'],
      run: () => setChecked(new Set(shown.map((row) => row.id))),
      movement: true,
    },
    {
      id: 'list.search',
      label: text('act.search'),
      keys: ['/', 'Ctrl+F'],
      run: () => searchRef.current?.focus(),
      movement: true,
      main: true,
    },
    {
      id: 'list.enter',
      label: text('act.toResults'),
      keys: ['Enter', 'Right'],
      run: () => document.querySelector<HTMLElement>('[data-testid="result-grid"]')?.focus(),
      movement: true,
      main: true,
    },
    {
      id: 'list.leave',
      label: text('act.toList'),
      keys: ['Esc', 'Left'],
      run: () =>
        document.activeElement && document.activeElement !== document.body ? focusList() : setChecked(new Set()),
      movement: true,
    },
    { id: 'group.next', label: text('act.groupNext'), keys: ['Alt+Down'], run: () => moveGroup(1), movement: true },
    {
      id: 'group.previous',
      label: text('act.groupPrevious'),
      keys: ['Alt+Up'],
      run: () => moveGroup(-1),
      movement: true,
    },
    {
      id: 'filter.urgent',
      label: text('act.urgentOnly'),
      keys: ['Alt+J'],
      run: () => changeFilter({ urgentOnly: !filter.urgentOnly }),
    },
    {
      id: 'filter.critical',
      label: text('act.criticalOnly'),
      keys: ['Alt+W'],
      run: () => changeFilter({ criticalOnly: !filter.criticalOnly }),
    },
  ]);

  const shownId = useSettled(selectedId, 60);
  return (
    <div className="bench">
      <BenchBanner specimenId={shownId} />
      <div className="bench-work" ref={work}>
        <Groups groups={groups} counts={base.data?.groups ?? []} viewCounts={counts.views} />
        <section className="bench-list" style={{ width: Math.min(listWidth, listMost) }} aria-label={text('list')}>
          <Filters
            instruments={instruments}
            departments={counts.departments}
            shown={shown.length}
            total={counts.total}
            searchRef={searchRef}
            onLeaveSearch={() => {
              searchRef.current?.blur();
              if (at < 0) selectAt(0);
            }}
          />
          <Answer of={base}>
            {() =>
              shown.length > 0 ? (
                <List rows={shown} scrollTo={scrollTo} />
              ) : (
                <EmptyPanel
                  glyph="inbox"
                  title={rows.length > 0 ? text('list.none') : text('list.empty')}
                  hint={rows.length > 0 ? text('list.none.hint') : text('list.empty.hint')}
                />
              )
            }
          </Answer>
        </section>
        <Splitter
          label={text('splitter')}
          direction="columns"
          value={Math.min(listWidth, listMost)}
          minimum={listLeast}
          maximum={listMost}
          onChange={setListWidth}
        />
        <div className="bench-result">
          <ResultPane specimenId={shownId} />
          <Acts shown={shown} specimenId={shownId} selectAt={selectAt} at={at} />
        </div>
      </div>
    </div>
  );
}

function BenchBanner({ specimenId }: { specimenId: string | null }) {
  const text = useBenchText();
  const { query } = useApi();
  const specimen = useQuery({
    ...query.lab.specimen.queryOptions({ input: { id: specimenId ?? '' } }),
    enabled: specimenId !== null,
  });
  const document = specimen.data?.document;
  if (!document || document.id !== specimenId)
    return <EmptyBanner hint={specimenId === null ? text('banner.none') : ''} />;
  return (
    <PatientBanner
      patient={document.patient}
      visit={document.visit}
      on={
        document.milestones.collectedAt ??
        document.milestones.receivedAt ??
        document.milestones.orderedAt ??
        new Date().toISOString()
      }
      critical={criticalCount(document)}
    />
  );
}

function criticalCount(document: SpecimenDocument): number {
  return document.lines.filter((line) => isCritical(currentVersion(line)?.abnormality ?? 'unknown')).length;
}
