// The reading screen: the queue by danger at the left, the paper in the middle, measurements and report at the right, earlier ECGs at the foot.
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useEffect, useMemo, useRef, useState } from 'react';
import { lastBefore } from '../../../../core/ecg/flow/taken.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { PaperViewport } from '../../../../renderer/ecg/viewport.ts';
import { useLayoutNumber, usePreferences } from '../../../../renderer/i18n/preferences.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { EmptyBanner, PatientBanner } from '../../../../renderer/parts/patient-banner.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { useSound } from '../../../../renderer/parts/use-sound.ts';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useRoute } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { LanePane } from '../lane/lane-pane.tsx';
import { useLaneText } from '../lane/texts.ts';
import { useLane } from '../lane/use-lane.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { spansOf } from '../panel/findings.tsx';
import { ReportPane } from '../panel/report-pane.tsx';
import { Queue } from '../queue/queue.tsx';
import { RiskMark } from '../queue/risk.tsx';
import { countViews, type QueueFilter, queueViews, riskOf, shownExams } from '../queue/rows.ts';
import { queueDays, useArrivals, useNow, useOlder, useQueue } from '../queue/use-queue.ts';
import { useEcgTypes } from '../use-ecg-types.ts';
import { AlertLog } from './alert-log.tsx';
import { Alerts } from './alerts.tsx';
import { Centre } from './centre.tsx';
import { PreviousStrip } from './previous-strip.tsx';
import { TracingAnswer, useAskAgainOnReturn } from './tracing-answer.tsx';
import { usePrevious, useRecording, useRecordings } from './use-recordings.ts';

const none: readonly ExamDocument[] = [];
const typingMs = 300;

