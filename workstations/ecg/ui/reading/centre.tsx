// The middle of the screen: the paper, or several in step, or a picture with the reason why it cannot be measured.
import { type DragEvent, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { waitsForDevice } from '../../../../core/ecg/flow/device-match.ts';
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { takenAt, timeDoubt } from '../../../../core/ecg/flow/taken.ts';
import { qtcNames } from '../../../../core/ecg/measure/qtc.ts';
import { ComparedPaper, EcgCompare, type InStep, mostCompared } from '../../../../renderer/ecg/compare.tsx';
import type { EvidenceSpan } from '../../../../renderer/ecg/evidence.ts';
import { ImageRecording } from '../../../../renderer/ecg/image-recording.tsx';
import { Overview } from '../../../../renderer/ecg/overview.tsx';
import { EcgPaper } from '../../../../renderer/ecg/paper.tsx';
import { PictureButton } from '../../../../renderer/ecg/picture-button.tsx';
import { ReplayBar } from '../../../../renderer/ecg/replay-bar.tsx';
import { PaperToolbar } from '../../../../renderer/ecg/toolbar.tsx';
import { TracingNotices } from '../../../../renderer/ecg/tracing-notices.tsx';
import { useCalipers } from '../../../../renderer/ecg/use-calipers.ts';
import { pageSecondsOf } from '../../../../renderer/ecg/use-page.ts';
import { useReplay } from '../../../../renderer/ecg/use-replay.ts';
import { samplesAddress, type TracingSource, useOverview, useTracing } from '../../../../renderer/ecg/use-tracing.ts';
import { usePaperView } from '../../../../renderer/ecg/view.ts';
import type { PaperViewport } from '../../../../renderer/ecg/viewport.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { spansOf } from '../panel/findings.tsx';
import { dragType, recordedText } from './previous-strip.tsx';
import { TracingAnswer } from './tracing-answer.tsx';
import { useRecording } from './use-recordings.ts';

interface CentreProps {
  detail: RecordingDetail;
  /** When its exam was asked for, instant; null where it belongs to none. */
  requestedAt: string | null;
  viewport: PaperViewport;
  evidence: readonly EvidenceSpan[];
  compared: readonly RecordingDocument[];
  onCompare: (recordingId: string) => void;
  onRemove: (recordingId: string) => void;
  /** The curve of this recording is on the screen now. */
  onDrawn?: (recordingId: string) => void;
}

const mediaTypes: Record<string, string> = { pdf: 'application/pdf', jpeg: 'image/jpeg', png: 'image/png' };

export function Centre(props: CentreProps) {
  const { recording } = props.detail;
  const text = useEcgText();
  if (recording.kind === 'document')
    return (
      <ImageRecording
        url={`/ecg/recordings/${recording.id}/file`}
        mediaType={mediaTypes[recording.format] ?? 'application/pdf'}
        label={recording.fileName}
      />
    );
  if (waitsForDevice(recording.parked?.code)) return <EmptyPanel glyph="info" title={text('paper.waitsForDevice')} />;
  if (recording.kind === 'unreadable')
    return (
      <EmptyPanel
        glyph="error"
        title={text('paper.unreadable')}
        hint={recording.parked?.text ?? recording.problems[0]?.text}
      />
    );
  return <Waveform {...props} />;
}

function Waveform({ detail, requestedAt, viewport, evidence, compared, onCompare, onRemove, onDrawn }: CentreProps) {
  const { recording } = detail;
  const doubt = timeDoubt(recording, requestedAt);
  const text = useEcgText();
  const [view, changeView] = usePaperView();
  const calipers = useCalipers();
  const [over, setOver] = useState(false);
  const fromMs = useSyncExternalStore(viewport.subscribe, () => viewport.current().fromMs);
  const source = sourceOf(detail);
  const tracing = useTracing(source, fromMs);
  const isDrawn = tracing.isSuccess && !tracing.isPlaceholderData && tracing.data !== null;
  useEffect(() => {
    if (isDrawn) onDrawn?.(recording.id);
  }, [isDrawn, recording.id, onDrawn]);
  const lead = view.rhythmLeads.find((name) => recording.leads.includes(name)) ?? null;
  const overview = useOverview(source, lead);
  const replay = useReplay(viewport, recording.durationMs, pageSecondsOf(recording, view) * 1000);
  const beatsMs = useMemo(() => beatsOf(detail), [detail]);
  const inStep = { view, viewport, calipers };
  const drop = (event: DragEvent) => {
    const id = event.dataTransfer.getData(dragType);
    setOver(false);
    if (id) {
      event.preventDefault();
      onCompare(id);
    }
  };
  return (
    <section
      aria-label={recordedText(recording)}
      className={`ecg-centre ${over ? 'is-over' : ''}`}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType) || compared.length >= mostCompared - 1) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-drop={text('previous.drop')}
    >
      <PaperToolbar
        view={view}
        change={changeView}
        viewport={viewport}
        calipers={calipers}
        leads={tracing.data?.leads.map((lead) => lead.name) ?? recording.leads}
        more={
          tracing.data ? (
            <PictureButton
              tracing={tracing.data}
              view={view}
              viewport={viewport}
              device={detail.vendor.filters}
              title={[
                recording.patientName || recording.patientSaid.name,
                recording.accession,
                recordedText(recording),
              ]}
            />
          ) : null
        }
      >
        <ReplayBar replay={replay} viewport={viewport} beatsMs={beatsMs} />
      </PaperToolbar>
      {tracing.data ? (
        <TracingNotices
          leads={tracing.data.leads.map((lead) => lead.name)}
          view={view}
          change={changeView}
          doubt={detail.measurement?.quality.scaleDoubt}
          time={doubt && { at: takenAt(recording), doubt }}
          problems={detail.vendor.problems}
        />
      ) : null}
      <TracingAnswer of={tracing}>
        {(data) =>
          !data ? (
            <EmptyPanel glyph="trend" title={text('paper.none')} hint={detail.vendor.problems[0]?.text} />
          ) : compared.length > 0 ? (
            <EcgCompare count={compared.length + 1}>
              <ComparedPaper
                {...inStep}
                title={recordedText(recording)}
                note={noteOf(recording)}
                tracing={data}
                device={detail.vendor.filters}
                beatsMs={beatsMs}
                evidence={evidence}
              />
              {compared.map((other) => (
                <Earlier key={other.id} recording={other} {...inStep} onRemove={() => onRemove(other.id)} />
              ))}
            </EcgCompare>
          ) : (
            <>
              <EcgPaper
                tracing={data}
                view={view}
                viewport={viewport}
                calipers={calipers}
                device={detail.vendor.filters}
                beatsMs={beatsMs}
                evidence={evidence}
                label={recordedText(recording)}
              />
              <Overview
                tracing={data}
                view={view}
                viewport={viewport}
                evidence={evidence}
                beatsMs={beatsMs}
                {...(overview.data ? { envelope: overview.data } : {})}
              />
            </>
          )
        }
      </TracingAnswer>
    </section>
  );
}

