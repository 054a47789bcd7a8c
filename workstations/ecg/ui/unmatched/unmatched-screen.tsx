// Recordings that found no exam or could not be read: a person decides, with what the device said beside the exams of the day.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';
import { useQueue } from '../queue/use-queue.ts';

function useUnmatched() {
  const { query } = useApi();
  return useQuery({
    ...query.ecg.recordings.queryOptions({ input: { states: ['unmatched', 'parked'], text: '', limit: 500 } }),
    refetchInterval: 30_000,
  });
}

export function useUnmatchedBadge(): { count: number; tone: 'plain' | 'waiting' | 'critical' } {
  const rows = useUnmatched().data ?? [];
  const critical = rows.some((one) => one.risk.level === 'critical');
  return { count: rows.length, tone: critical ? 'critical' : rows.length > 0 ? 'waiting' : 'plain' };
}

export function UnmatchedScreen() {
  const text = useEcgText();
  const list = useUnmatched();
  const queue = useQueue();
  return (
    <div className="ecg-unmatched">
      <Answer of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyPanel glyph="inbox" title={text('unmatched.empty')} hint={text('unmatched.empty.hint')} />
          ) : (
            rows.map((recording) => (
              <OneRecording
                key={recording.id}
                recording={recording}
                exams={queue.data?.rows ?? []}
                refetch={() => void list.refetch()}
              />
            ))
          )
        }
      </Answer>
    </div>
  );
}

interface OneProps {
  recording: RecordingDocument;
  exams: readonly ExamDocument[];
  refetch: () => void;
}

/** Exams without a tracing, those of a like name first. */
function candidates(recording: RecordingDocument, exams: readonly ExamDocument[]): ExamDocument[] {
  const said = recording.patientSaid;
  const near = (exam: ExamDocument) =>
    (exam.patient.name === said.name ? 2 : 0) + (said.id !== '' && exam.patient.number === said.id ? 3 : 0);
  return exams
    .filter((exam) => exam.state !== 'cancelled' && exam.objects.length === 0)
    .sort((a, b) => near(b) - near(a));
}

function OneRecording({ recording, exams, refetch }: OneProps) {
  const text = useEcgText();
  const { client } = useApi();
  const [target, setTarget] = useState<ExamDocument | null>(null);
  const [discarding, setDiscarding] = useState(false);
  const done = () => {
    setTarget(null);
    setDiscarding(false);
    refetch();
  };
  const assign = useCommand(client.ecg.assign, { onDone: done });
  const discard = useCommand(client.ecg.discard, { onDone: done });
  const retry = useCommand(client.ecg.retry, { onDone: done });
  const make = useCommand(client.ecg.makeExam, { onDone: done });
  const said = recording.patientSaid;
  const command = { recordingId: recording.id, expectedVersion: recording.version };
  return (
    <article className="ecg-unmatched-one" data-testid="unmatched">
      <header>
        <RiskMark level={recording.risk.level} suspected={recording.risk.level !== 'unknown'} />
        <strong>{recording.fileName || recording.source.name}</strong>
        <span className="number">{dateTime(recording.receivedAt)}</span>
        <span>{recording.source.institutionName}</span>
      </header>
      <p>
        {text('unmatched.said')}：{said.name || '—'} {said.id}{' '}
        {said.sex ? text(`sex.${said.sex === 'other' ? 'unknown' : said.sex}`) : ''} {said.birthDate ?? ''}
      </p>
      <p className="ecg-quiet">
        {recording.parked
          ? text('unmatched.parked', { text: recording.parked.text })
          : `${text('unmatched.reason')}：${recording.unmatchedReason}`}
        {recording.differsFrom ? ` ${text('unmatched.differs')}` : ''}
      </p>
      <footer>
        {recording.state === 'unmatched'
          ? candidates(recording, exams)
              .slice(0, 4)
              .map((exam) => (
                <Button
                  key={exam.id}
                  size="small"
                  text={`${text('unmatched.assign')} ${exam.accessionNumber} ${exam.patient.name}`}
                  onClick={() => setTarget(exam)}
                />
              ))
          : null}
        {recording.state === 'unmatched' && said.name ? (
          <Button
            size="small"
            text={text('unmatched.make')}
            loading={make.isPending}
            onClick={() =>
              make.mutate({
                ...command,
                patient: {
                  number: said.id,
                  name: said.name,
                  sex: said.sex === 'male' || said.sex === 'female' ? said.sex : 'unknown',
                  birthDate: said.birthDate,
                },
                priority: recording.risk.level === 'critical' ? 'emergency' : 'routine',
              })
            }
          />
        ) : null}
        {recording.state === 'parked' ? (
          <Button
            size="small"
            text={text('unmatched.retry')}
            loading={retry.isPending}
            onClick={() => retry.mutate(command)}
          />
        ) : null}
        <Button size="small" text={text('unmatched.discard')} onClick={() => setDiscarding(true)} />
      </footer>
      {target ? (
        <ReasonDialog
          title={text('unmatched.assign.title', { accession: target.accessionNumber, name: target.patient.name })}
          confirm={text('unmatched.assign')}
          busy={assign.isPending}
          onClose={() => setTarget(null)}
          onConfirm={(reason) => assign.mutate({ ...command, examId: target.id, reason })}
        />
      ) : null}
      {discarding ? (
        <ReasonDialog
          title={text('unmatched.discard.title')}
          confirm={text('unmatched.discard')}
          intent="danger"
          busy={discard.isPending}
          onClose={() => setDiscarding(false)}
          onConfirm={(reason) => discard.mutate({ ...command, reason })}
        />
      ) : null}
    </article>
  );
}
