// One ECG on true paper, read-only: layouts, speed and gain, calipers, replay and paging; the report beside it, on a phone below.
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { LinkedEcg, LinkedEcgReport } from '../../core/ecg/flow/linked.ts';
import type { Tracing } from '../../core/ecg/paper/tracing.ts';
import type { EvidenceSpan } from '../ecg/evidence.ts';
import { ImageRecording } from '../ecg/image-recording.tsx';
import { Overview } from '../ecg/overview.tsx';
import { EcgPaper } from '../ecg/paper.tsx';
import { ReplayBar } from '../ecg/replay-bar.tsx';
import { PaperToolbar } from '../ecg/toolbar.tsx';
import { TracingNotices } from '../ecg/tracing-notices.tsx';
import { useCalipers } from '../ecg/use-calipers.ts';
import { pageSecondsOf } from '../ecg/use-page.ts';
import { usePinch } from '../ecg/use-pinch.ts';
import { useReplay } from '../ecg/use-replay.ts';
import { useOverview, useTracing } from '../ecg/use-tracing.ts';
import { usePaperView } from '../ecg/view.ts';
import { PaperViewport } from '../ecg/viewport.ts';
import { useLocale } from '../i18n/text.tsx';
import { fileAddress, linkedTracing } from './ecg-link.ts';
import { EcgReportPanel } from './ecg-report.tsx';
import { useEcgViewerText } from './ecg-texts.ts';

const mediaTypes: Record<string, string> = { pdf: 'application/pdf', jpeg: 'image/jpeg', png: 'image/png' };

/** On a phone a fitted page would be a stamp: it opens at a size that can be read, and is moved by a finger. */
const phonePxPerMm = 2.4;
const isSmall = () => window.innerWidth < 700;

interface RoomProps {
  ecg: LinkedEcg;
  report: LinkedEcgReport;
  token: string;
}

/** Keyed by the recording. */
export function EcgRoom(props: RoomProps) {
  const { ecg, token } = props;
  const text = useEcgViewerText();
  const { recording } = ecg.detail;
  return (
    <div className="ecg-link-room">
      <section className="ecg-link-tracing">
        {recording.kind === 'waveform' ? (
          <Waveform {...props} />
        ) : recording.kind === 'document' ? (
          <ImageRecording
            url={fileAddress(token, recording.id)}
            mediaType={mediaTypes[recording.format] ?? 'application/pdf'}
            label={recording.format}
          />
        ) : (
          <p className="ecg-link-note">{text('noSamples')}</p>
        )}
      </section>
      <EcgReportPanel {...props} />
    </div>
  );
}

function Waveform({ ecg, token }: RoomProps) {
  const text = useEcgViewerText();
  const [viewport] = useState(() => {
    const made = new PaperViewport();
    if (isSmall()) made.set({ zoom: phonePxPerMm });
    return made;
  });
  const source = useMemo(() => linkedTracing(token, ecg), [token, ecg]);
  const fromMs = useSyncExternalStore(viewport.subscribe, () => viewport.current().fromMs);
  const tracing = useTracing(source, fromMs);
  if (tracing.data) return <Shown ecg={ecg} tracing={tracing.data} source={source} viewport={viewport} />;
  if (tracing.isError)
    return (
      <p className="ecg-link-note" role="alert">
        {text('samples.failed')}
        <button type="button" className="ecg-link-button" onClick={() => void tracing.refetch()}>
          {text('retry')}
        </button>
      </p>
    );
  return (
    <p className="ecg-link-note" role="status">
      {text(tracing.isSuccess ? 'noSamples' : 'loading')}
    </p>
  );
}

interface ShownProps {
  ecg: LinkedEcg;
  tracing: Tracing;
  source: ReturnType<typeof linkedTracing>;
  viewport: PaperViewport;
}

function Shown({ ecg, tracing, source, viewport }: ShownProps) {
  const locale = useLocale();
  const [view, changeView] = usePaperView();
  const calipers = useCalipers();
  const pinch = usePinch(viewport);
  const lead = view.rhythmLeads.find((name) => ecg.detail.recording.leads.includes(name)) ?? null;
  const overview = useOverview(source, lead);
  const replay = useReplay(viewport, tracing.durationMs, pageSecondsOf(tracing, view) * 1000);
  const beatsMs = useMemo(() => {
    const measured = ecg.detail.measurement;
    return measured ? measured.beats.map((beat) => (beat.sample * 1000) / measured.sampleRateHz) : [];
  }, [ecg]);
  const evidence = useMemo(
    () =>
      ecg.detail.recording.risk.findings.flatMap((finding) =>
        finding.evidence.map(
          ({ lead: of, fromMs, toMs }): EvidenceSpan => ({
            fromMs,
            toMs,
            ...(of === undefined ? {} : { lead: of }),
            text: locale === 'en' ? finding.en : finding.zh,
            critical: finding.level === 'critical',
          }),
        ),
      ),
    [ecg, locale],
  );
  return (
    <>
      <PaperToolbar
        view={view}
        change={changeView}
        viewport={viewport}
        calipers={calipers}
        leads={tracing.leads.map(({ name }) => name)}
      >
        <ReplayBar replay={replay} viewport={viewport} beatsMs={beatsMs} />
      </PaperToolbar>
      <TracingNotices
        leads={tracing.leads.map(({ name }) => name)}
        view={view}
        change={changeView}
        doubt={ecg.detail.measurement?.quality.scaleDoubt}
        problems={ecg.detail.vendor.problems}
      />
      <div className="ecg-link-paper" {...pinch}>
        <EcgPaper
          tracing={tracing}
          view={view}
          viewport={viewport}
          calipers={calipers}
          device={ecg.detail.vendor.filters}
          beatsMs={beatsMs}
          evidence={evidence}
          label={ecg.patient.name}
        />
      </div>
      <Overview
        tracing={tracing}
        view={view}
        viewport={viewport}
        evidence={evidence}
        beatsMs={beatsMs}
        {...(overview.data ? { envelope: overview.data } : {})}
      />
    </>
  );
}