function sourceOf({ recording, vendor }: RecordingDetail): TracingSource {
  const { id, durationMs } = recording;
  return { recordingId: id, durationMs, pacingMs: vendor.pacingMs, address: samplesAddress(id) };
}

function beatsOf({ measurement }: RecordingDetail): number[] {
  return measurement ? measurement.beats.map(({ sample }) => (sample * 1000) / measurement.sampleRateHz) : [];
}

interface EarlierProps extends InStep {
  onRemove: () => void;
}

function Earlier({ recording, ...rest }: EarlierProps & { recording: RecordingDocument }) {
  const detail = useRecording(recording.id);
  return <TracingAnswer of={detail}>{(data) => <EarlierPaper detail={data} {...rest} />}</TracingAnswer>;
}

/** An earlier tracing as it was read itself: with the marks of its device, its filters and what was found in it. */
function EarlierPaper({ detail, onRemove, ...inStep }: EarlierProps & { detail: RecordingDetail }) {
  const text = useEcgText();
  const locale = useLocale();
  const { recording, vendor } = detail;
  const fromMs = useSyncExternalStore(inStep.viewport.subscribe, () => inStep.viewport.current().fromMs);
  const tracing = useTracing(sourceOf(detail), fromMs);
  const evidence = useMemo(() => spansOf(recording.risk.findings, locale), [recording, locale]);
  const beatsMs = useMemo(() => beatsOf(detail), [detail]);
  return (
    <TracingAnswer of={tracing}>
      {(data) =>
        data ? (
          <ComparedPaper
            {...inStep}
            title={recordedText(recording)}
            note={noteOf(recording)}
            tracing={data}
            device={vendor.filters}
            beatsMs={beatsMs}
            evidence={evidence}
            onRemove={onRemove}
          />
        ) : (
          <EmptyPanel glyph="trend" title={text('paper.none')} hint={vendor.problems[0]?.text} />
        )
      }
    </TracingAnswer>
  );
}

/** What a comparison is about, in a line. */
function noteOf({ summary }: RecordingDocument): string {
  if (!summary) return '';
  const part = (name: string, value: number | null) => (value === null ? null : `${name} ${Math.round(value)}`);
  // Without units, per minute and ms as everywhere: of four side by side the last value must not be cut off.
  return [
    part('HR', summary.heartRateBpm),
    part('PR', summary.prMs),
    part('QRS', summary.qrsMs),
    part(summary.qtcFormula ? qtcNames[summary.qtcFormula] : 'QTc', summary.qtcMs),
  ]
    .filter((one) => one !== null)
    .join(' ');
}