export function ReadingScreen() {
  const text = useEcgText();
  const laneText = useLaneText();
  const locale = useLocale();
  const { show } = useToasts();
  const { preferences, change } = usePreferences();
  const playSound = useSound();
  const muted = preferences.layout['ecg.muted'] === true;
  useAskAgainOnReturn();
  const { query } = useApi();
  const [filter, setFilter] = useState<QueueFilter>({ view: 'read', criticalOnly: false, text: '' });
  const [selectedId, select] = useState<string | null>(null);
  const [queueWidth, setQueueWidth] = useLayoutNumber('ecg.queue', locale === 'en' ? 284 : 264);
  const [paneWidth, setPaneWidth] = useLayoutNumber('ecg.pane', 344);
  const searchRef = useRef<HTMLInputElement>(null);
  const now = useNow();
  const queue = useQueue();
  const [days, setDays] = useState<number>(queueDays);
  const words = useSettled(filter.text, typingMs);
  const older = useOlder(days, words);
  const listed = days === queueDays ? queue : older;
  const rows = listed.data?.rows ?? none;
  const lane = useLane(select);
  const inLane = filter.view === 'fast';
  const { nameOf: typeOf } = useEcgTypes();
  const shown = useMemo(() => shownExams(rows, filter, typeOf), [rows, filter, typeOf]);
  const counts = useMemo(() => countViews(rows), [rows]);
  const inList = rows.find((row) => row.id === selectedId) ?? null;
  // Named by an alert or an address, and older than the list goes back.
  const alone = useQuery({
    ...query.orders.exam.queryOptions({ input: { examId: selectedId ?? '' } }),
    enabled: selectedId !== null && inList === null && listed.isSuccess,
  });
  const exam = inList ?? (alone.data && alone.data.id === selectedId ? alone.data : null);
  const [logged, setLogged] = useState(false);
  useArrivals(queue.data?.rows, (arrived) => {
    const critical = riskOf(arrived) === 'critical';
    if (!muted || critical) playSound(critical ? 'critical' : 'attention');
    show({
      tone: critical ? 'error' : 'info',
      title: text(critical ? 'queue.arrived.critical' : 'queue.arrived', { name: arrived.patient.name }),
    });
  });
  const asked = useRoute().parameters.get('exam');
  useEffect(() => {
    if (asked) select(asked);
  }, [asked]);
  const firstId = shown[0]?.id;
  useEffect(() => {
    if (selectedId === null && firstId) select(firstId);
  }, [selectedId, firstId]);

  const at = shown.findIndex((row) => row.id === selectedId);
  const step = (by: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) select(next.id);
  };
  useScan(1, (code) => {
    const found = rows.find((row) => row.accessionNumber === code || row.visit?.number === code);
    playSound(found ? 'accepted' : 'refused');
    if (found) {
      setFilter({ view: 'all', criticalOnly: false, text: '' });
      select(found.id);
    }
  });
  const open = (examId: string) => {
    setFilter({ view: 'all', criticalOnly: false, text: '' });
    select(examId);
  };
  const onFilter = (part: Partial<QueueFilter>) => {
    // Into the lane with one of its own, whatever was read before.
    if (part.view === 'fast' && !inLane) select(null);
    setFilter({ ...filter, ...part });
  };
  const turnView = (by: 1 | -1) => {
    const view = queueViews[(queueViews.indexOf(filter.view) + by + queueViews.length) % queueViews.length];
    if (view) onFilter({ view });
  };
  useActions({ title: text('queue'), depth: 1 }, [
    { id: 'ecg.next', label: text('act.next'), keys: ['Down'], run: () => step(1), movement: true, main: true },
    { id: 'ecg.previous', label: text('act.previous'), keys: ['Up'], run: () => step(-1), movement: true },
    {
      id: 'ecg.search',
      label: text('act.search'),
      keys: ['/', 'Ctrl+F'],
      run: () => searchRef.current?.focus(),
      movement: true,
    },
    { id: 'ecg.view.next', label: text('act.view.next'), keys: ['Alt+]'], run: () => turnView(1), movement: true },
    { id: 'ecg.view.before', label: text('act.view.before'), keys: ['Alt+['], run: () => turnView(-1), movement: true },
  ]);
  return (
    <div className="ecg-screen">
      {logged ? <AlertLog onOpen={open} onClose={() => setLogged(false)} /> : null}
      <Alerts muted={muted} onOpen={open} onLog={() => setLogged(true)} />
      {exam ? (
        <PatientBanner
          patient={exam.patient}
          visit={exam.visit}
          on={exam.acquiredAt ?? exam.requestedAt}
          critical={exam.risk?.level === 'critical' ? 1 : 0}
        >
          <RiskMark level={riskOf(exam)} suspected={exam.risk?.by === 'machine' && exam.risk.level !== 'normal'} />
          <span className="number">{exam.accessionNumber}</span>
        </PatientBanner>
      ) : (
        <EmptyBanner hint={text('banner.none')} />
      )}
      <div className="ecg-work">
        <div style={{ width: queueWidth }} className="ecg-side">
          <Answer of={listed}>
            {() => (
              <Queue
                rows={shown}
                counts={counts}
                total={rows.length}
                filter={filter}
                onFilter={onFilter}
                selectedId={selectedId}
                onSelect={select}
                days={days}
                onDays={setDays}
                onAlerts={() => setLogged(true)}
                muted={muted}
                onMute={(value) => change({ layout: { 'ecg.muted': value } })}
                now={now}
                searchRef={searchRef}
              />
            )}
          </Answer>
        </div>
        <Splitter
          label={text('queue')}
          direction="columns"
          value={queueWidth}
          minimum={200}
          maximum={420}
          onChange={setQueueWidth}
        />
        {exam ? (
          <Case
            key={exam.id}
            exam={exam}
            paneWidth={paneWidth}
            setPaneWidth={setPaneWidth}
            lane={inLane ? { lane, place: { at: Math.max(0, at) + 1, count: shown.length } } : null}
            onDone={() => {
              // In the lane one pages on; elsewhere the most dangerous of what waits comes next.
              const next = inLane
                ? (shown[at + 1] ?? shown[at - 1])
                : shown.find((row) => row.id !== exam.id && row.report.state !== 'final');
              if (next) select(next.id);
              else if (inLane) select(null);
            }}
          />
        ) : (
          <EmptyPanel
            glyph="trend"
            title={inLane ? laneText('empty') : text('banner.none')}
            hint={inLane ? laneText('empty.hint') : undefined}
          />
        )}
      </div>
    </div>
  );
}

