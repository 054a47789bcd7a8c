// The archive's desk (RAD-07, 08): studies without an exam and the exams that they may belong to, removal and restoring, conflicts, upload.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { shownDate, shownName } from '../../../../renderer/imaging/index.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { RequestNumbersButton } from '../../../../renderer/request-numbers/dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useListText } from '../worklist/texts.ts';
import { Differing } from './differing.tsx';
import { ExternalStudies } from './external.tsx';
import { sexIn, useExternalText } from './external-texts.ts';
import { Keeping } from './keeping.tsx';
import { useKeepingText } from './keeping-texts.ts';
import type { Study } from './matching.ts';
import { OpenedStudy } from './opened-study.tsx';
import { usePeerText } from './peer-texts.ts';
import { Peers } from './peers.tsx';
import { StudyDetail } from './study-detail.tsx';
import { useArchiveText } from './texts.ts';
import { UploadPanel } from './upload-panel.tsx';
import { UploadScreen } from './upload-screen.tsx';

const views = ['unmatched', 'all', 'external', 'peers', 'differing', 'removed', 'keeping'] as const;
type View = (typeof views)[number];
/** Views that have a search of their own, or nothing to search. */
const unsearched: readonly View[] = ['peers', 'differing', 'keeping'];
const listAtMost = 1000;

/** Objects that came again with other content and wait for a person; 0 for people who cannot decide. */
function useDiffers(): number {
  const { query } = useApi();
  const can = useRights();
  const list = useQuery({ ...query.imaging.differing.queryOptions(), enabled: can('radiology.archive') });
  return list.data?.length ?? 0;
}

/** Studies that fit no exam; in the colour of an alarm while one image has two contents, and a notice when that comes to be. */
export function useArchiveBadge() {
  const text = useArchiveText();
  const { query } = useApi();
  const { show } = useToasts();
  const keeps = useRights()('radiology.archive');
  const list = useQuery({
    ...query.imaging.studies.queryOptions({ input: { unmatchedOnly: true, limit: listAtMost } }),
    enabled: keeps,
  });
  const differs = useDiffers();
  const known = useRef(0);
  useEffect(() => {
    if (differs > known.current) show({ tone: 'error', title: text('differ.alarm', { count: differs }) });
    known.current = differs;
  }, [differs, show, text]);
  return {
    count: (list.data?.length ?? 0) + differs,
    tone: differs > 0 ? ('critical' as const) : ('waiting' as const),
  };
}

const uidOf = (study: Study) => study.uid;

/** People who take images bring files by hand too (RAD-08); the rest of the desk is for who keeps the archive. */
export function ArchiveScreen() {
  const can = useRights();
  return can('radiology.archive') ? <ArchiveDesk /> : <UploadScreen />;
}

