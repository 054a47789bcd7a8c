// The middle of the screen: the paper, or several in step, or a picture with the reason why it cannot be measured.
import { useQueries } from '@tanstack/react-query';
import { type DragEvent, useMemo, useState, useSyncExternalStore } from 'react';
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { unpackSamples } from '../../../../core/ecg/flow/samples.ts';
import { tracingOf } from '../../../../core/ecg/paper/tracing.ts';
import { type ComparedTracing, EcgCompare, mostCompared } from '../../../../renderer/ecg/compare.tsx';
import type { EvidenceSpan } from '../../../../renderer/ecg/evidence.ts';
import { ImageRecording } from '../../../../renderer/ecg/image-recording.tsx';
import { Overview } from '../../../../renderer/ecg/overview.tsx';
import { EcgPaper } from '../../../../renderer/ecg/paper.tsx';
import { PictureButton } from '../../../../renderer/ecg/picture-button.tsx';
import { ReplayBar } from '../../../../renderer/ecg/replay-bar.tsx';
import { PaperToolbar } from '../../../../renderer/ecg/toolbar.tsx';
import { useCalipers } from '../../../../renderer/ecg/use-calipers.ts';
import { pageSecondsOf } from '../../../../renderer/ecg/use-page.ts';
import { useReplay } from '../../../../renderer/ecg/use-replay.ts';
import { samplesAddress, useOverview, useTracing } from '../../../../renderer/ecg/use-tracing.ts';
import { usePaperView } from '../../../../renderer/ecg/view.ts';
import type { PaperViewport } from '../../../../renderer/ecg/viewport.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { dragType, recordedText } from './previous-strip.tsx';

interface CentreProps {
  detail: RecordingDetail;
  viewport: PaperViewport;
  evidence: readonly EvidenceSpan[];
  compared: readonly RecordingDocument[];
  onCompare: (recordingId: string) => void;
  onRemove: (recordingId: string) => void;
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

function Waveform({ detail, viewport, evidence, compared, onCompare, onRemove }: CentreProps) {
  const { recording } = detail;
  const text = useEcgText();
  const [view, changeView] = usePaperView();
  const calipers = useCalipers();
  const [over, setOver] = useState(false);
  const fromMs = useSyncExternalStore(viewport.subscribe, () => viewport.current().fromMs);
  const source = {
    recordingId: recording.id,
    durationMs: recording.durationMs,
    pacingMs: detail.vendor.pacingMs,
    address: samplesAddress(recording.id),
  };
  const tracing = useTracing(source, fromMs);
  const lead = view.rhythmLeads.find((name) => recording.leads.includes(name)) ?? null;
  const overview = useOverview(source, lead);
  const replay = useReplay(viewport, recording.durationMs, pageSecondsOf(recording, view) * 1000);
  const others = useQueries({
    queries: compared.map((other) => ({
      queryKey: ['ecg-samples', samplesAddress(other.id), null],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const response = await fetch(samplesAddress(other.id), { signal, headers: { 'x-yishu': '1' } });
        if (!response.ok) throw new Error(`SAMPLES_REFUSED ${response.status}`);
        return tracingOf({
          waveforms: unpackSamples(new Uint8Array(await response.arrayBuffer())).waveforms,
          vendorPacingMs: [],
        });
      },
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const beatsMs = useMemo(() => {
    const measured = detail.measurement;
    return measured ? measured.beats.map((beat) => (beat.sample * 1000) / measured.sampleRateHz) : [];
  }, [detail.measurement]);
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
      <Answer of={tracing}>
        {(data) =>
          !data ? (
            <EmptyPanel glyph="trend" title={text('paper.none')} hint={detail.vendor.problems[0]?.text} />
          ) : compared.length > 0 ? (
            <EcgCompare
              tracings={[
                {
                  id: recording.id,
                  title: recordedText(recording),
                  note: noteOf(recording),
                  tracing: data,
                  device: detail.vendor.filters,
                  current: true,
                },
                ...compared.flatMap((other, index): ComparedTracing[] => {
                  const loaded = others[index]?.data;
                  return loaded
                    ? [
                        {
                          id: other.id,
                          title: recordedText(other),
                          note: noteOf(other),
                          tracing: loaded,
                          device: undefined,
                          current: false,
                        },
                      ]
                    : [];
                }),
              ]}
              view={view}
              viewport={viewport}
              calipers={calipers}
              onRemove={onRemove}
            />
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
      </Answer>
    </section>
  );
}

/** What a comparison is about, in a line. */
function noteOf({ summary }: RecordingDocument): string {
  if (!summary) return '';
  const part = (name: string, value: number | null, unit: string) =>
    value === null ? null : `${name} ${Math.round(value)} ${unit}`;
  return [
    part('HR', summary.heartRateBpm, 'bpm'),
    part('PR', summary.prMs, 'ms'),
    part('QRS', summary.qrsMs, 'ms'),
    part('QTc', summary.qtcMs, 'ms'),
  ]
    .filter((one) => one !== null)
    .join('  ');
}
