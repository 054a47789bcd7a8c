// Grading a sample: the images at the left, the report without names at the right, digits grade, and the next one comes by itself.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ReportGrade } from '../../../../core/quality/model.ts';
import { otherReason } from '../../../../core/quality/model.ts';
import type { QualitySample, SampleItem } from '../../../../core/quality/sample.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { ReadingRoom, useServerImaging } from '../../../../renderer/imaging/index.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { GradeButtons, GradeChip, reportGrades } from './grade-buttons.tsx';
import { useManagerText } from './manager-texts.ts';
import { ReasonPicker, useReasonActions } from './reason-picker.tsx';
import { SampledReport } from './sampled-report.tsx';
import { useQualityText } from './texts.ts';

interface SampleGradingProps {
  sampleId: string;
  onBack: () => void;
}

export function SampleGrading({ sampleId, onBack }: SampleGradingProps) {
  const { query } = useApi();
  const found = useQuery(query.quality.sample.queryOptions({ input: { sampleId } }));
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <Answer of={found}>
      {({ sample, items }) => {
        const first = items.find(({ mark }) => mark === null) ?? items[0];
        const item = items.find(({ number }) => number === chosen) ?? first;
        if (!item) return null;
        return (
          <OpenItem
            key={item.number}
            sample={sample}
            items={items}
            item={item}
            onBack={onBack}
            onGo={(number) => setChosen(number)}
          />
        );
      }}
    </Answer>
  );
}

interface OpenItemProps {
  sample: QualitySample;
  items: readonly SampleItem[];
  item: SampleItem;
  onBack: () => void;
  onGo: (number: number) => void;
}

const nothing = () => undefined;

