// Recordings that found no exam or could not be read: the list at the left, the tracing and the exams that it may belong to beside it.
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { waitsForDevice } from '../../../../core/ecg/flow/device-match.ts';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { RiskMark } from '../queue/risk.tsx';
import { HandIn } from './hand-in.tsx';
import { useUnmatchedText } from './texts.ts';
import { UnmatchedDetail } from './unmatched-detail.tsx';
import { type UnmatchedView, unmatchedViews, useUnmatched } from './use-unmatched.ts';

const idOf = (recording: RecordingDocument) => recording.id;

export function UnmatchedScreen() {
  const text = useUnmatchedText();
  const [view, setView] = useState<UnmatchedView>('waiting');
  const [pointId, setPoint] = useState('');
  const { query } = useApi();
  const points = useQuery(query.ecg.uploadPoints.queryOptions({ staleTime: 60_000 }));
  const list = useUnmatched(view, pointId);
  const rows = list.data ?? [];
  const [asking, setAsking] = useState(false);
  // When one is placed, the next one moves up to it.
  const { current: recording, at, choose, clear } = useCurrentRow(rows, idOf, asking, { follows: 'place' });
  const box = useRef<HTMLDivElement>(null);
  const go = (index: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!next) return;
    choose(next.id);
    box.current?.querySelector(`[data-id="${next.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'unmatched.next', label: text('next'), keys: ['Down'], run: () => go(at + 1), movement: true, main: true },
    { id: 'unmatched.previous', label: text('previous'), keys: ['Up'], run: () => go(at - 1), movement: true },
  ]);
  return (
    <div className="ecg-unmatched">
      <section className="ecg-unmatched-list" aria-label={text('title')}>
        <div className="ecg-views" role="tablist">
          {unmatchedViews.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={view === each}
              onClick={() => {
                setView(each);
                clear();
              }}
              data-testid={`unmatched-${each}`}
            >
              {text(`view.${each}`)} {view === each && list.data ? <b>{rows.length}</b> : null}
            </button>
          ))}
        </div>
        {points.data?.length ? (
          <div className="ecg-unmatched-point">
            <Pick
              fill
              label={text('point')}
              value={pointId}
              onChange={setPoint}
              options={[
                { value: '', label: text('point.all') },
                ...points.data.map((one) => ({ value: one.id, label: one.name })),
              ]}
              testId="unmatched-point"
            />
          </div>
        ) : null}
        <HandIn
          onDone={(recordingId) => {
            setView('waiting');
            if (recordingId) choose(recordingId);
            void list.refetch();
          }}
        />
        <Answer of={list}>
          {() =>
            rows.length === 0 ? (
              <EmptyPanel
                glyph="inbox"
                title={text(`empty.${view}`)}
                hint={view === 'waiting' ? text('empty.waiting.hint') : undefined}
              />
            ) : (
              <div className="ecg-unmatched-rows" role="listbox" aria-label={text('title')} ref={box}>
                {rows.map((row, index) => (
                  <Row key={row.id} recording={row} selected={row.id === recording?.id} onSelect={() => go(index)} />
                ))}
              </div>
            )
          }
        </Answer>
      </section>
      {recording ? (
        <UnmatchedDetail
          key={recording.id}
          recording={recording}
          onAsk={setAsking}
          onDone={() => void list.refetch()}
        />
      ) : (
        <EmptyPanel glyph="trend" title={text('none')} />
      )}
    </div>
  );
}

interface RowProps {
  recording: RecordingDocument;
  selected: boolean;
  onSelect: () => void;
}

function Row({ recording, selected, onSelect }: RowProps) {
  const text = useUnmatchedText();
  const { patientSaid: said, risk, parked } = recording;
  return (
    <div
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={`ecg-unmatched-row risk-${risk.level}`}
      onClick={onSelect}
      onKeyDown={(event) => event.key === 'Enter' && onSelect()}
      data-testid="unmatched"
      data-id={recording.id}
    >
      <div>
        {parked ? (
          <b className="ecg-parked">{text(waitsForDevice(parked.code) ? 'strange' : 'unreadable')}</b>
        ) : (
          <RiskMark level={risk.level} size={12} />
        )}
        <strong className="ellipsis">{said.name || text('nameless')}</strong>
        <time>{dateTime(recording.receivedAt).slice(5)}</time>
      </div>
      <div>
        <span className="ellipsis">{recording.fileName || recording.source.name}</span>
        <span className="ecg-row-place ellipsis">
          {recording.source.uploadPoint?.name ?? recording.source.institutionName}
        </span>
      </div>
    </div>
  );
}
