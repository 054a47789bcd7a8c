// The median beat with its marks, the rate and the axis, which a person corrects: a correction is a new version with its reason. What was moved
// and is not stored stays with its recording, whatever else is looked at meanwhile.
import { Button } from '@blueprintjs/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { rrWith } from '../../../../core/ecg/flow/corrections.ts';
import type { MeasuredByHand, RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import { type BeatMarks, valuesOf } from '../../../../core/ecg/paper/mark-values.ts';
import { useKept } from '../../../../renderer/client/kept.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { MedianBeatView } from '../../../../renderer/ecg/median-beat.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { beatData, machineMarks, storedMarks } from '../reading/marks.ts';
import { ByHand } from './by-hand.tsx';
import { CorrectionHistory } from './correction-history.tsx';
import { latestCorrection } from './values.ts';

/** Keyed by the recording. */
export function MedianTab({ detail }: { detail: RecordingDetail | null }) {
  const text = useEcgText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const can = useRights();
  const beat = detail?.measurement?.medianBeat ?? null;
  const recordingId = detail?.recording.id ?? '';
  const [edited, setEdited] = useKept<BeatMarks | null>(`ecg.marks.${recordingId}`, null);
  const [typed, setTyped] = useKept<MeasuredByHand | null>(`ecg.byHand.${recordingId}`, null);
  const online = useOnline();
  const [asking, setAsking] = useState(false);
  const save = useCommand(client.ecg.saveCorrection, {
    onDone: (after) => {
      show({ tone: 'done', title: text('correct.saved', { version: after.version }) });
      void queries.invalidateQueries({ queryKey: query.ecg.recording.key() });
      setEdited(null);
      setTyped(null);
      setAsking(false);
    },
  });
  if (!detail?.measurement || !beat) return <EmptyPanel glyph="trend" title={text('correct.unmeasured')} />;
  const stored = storedMarks(detail) ?? machineMarks(beat);
  const marks = edited ?? stored;
  const byHand = typed ?? latestCorrection(detail)?.byHand ?? {};
  const values = valuesOf(marks, rrWith(detail.measurement, byHand));
  const locked = can('ecg.write') ? null : text('off.right');
  const figures: [string, number | null][] = [
    ['P', values.pMs],
    ['PR', values.prMs],
    ['QRS', values.qrsMs],
    ['QT', values.qtMs],
    ['QTcB', values.qtc?.bazett ?? null],
    ['QTcF', values.qtc?.fridericia ?? null],
  ];
  return (
    <div className="ecg-median-tab">
      <MedianBeatView
        beat={beatData(beat)}
        marks={marks}
        onMarks={setEdited}
        onReset={() => {
          setEdited(machineMarks(beat));
          setTyped({});
        }}
        locked={locked}
      />
      <dl className="ecg-median-values" data-testid="median-values">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value === null ? text('measure.absent') : `${Math.round(value)} ms`}</dd>
          </div>
        ))}
      </dl>
      <ByHand measurement={detail.measurement} byHand={byHand} onChange={setTyped} locked={locked} />
      <Button
        size="small"
        intent="primary"
        disabled={(edited === null && typed === null) || !online}
        onClick={() => setAsking(true)}
        text={text('correct.save')}
        data-testid="correct-save"
      />
      {online || (edited === null && typed === null) ? null : (
        <p className="ecg-fault" role="status" data-testid="correct-offline">
          {text('correct.offline')}
        </p>
      )}
      <CorrectionHistory detail={detail} />
      {asking ? (
        <ReasonDialog
          title={text('correct.save')}
          confirm={text('correct.save')}
          ready={[text('correct.reason.usual')]}
          busy={save.isPending}
          onClose={() => setAsking(false)}
          onConfirm={(reason) =>
            save.mutate({
              recordingId: detail.recording.id,
              expectedMeasurementVersion: detail.recording.measurementVersion,
              marks,
              byHand,
              reason,
            })
          }
        />
      ) : null}
    </div>
  );
}