function ArchiveDesk() {
  const text = useArchiveText();
  const keeping = useKeepingText();
  const outside = useExternalText();
  const peer = usePeerText();
  const shared = useSharedText();
  const list = useListText();
  const { query } = useApi();
  const queries = useQueryClient();
  const online = useOnline();
  const [view, setView] = useState<View>('unmatched');
  const [words, setWords] = useState('');
  const [asking, setAsking] = useState(false);
  const [looking, setLooking] = useState<Study | null>(null);
  const asked = useSettled(words.trim(), 250);
  const differs = useDiffers();
  const studies = useQuery({
    ...query.imaging.studies.queryOptions({
      input: { text: asked, unmatchedOnly: view === 'unmatched', removed: view === 'removed', limit: listAtMost },
    }),
    enabled: view === 'unmatched' || view === 'all' || view === 'removed',
  });
  const rows = studies.data ?? [];
  const { current, choose } = useCurrentRow(rows, uidOf, asking);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter(({ uid }) => ticked.has(uid));
  const tick = (uid: string) => {
    const next = new Set(ticked);
    if (!next.delete(uid)) next.add(uid);
    setTicked(next);
  };
  const turnTo = (next: View) => {
    setLooking(null);
    setTicked(new Set());
    setView(next);
  };
  const moveView = (step: number) =>
    turnTo(views[(views.indexOf(view) + step + views.length) % views.length] ?? 'unmatched');
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'viewNext', label: list('act.viewNext'), keys: ['Alt+Right'], run: () => moveView(1), movement: true },
    {
      id: 'viewPrevious',
      label: list('act.viewPrevious'),
      keys: ['Alt+Left'],
      run: () => moveView(-1),
      movement: true,
    },
    { id: 'tick', label: peer('act.tick'), keys: ['Insert'], run: () => current && tick(current.uid) },
  ]);
  const linked: Column<Study>[] = [
    {
      id: 'linked',
      title: text('column.linked'),
      width: '88px',
      cell: (row) => (
        <span className={row.examId ? 'is-linked' : 'is-unlinked'}>
          <Glyph name={row.examId ? 'yes' : 'help'} size={11} /> {text(row.examId ? 'linked' : 'unlinked')}
        </span>
      ),
    },
  ];
  const columns: Column<Study>[] = [
    {
      id: 'tick',
      title: peer('column.tick'),
      width: '22px',
      cell: ({ uid }) => (
        <Checkbox checked={ticked.has(uid)} onChange={() => tick(uid)} aria-label={peer('act.tick')} tabIndex={-1} />
      ),
    },
    ...(view === 'unmatched' ? [] : linked),
    {
      id: 'name',
      title: text('column.name'),
      width: 'minmax(88px, 1.6fr)',
      cell: (row) => <b>{shownName(row.patientName) || '—'}</b>,
      hint: (row) => shownName(row.patientName),
    },
    { id: 'id', title: text('column.id'), width: '72px', cell: (row) => row.patientId },
    {
      id: 'sex',
      title: text('column.sex'),
      width: '110px',
      cell: (row) => [sexIn(row, outside), shownDate(row.birthDate)].filter(Boolean).join(' '),
    },
    { id: 'modality', title: text('column.modality'), width: '38px', cell: (row) => row.modalities.join(' ') },
    {
      id: 'description',
      title: text('column.description'),
      width: 'minmax(48px, 1.2fr)',
      cell: (row) => row.description,
      hint: (row) => row.description,
    },
    {
      id: 'count',
      title: text('column.count'),
      width: '60px',
      cell: (row) => `${row.seriesCount} / ${row.instanceCount}`,
    },
    { id: 'accession', title: text('column.accession'), width: '126px', cell: (row) => row.accession },
    { id: 'date', title: text('column.date'), width: '84px', number: true, cell: (row) => shownDate(row.date) },
    {
      id: 'arrived',
      title: text('column.arrived'),
      width: '82px',
      number: true,
      cell: (row) => shortTime(row.lastAt, new Date()),
    },
  ];
  return (
    <div className="radiology">
      <header className="pane-head pane-filters">
        <Segments
          label={text('views')}
          value={view}
          onChange={turnTo}
          options={views.map((value) => ({
            value,
            label:
              value === 'keeping'
                ? keeping('view.keeping')
                : value === 'external'
                  ? outside('view.external')
                  : value === 'peers'
                    ? peer('view.peers')
                    : text(`view.${value}`),
            ...(value === 'differing' && differs > 0 ? { count: differs } : {}),
          }))}
          testId="archive-view"
        />
        {unsearched.includes(view) ? null : (
          <InputGroup
            size="small"
            value={words}
            onValueChange={setWords}
            placeholder={view === 'external' ? outside('search') : text('search')}
            aria-label={view === 'external' ? outside('search') : text('search')}
            data-testid="archive-search"
          />
        )}
        <RequestNumbersButton service="radiology" off={online ? null : shared('offline.off')} />
        <UploadPanel
          off={online ? null : shared('offline.off')}
          onDone={() => queries.invalidateQueries({ queryKey: query.imaging.key() })}
        />
      </header>
      {view === 'differing' ? (
        <Differing />
      ) : view === 'keeping' ? (
        <Keeping />
      ) : view === 'peers' ? (
        <Peers />
      ) : view === 'external' ? (
        <ExternalStudies words={asked} />
      ) : looking ? (
        <OpenedStudy
          studyUid={looking.uid}
          name={shownName(looking.patientName) || looking.patientId}
          mark={<span className="is-unlinked">{outside('unmatched')}</span>}
          onClose={() => setLooking(null)}
        />
      ) : (
        <div className="split split-list">
          <section className="pane">
            <Answer of={studies}>
              {() =>
                rows.length === 0 ? (
                  <EmptyPanel glyph="archive" title={text(`empty.${view}`)} hint={text(`empty.${view}.hint`)} />
                ) : (
                  <Table
                    label={text('title')}
                    rows={rows}
                    columns={columns}
                    keyOf={uidOf}
                    selected={current?.uid ?? null}
                    onSelect={choose}
                    testId="study"
                  />
                )
              }
            </Answer>
          </section>
          <section className="pane">
            {current ? (
              <StudyDetail
                key={current.uid}
                study={current}
                ticked={chosen}
                onAsk={setAsking}
                onLook={() => setLooking(current)}
              />
            ) : (
              <EmptyPanel glyph="archive" title={text('choose')} />
            )}
          </section>
        </div>
      )}
    </div>
  );
}