function OpenItem({ sample, items, item, onBack, onGo }: OpenItemProps) {
  const text = useManagerText();
  const words = useQualityText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { person } = useSession();
  const { show } = useToasts();
  const online = useOnline();
  const source = useServerImaging();
  const [grade, setGrade] = useState<ReportGrade | null>(null);
  const [reasons, setReasons] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const refetch = () => {
    void queries.invalidateQueries({ queryKey: query.quality.sample.key({ input: { sampleId: sample.id } }) });
    void queries.invalidateQueries({ queryKey: query.quality.samples.key() });
  };
  const give = useCommand(client.quality.gradeSample, {
    onDone: (_after, input) => {
      show({ tone: 'done', title: words('saved', { grade: words(`grade.${input.grade}`) }) });
      // The names of this one are shown; the next is one key away.
      setGrade(null);
      setReasons([]);
      setNote('');
      onGo(item.number);
      refetch();
    },
    onFailed: refetch,
  });
  const close = useCommand(client.quality.closeSample, {
    onDone: () => {
      show({ tone: 'done', title: text('sample.closed') });
      refetch();
    },
    onFailed: refetch,
  });
  const again = item.mark !== null;
  const off = sample.state === 'done' ? text('sample.closed') : online ? null : shared('offline.off');
  const missing =
    grade === null
      ? null
      : again && note.trim() === ''
        ? text('sample.again')
        : grade !== 'A' && reasons.length === 0
          ? words('reasons.choose')
          : grade !== 'A' && reasons.includes(otherReason) && note.trim() === ''
            ? words('reasons.other')
            : null;
  const send = (value: ReportGrade, given: string[]) => {
    if (give.isPending || off) return;
    const expectedGrades = item.former.length + (again ? 1 : 0);
    give.mutate({ sampleId: sample.id, number: item.number, expectedGrades, grade: value, reasons: given, note });
  };
  const choose = (value: ReportGrade) => {
    if (off) return;
    setGrade(value);
    if (value === 'A' && !again) send('A', []);
  };
  const confirm = () => grade !== null && missing === null && send(grade, grade === 'A' ? [] : reasons);
  const step = (by: 1 | -1) => {
    const next = items.find(({ number }) => number === item.number + by);
    if (next) onGo(next.number);
  };
  const left = sample.size - sample.graded;
  const closeOff = off ?? (left > 0 ? text('sample.close.off', { count: left }) : null);
  const reasonState = { kind: 'report' as const, reasons, onReasons: setReasons };
  const keys = useReasonActions(reasonState, off !== null || grade === null || grade === 'A');
  useActions({ title: text('tab.samples'), depth: 2 }, [
    ...reportGrades.map((value, index) => ({
      id: `sample-${value}`,
      label: words('act.grade', { grade: words(`grade.${value}`) }),
      keys: [String(index + 1)],
      run: () => choose(value),
      off,
      main: true,
    })),
    ...keys,
    {
      id: 'sample-save',
      label: words('act.save'),
      keys: ['Ctrl+Enter'],
      run: confirm,
      off: off ?? missing,
      main: true,
    },
    { id: 'sample-next', label: text('sample.next'), keys: ['F8'], run: () => step(1), main: true },
    { id: 'sample-previous', label: text('sample.previous'), keys: ['Shift+F8'], run: () => step(-1) },
    {
      id: 'sample-close',
      label: text('sample.close'),
      keys: ['F6'],
      run: () => close.mutate({ sampleId: sample.id, expectedVersion: sample.version }),
      off: closeOff,
      main: true,
    },
    { id: 'sample-back', label: text('sample.back'), keys: ['Esc'], run: onBack },
  ]);
  const uids = item.studyUids.join(' ');
  const studies = useMemo(
    () =>
      uids
        .split(' ')
        .filter(Boolean)
        .map((studyUid) => ({ studyUid, role: 'current' as const })),
    [uids],
  );
  return (
    <div className="quality-sample" data-testid="sample-grading">
      <div className="quality-bar">
        <Button size="small" onClick={onBack}>
          {text('sample.back')} <KeyCap name="Esc" />
        </Button>
        <b>{text('sample.title', { from: sample.criteria.from, to: sample.criteria.to })}</b>
        <span>{text('sample.item', { number: item.number, size: sample.size })}</span>
        <nav className="quality-steps" aria-label={text('tab.samples')}>
          {items.map(({ number, mark }) => (
            <button
              key={number}
              type="button"
              aria-current={number === item.number}
              className={mark ? 'is-graded' : undefined}
              onClick={() => onGo(number)}
            >
              {number}
            </button>
          ))}
        </nav>
        <Button
          size="small"
          className="quality-right"
          intent={closeOff === null ? 'primary' : 'none'}
          disabled={closeOff !== null}
          title={closeOff ?? undefined}
          loading={close.isPending}
          onClick={() => close.mutate({ sampleId: sample.id, expectedVersion: sample.version })}
          data-testid="sample-close"
        >
          {text('sample.close')} <KeyCap name="F6" />
        </Button>
      </div>
      <div className="quality-sample-work">
        <section className="case-images">
          {studies.length > 0 ? (
            <ReadingRoom
              source={source}
              readerId={person.id}
              studies={studies}
              onKeyImage={nothing}
              onMeasurement={nothing}
            />
          ) : (
            <EmptyPanel glyph="inbox" title={text('sample.noImages')} />
          )}
        </section>
        <section className="quality-sample-side">
          <SampledReport item={item} />
          <footer>
            <GradeButtons
              label={words('report')}
              grades={reportGrades}
              value={grade ?? item.mark?.grade ?? null}
              off={off !== null}
              onChoose={choose}
            />
            {off === null && grade !== null && (grade !== 'A' || again) ? (
              <ReasonPicker {...reasonState} note={note} onNote={setNote} />
            ) : null}
            <p className="quality-by">
              {item.mark ? <GradeChip grade={item.mark.grade} /> : null}{' '}
              {off ?? missing ?? (again ? '' : text('sample.blind'))}
            </p>
            <div className="quality-sample-acts">
              <Button
                disabled={off !== null || grade === null || missing !== null}
                onClick={confirm}
                data-testid="sample-save"
              >
                {words('act.save')} <KeyCap name="Ctrl+Enter" />
              </Button>
              <Button onClick={() => step(1)} disabled={item.number >= sample.size} data-testid="sample-next">
                {text('sample.next')} <KeyCap name="F8" />
              </Button>
            </div>
          </footer>
        </section>
      </div>
    </div>
  );
}