/** Without the server one of several recordings may not be at this station: that it exists is said. */
const recordedCount = ({ objects }: ExamDocument) => objects.filter(({ kind }) => kind === 'recording').length;

interface CaseProps {
  exam: ExamDocument;
  paneWidth: number;
  setPaneWidth: (width: number) => void;
  /** In the fast lane. */
  lane: Pick<ComponentProps<typeof LanePane>, 'lane' | 'place'> | null;
  onDone: () => void;
}

/** One exam: its recordings, the paper, the report. Keyed by the exam. */
function Case({ exam, paneWidth, setPaneWidth, lane, onDone }: CaseProps) {
  const text = useEcgText();
  const locale = useLocale();
  const [viewport] = useState(() => new PaperViewport());
  const [wanted, setWanted] = useState<string | null>(null);
  const [compared, setCompared] = useState<ReadonlySet<string>>(new Set());
  const recordings = useRecordings(exam);
  const own = recordings.data ?? [];
  const shownId = wanted ?? own[0]?.id ?? null;
  const detail = useRecording(shownId);
  const previous = usePrevious(shownId);
  const before = previous.data ?? [];
  const comparedWith = detail.data ? lastBefore(detail.data.recording, before) : null;
  const [drawn, setDrawn] = useState<string | null>(null);
  const show = (fromMs: number) => viewport.set({ fromMs: Math.max(0, fromMs - 1000) });
  const evidence = useMemo(() => spansOf(detail.data?.recording.risk.findings ?? [], locale), [detail.data, locale]);
  const toggle = (id: string) => {
    const next = new Set(compared);
    if (!next.delete(id)) next.add(id);
    setCompared(next);
  };
  // The last before this one; of a device whose clock is wrong, the first that is listed.
  const comparable = [comparedWith, ...before].find((one) => one?.kind === 'waveform') ?? null;
  useActions({ title: text('previous'), depth: 1 }, [
    {
      id: 'ecg.compare',
      label: text(compared.size > 0 ? 'act.compare.end' : 'act.compare'),
      keys: ['Alt+H'],
      off: comparable || compared.size > 0 ? null : text('previous.none'),
      run: () => setCompared(compared.size > 0 || !comparable ? new Set() : new Set([comparable.id])),
      main: comparable !== null,
    },
  ]);
  return (
    <>
      <main className="ecg-main">
        {own.length === 0 && recordings.isSuccess ? (
          <EmptyPanel glyph="trend" title={text('paper.none')} hint={text('paper.none.hint')} />
        ) : shownId ? (
          <TracingAnswer of={detail}>
            {(data) => (
              <Centre
                detail={data}
                requestedAt={exam.requestedAt}
                viewport={viewport}
                evidence={evidence}
                compared={before.filter((one) => compared.has(one.id))}
                onCompare={(id) => !compared.has(id) && toggle(id)}
                onRemove={toggle}
                onDrawn={setDrawn}
              />
            )}
          </TracingAnswer>
        ) : (
          <TracingAnswer of={recordings}>{() => null}</TracingAnswer>
        )}
        <PreviousStrip
          previous={before}
          own={own}
          missing={recordings.isSuccess ? recordedCount(exam) - own.length : 0}
          shownId={shownId}
          onShow={setWanted}
          compared={compared}
          onCompare={toggle}
        />
      </main>
      <Splitter
        label={text('tab.report')}
        direction="columns"
        value={paneWidth}
        minimum={300}
        maximum={560}
        after
        onChange={setPaneWidth}
      />
      <div style={{ width: paneWidth }} className="ecg-side">
        {lane ? (
          <LanePane
            {...lane}
            exam={exam}
            detail={detail.data ?? null}
            previous={comparedWith}
            recordings={own.length}
            drawn={drawn}
            onShow={show}
            onDone={onDone}
          />
        ) : (
          <ReportPane
            exam={exam}
            detail={detail.data ?? null}
            previous={comparedWith}
            onShow={show}
            pageFrom={() => viewport.current().fromMs}
            onDone={onDone}
          />
        )}
      </div>
    </>
  );
}
