// The sample at the right: the PDF that the server draws from a made-up report with the layout as it stands now.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PaperLayout } from '../../../../core/reporting/paper-layout.ts';
import { layoutProblems } from '../../../../core/reporting/paper-rules.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../../../../renderer/parts/panels.tsx';
import { pdfView } from '../../../../renderer/parts/pdf-frame.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { useResting } from '../parts/use-resting.ts';

const restMilliseconds = 500;
/** From the file being there to its page being drawn. */
const drawnMilliseconds = 350;

function addressOf(pdf: string): string {
  const bytes = Uint8Array.from(atob(pdf), (character) => character.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
}

interface Frame {
  address: string;
  /** Drawn: what lies over it can go. */
  ready: boolean;
}

/** The viewer is dark until it has drawn: the sheet before stays on top until then. */
function PdfFrames({ pdf, zoom, faint }: { pdf: string; zoom: 'page' | 'width'; faint: boolean }) {
  const text = useAdminText();
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  useEffect(() => {
    const made = { address: `${addressOf(pdf)}${pdfView[zoom]}`, ready: false };
    setFrames((before) => [made, ...before.filter(({ ready }) => ready).slice(0, 1)]);
    return () => URL.revokeObjectURL(made.address.split('#')[0] ?? '');
  }, [pdf, zoom]);
  const newest = frames[0];
  useEffect(() => {
    if (!newest?.ready) return;
    const timer = setTimeout(
      () => setFrames((before) => before.filter((frame) => frame === newest)),
      drawnMilliseconds,
    );
    return () => clearTimeout(timer);
  }, [newest]);
  const loaded = (address: string) =>
    setFrames((before) => before.map((frame) => (frame.address === address ? { ...frame, ready: true } : frame)));
  return (
    <div className="layout-frames">
      {frames.map(({ address }, at) => (
        <iframe
          key={address}
          src={address}
          title={text('layout.sample')}
          className={faint ? 'is-old' : undefined}
          onLoad={() => loaded(address)}
          data-testid={at === 0 ? 'layout-sample' : undefined}
        />
      ))}
    </div>
  );
}

interface LayoutPreviewProps {
  layout: PaperLayout;
  /** Problems: the sample is the last one that could be drawn. */
  broken: boolean;
}

export function LayoutPreview({ layout, broken }: LayoutPreviewProps) {
  const text = useAdminText();
  const { client } = useApi();
  const online = useOnline();
  const [example, setExample] = useState<'short' | 'long'>('short');
  const [zoom, setZoom] = useState<'page' | 'width'>('page');
  const rested = useResting(layout, restMilliseconds);
  // What is not on the paper draws nothing anew.
  const { rank: _rank, active: _active, name: _name, ...drawn } = rested;
  const sample = useQuery({
    queryKey: ['layout sample', example, JSON.stringify(drawn)],
    queryFn: ({ signal }) =>
      client.examReports.previewLayout({ layout: { ...rested, name: rested.name || '—' }, example }, { signal }),
    placeholderData: keepPreviousData,
    // What rested may be the layout before it was mended.
    enabled: !broken && online && layoutProblems(rested).length === 0,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
  const pdf = sample.data?.pdf;
  const waits = sample.isFetching || rested !== layout;
  return (
    <section className="pane layout-preview" aria-label={text('layout.sample')}>
      <header className="pane-head">
        <h2>{text('layout.sample')}</h2>
        <Segments
          label={text('layout.sample')}
          value={example}
          onChange={setExample}
          options={(['short', 'long'] as const).map((value) => ({ value, label: text(`layout.sample.${value}`) }))}
          testId="layout-example"
        />
        <Segments
          label={text('layout.zoom')}
          value={zoom}
          onChange={setZoom}
          options={(['page', 'width'] as const).map((value) => ({ value, label: text(`layout.zoom.${value}`) }))}
          testId="layout-zoom"
        />
        <span className="pane-facts" data-testid="sample-state">
          {online
            ? text(broken ? 'layout.sample.broken' : waits ? 'layout.sample.drawing' : 'layout.sample.now')
            : null}
        </span>
      </header>
      {!online ? (
        <EmptyPanel glyph="offline" title={text('layout.offline')} hint={text('layout.offline.hint')} />
      ) : sample.error && !broken ? (
        <FailurePanel error={sample.error} onRetry={() => sample.refetch()} />
      ) : pdf !== undefined ? (
        <PdfFrames pdf={pdf} zoom={zoom} faint={broken} />
      ) : broken ? (
        <EmptyPanel glyph="warning" title={text('layout.sample.none')} hint={text('layout.sample.none.hint')} />
      ) : (
        <WaitingPanel />
      )}
    </section>
  );
}
