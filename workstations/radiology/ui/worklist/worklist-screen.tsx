// The worklist, home of the station (RAD-06): what waits for a reader, most dangerous first; Enter opens the case.
import { useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { PaperDialog } from '../../../../renderer/booking/paper-dialog.tsx';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights, useSession } from '../../../../renderer/client/session.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { manifestQuery } from '../../../../renderer/imaging/manifest-query.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useDialogAbout } from '../../../../renderer/parts/use-dialog-about.ts';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { AssignDialog } from '../../../../renderer/remote/assign-dialog.tsx';
import { useConfirmations } from '../../../../renderer/remote/confirmation.tsx';
import { askRights } from '../../../../renderer/remote/remote-rows.ts';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { ExamBanner } from '../parts/exam-banner.tsx';
import { useSharedText } from '../parts/texts.ts';
import { RemoteRequestDialog } from '../remote/remote-screen.tsx';
import { useStation } from '../state.tsx';
import { ExamDetail } from './exam-detail.tsx';
import { Filters } from './filters.tsx';
import { List } from './list.tsx';
import { initialFilter, shownRows, sortedExams, views } from './rows.ts';
import { useListText } from './texts.ts';
import { useExams, usePutExam } from './use-worklist.ts';

const pageRows = 20;
const searchFrom = 2;
const idOf = (exam: ExamDocument) => exam.id;

