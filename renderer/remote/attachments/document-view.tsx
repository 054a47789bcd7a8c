// One document of a request as it is drawn wherever it is opened: a PDF in the browser's viewer, a picture with zoom and turning, text as it is.
import { Button, ButtonGroup } from '@blueprintjs/core';
import { type ReactNode, useState } from 'react';
import type { ExamAttachment } from '../../../core/orders/attachment.ts';
import { PdfFrame } from '../../parts/pdf-frame.tsx';
import { useAttachmentText } from './texts.ts';

/** Width of the page; the bar with pages and zoom stays, the outline goes. */
const pdfView = '#navpanes=0&view=FitH';
const zooms = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4] as const;

export const isPicture = ({ type }: ExamAttachment): boolean => type === 'jpeg' || type === 'png';

export interface PictureView {
  /** Null fits the window. */
  zoom: number | null;
  /** Quarter turns to the right. */
  turns: number;
  step: (direction: 1 | -1) => void;
  fit: () => void;
  turn: () => void;
  reset: () => void;
}

export function usePictureView(): PictureView {
  const [zoom, setZoom] = useState<number | null>(null);
  const [turns, setTurns] = useState(0);
  return {
    zoom,
    turns,
    step: (direction) => {
      const now = zooms.findIndex((one) => one >= (zoom ?? 1));
      setZoom(zooms[Math.min(zooms.length - 1, Math.max(0, now + direction))] ?? 1);
    },
    fit: () => setZoom(null),
    turn: () => setTurns((before) => (before + 1) % 4),
    reset: () => {
      setZoom(null);
      setTurns(0);
    },
  };
}

export function PictureButtons({ view }: { view: PictureView }) {
  const text = useAttachmentText();
  return (
    <ButtonGroup>
      <Button size="small" text={text('view.smaller')} onClick={() => view.step(-1)} />
      <Button size="small" text={text('view.larger')} onClick={() => view.step(1)} />
      <Button size="small" text={text('view.fit')} onClick={view.fit} />
      <Button size="small" text={text('view.turn')} onClick={view.turn} />
    </ButtonGroup>
  );
}

interface DocumentViewProps {
  document: ExamAttachment;
  address: string;
  view: PictureView;
  /** Of a text. */
  words: ReactNode;
}

export function DocumentView({ document, address, view, words }: DocumentViewProps) {
  return (
    <div className="attachment-view" key={document.id} data-type={document.type}>
      {document.type === 'pdf' ? (
        <PdfFrame address={`${address}${pdfView}`} title={document.name} testId="attachment-pdf" />
      ) : isPicture(document) ? (
        <Picture document={document} address={address} view={view} />
      ) : (
        words
      )}
    </div>
  );
}

function Picture({ document, address, view: { zoom, turns } }: Omit<DocumentViewProps, 'words'>) {
  const text = useAttachmentText();
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [failed, setFailed] = useState(false);
  if (failed) return <p role="alert">{text('view.failed')}</p>;
  const lying = turns % 2 === 1;
  return (
    <div className={`attachment-picture ${zoom === null ? 'is-fit' : ''} ${lying ? 'is-lying' : ''}`}>
      <img
        src={address}
        alt={document.name}
        style={{
          ...(zoom !== null && size ? { width: size.width * zoom, height: size.height * zoom } : {}),
          ...(turns === 0 ? {} : { rotate: `${turns * 90}deg` }),
        }}
        onLoad={({ currentTarget }) =>
          setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
        }
        onError={() => setFailed(true)}
        data-testid="attachment-picture"
      />
    </div>
  );
}

/** The charset that the server found in the bytes. */
export const charsetOf = (type: string | null): string => /charset=([\w-]+)/.exec(type ?? '')?.[1] ?? 'utf-8';
