// One object that is no image, whatever it is: its head, and the panel of its kind.
import './objects.css';
import { useEffect, useState } from 'react';
import type { ObjectView } from '../../../core/imaging/objects/view.ts';
import { DocumentPanel } from './document-panel.tsx';
import { fetchObject } from './fetch-object.ts';
import { KeyObjectList } from './key-object-list.tsx';
import { useObjectText } from './locales/use-object-text.ts';
import { PresentationPanel } from './presentation-panel.tsx';
import { ReportPanel } from './report-panel.tsx';
import { SegmentationPanel } from './segmentation-panel.tsx';
import { WaveformPanel } from './waveform-panel.tsx';

/** Asks the reading room to show an image. */
export type ShowImage = (image: { sopInstanceUid: string; frame: number; presentationUid?: string }) => void;

function Content({ view, onShow }: { view: ObjectView; onShow: ShowImage | undefined }) {
  const text = useObjectText();
  switch (view.kind) {
    case 'report':
      return <ReportPanel outline={view.outline} measurements={view.measurements} onShow={onShow} />;
    case 'key-objects':
      return <KeyObjectList keyObjects={view.keyObjects} onShow={onShow} />;
    case 'presentation':
      return <PresentationPanel presentation={view.presentation} onShow={onShow} />;
    case 'segmentation':
      return <SegmentationPanel segmentation={view.segmentation} masks={view.masks} onShow={onShow} />;
    case 'document':
      return <DocumentPanel title={view.title} mediaType={view.mediaType} data={view.data} />;
    case 'waveform':
      return <WaveformPanel groups={view.groups} />;
    case 'refused':
      return (
        <div className="object-empty" role="status">
          <b>{text('refused')}</b>
          <span>{text('refused.reason', { reason: view.reason })}</span>
        </div>
      );
    default:
      return view satisfies never;
  }
}

export function ObjectPanel(props: {
  sopInstanceUid: string;
  onShow?: ShowImage;
  /** Lays a presentation state or a segmentation over the pictures. */
  onApply?: (sopInstanceUid: string) => void;
  /** Where the object comes from; the server unless a test or another archive gives it. */
  load?: (sopInstanceUid: string, signal: AbortSignal) => Promise<ObjectView>;
}) {
  const { sopInstanceUid, onShow, onApply, load = fetchObject } = props;
  const text = useObjectText();
  const [state, setState] = useState<{ view?: ObjectView; error?: string }>({});
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another fetch
  useEffect(() => {
    const stop = new AbortController();
    setState({});
    load(sopInstanceUid, stop.signal).then(
      (view) => setState({ view }),
      (error: unknown) => {
        if (!stop.signal.aborted) setState({ error: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => stop.abort();
  }, [sopInstanceUid, load, tries]);
  const { view, error } = state;
  if (error !== undefined) {
    return (
      <div className="object-panel object-empty" role="alert">
        <b>{text('failed')}</b>
        <span>{error}</span>
        <button type="button" onClick={() => setTries(tries + 1)}>
          {text('retry')}
        </button>
      </div>
    );
  }
  if (!view) {
    return (
      <div className="object-panel object-empty" role="status">
        {text('loading')}
      </div>
    );
  }
  const { head } = view;
  return (
    <section
      className="object-panel"
      data-testid="object-panel"
      data-kind={view.kind}
      aria-label={text(`kind.${view.kind}`)}
    >
      <header>
        <span className="object-kind">{text(`kind.${view.kind}`)}</span>
        <b>{head.seriesDescription || head.sopClass}</b>
        {onApply && (view.kind === 'presentation' || view.kind === 'segmentation') ? (
          <button type="button" data-testid="object-apply" onClick={() => onApply(sopInstanceUid)}>
            {text('apply')}
          </button>
        ) : null}
        <small className="object-owner">
          {head.patientName}
          {head.manufacturer ? ` · ${text('madeBy', { maker: head.manufacturer })}` : ''}
        </small>
      </header>
      <div className="object-body">
        <Content view={view} onShow={onShow} />
      </div>
    </section>
  );
}