export function WorklistScreen() {
  const text = useListText();
  const shared = useSharedText();
  const api = useApi();
  const { client } = api;
  const queries = useQueryClient();
  const can = useRights();
  const { person } = useSession();
  const online = useOnline();
  const go = useGo();
  const station = useStation();
  const { filter, changeFilter, selectedId, select, setShown } = station;
  const put = usePutExam();
  const searchRef = useRef<HTMLInputElement>(null);
  const [scrollTo, setScrollTo] = useState(-1);

  const base = useExams(filter.days, '');
  const words = useSettled(filter.text.trim(), 250);
  const searching = words.length >= searchFrom;
  // What is here is searched at once; the server looks through what the list does not hold.
  const found = useExams(filter.days, words, searching);
  const exams = useMemo(() => {
    const here = base.data?.rows ?? [];
    if (!searching || !found.data || found.isPlaceholderData) return here;
    const known = new Set(here.map((exam) => exam.id));
    return [...here, ...found.data.rows.filter((exam) => !known.has(exam.id))];
  }, [base.data, found.data, found.isPlaceholderData, searching]);
  // Of all exams, not of the shown ones: an exam that is read meanwhile leaves the view, not the dialog.
  const asking = useDialogAbout<'assign' | 'remote' | 'request', ExamDocument>(exams, idOf);
  const deferred = useDeferredValue(filter);
  const sorted = useMemo(() => sortedExams(exams, deferred.sort), [exams, deferred.sort]);
  const confirmationOf = useConfirmations();
  const confirms = useMemo(() => {
    const mine = exams.filter((exam) => exam.report.state === 'submitted' && confirmationOf(exam)?.mine);
    return new Set(mine.map(idOf));
  }, [exams, confirmationOf]);
  const shown = useMemo(() => shownRows(sorted, deferred, confirms), [sorted, deferred, confirms]);
  const { rows } = shown;
  useEffect(() => setShown(rows), [rows, setShown]);

  const at = rows.findIndex((exam) => exam.id === selectedId);
  const selected = rows[at] ?? null;
  const selectAt = (index: number) => {
    const target = Math.min(rows.length - 1, Math.max(0, index));
    const exam = rows[target];
    if (!exam) return;
    select(exam.id);
    setScrollTo(target);
  };
  const firstId = rows[0]?.id;
  const absent = at < 0;
  useEffect(() => {
    if (absent && firstId) select(firstId);
  }, [absent, firstId, select]);

  // The list of images of the chosen case and of the next one is fetched while one still reads the row.
  const settledAt = useSettled(at, 200);
  useEffect(() => {
    for (const exam of [rows[settledAt], rows[settledAt + 1]])
      for (const object of exam?.objects.slice(0, 1) ?? [])
        if (object.kind === 'study') void queries.prefetchQuery(manifestQuery(api, object.id));
  }, [settledAt, rows, queries, api]);

  const open = (id: string, look = false) => {
    select(id);
    // Under way before the case stands on the screen.
    for (const object of exams.find((exam) => exam.id === id)?.objects ?? [])
      if (object.kind === 'study') void queries.prefetchQuery(manifestQuery(api, object.id));
    go('case', look ? { exam: id, look: '1' } : { exam: id });
  };
  useScan(1, (code) => {
    const here = exams.find(
      (exam) => exam.accessionNumber === code || exam.requestNumber === code || exam.patient.number === code,
    );
    if (here) open(here.id);
    else changeFilter({ ...initialFilter, view: 'all', days: 365, text: code });
  });

  const assign = useCommand(client.orders.assign, { onDone: put });
  const offline = online ? null : shared('offline.off');
  const missing = (...rights: Parameters<typeof can>[0][]) => (rights.some(can) ? offline : shared('right.missing'));
  const moveView = (step: number) => {
    const now = views.indexOf(filter.view);
    changeFilter({ view: views[(now + step + views.length) % views.length] ?? 'all' });
  };
  const move = (id: Parameters<typeof text>[0], key: string[], run: () => void): Action => ({
    id,
    label: text(id),
    keys: key,
    run,
    movement: true,
  });
  useActions({ title: text('list'), depth: 1 }, [
    { ...move('act.next', ['Down'], () => selectAt(at + 1)), main: true },
    move('act.previous', ['Up'], () => selectAt(at - 1)),
    move('act.pageDown', ['PageDown'], () => selectAt(at + pageRows)),
    move('act.pageUp', ['PageUp'], () => selectAt(at - pageRows)),
    move('act.first', ['Home'], () => selectAt(0)),
    move('act.last', ['End'], () => selectAt(rows.length - 1)),
    { id: 'open', label: text('act.open'), keys: ['Enter'], run: () => selected && open(selected.id), main: true },
    {
      id: 'look',
      label: text('act.view'),
      keys: ['Shift+Enter'],
      run: () => selected && open(selected.id, true),
    },
    { ...move('act.search', ['/', 'Ctrl+F'], () => searchRef.current?.focus()), main: true },
    move('act.viewNext', ['Alt+Right'], () => moveView(1)),
    move('act.viewPrevious', ['Alt+Left'], () => moveView(-1)),
    {
      id: 'emergency',
      label: text('act.emergency'),
      keys: ['Alt+J'],
      run: () => changeFilter({ emergencyOnly: !filter.emergencyOnly }),
    },
    {
      id: 'critical',
      label: text('act.critical'),
      keys: ['Alt+W'],
      run: () => changeFilter({ criticalOnly: !filter.criticalOnly }),
    },
    {
      id: 'mine',
      label: text('act.mine'),
      keys: ['Alt+M'],
      run: () => changeFilter({ personId: filter.personId ? '' : person.id }),
    },
    {
      id: 'assignMe',
      label: text('act.assignMe'),
      keys: ['F6'],
      run: () =>
        selected &&
        assign.mutate({ examId: selected.id, expectedVersion: selected.version, personId: person.id, reason: '' }),
      off: selected ? missing('radiology.write') : text('banner.none'),
      main: true,
    },
    {
      id: 'assign',
      label: text('act.assign'),
      keys: ['F7'],
      run: () => asking.open('assign', selected),
      off: selected ? missing('radiology.dispatch') : text('banner.none'),
      main: true,
    },
    {
      id: 'remote',
      label: text('act.remote'),
      keys: ['F8'],
      run: () => asking.open('remote', selected),
      off: selected ? missing(...askRights('radiology')) : text('banner.none'),
      main: true,
    },
    {
      id: 'request',
      label: text('act.request'),
      keys: ['F9'],
      run: () => asking.open('request', selected),
      off: selected ? offline : text('banner.none'),
      main: true,
    },
  ]);

  const { dialog, about, close } = asking;
  return (
    <div className="radiology">
      <ExamBanner exam={selected} hint={text('banner.none')} />
      <section className="exam-work" aria-label={text('list')}>
        <Filters
          exams={exams}
          shown={shown}
          confirms={confirms}
          searchRef={searchRef}
          onLeaveSearch={() => {
            searchRef.current?.blur();
            if (at < 0) selectAt(0);
          }}
        />
        {base.data?.stale ? <p className="stale-note">{text('stale', { time: dateTime(base.data.asOf) })}</p> : null}
        <Answer of={base}>
          {() =>
            rows.length > 0 ? (
              <List rows={rows} scrollTo={scrollTo} onOpen={open} />
            ) : (
              <EmptyPanel
                glyph="inbox"
                title={text(exams.length > 0 ? 'empty.title' : 'empty.none')}
                hint={text(exams.length > 0 ? 'empty.hint' : 'empty.none.hint')}
              />
            )
          }
        </Answer>
        {selected ? <ExamDetail exam={selected} /> : null}
      </section>
      {about && dialog === 'assign' ? (
        <AssignDialog exam={about} exams={exams} put={put} testId="assign-dialog" onClose={close} />
      ) : null}
      {about && dialog === 'remote' ? <RemoteRequestDialog exam={about} onClose={close} /> : null}
      {about && dialog === 'request' ? <PaperDialog exam={about} kinds={['request']} onClose={close} /> : null}
    </div>
  );
}
