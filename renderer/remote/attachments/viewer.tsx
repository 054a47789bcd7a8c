// One document of a request inside the page: a PDF in the browser's own viewer, a picture with zoom and turning, text as it is.
import { Button, ButtonGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamAttachment } from '../../../core/orders/attachment.ts';
import { KeyCap } from '../../parts/field.tsx';
import { Modal } from '../../parts/modal.tsx';
import { useAttachmentText } from './texts.ts';

interface ViewerProps {
  /** Those that can be opened, in the order of the list. */
  documents: readonly ExamAttachment[];
  openId: string;
  onOpen: (id: string) => void;
  onClose: () => void;
  /** 4 over a dialog. */
  depth?: number;
}

const addressOf = ({ id }: ExamAttachment): string => `/exam-attachments/${id}`;
/** Width of the page; the bar with pages and zoom stays, the outline goes. */
const pdfView = '#navpanes=0&view=FitH';
const zooms = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4] as const;

export function AttachmentViewer({ documents, openId, onOpen, onClose, depth = 3 }: ViewerProps) {
  const text = useAttachmentText();
  const index = Math.max(
    0,
    documents.findIndex(({ id }) => id === openId),
  );
  const document = documents[index];
  /** Null fits the window. */
  const [zoom, setZoom] = useState<number | null>(null);
  const [turns, setTurns] = useState(0);
  if (!document) return null;
  const go = (step: number) => {
    const next = documents[(index + step + documents.length) % documents.length];
    if (!next) return;
    setZoom(null);
    setTurns(0);
    onOpen(next.id);
  };
  const isPicture = document.type === 'jpeg' || document.type === 'png';
  const step = (direction: 1 | -1) => {
    const now = zooms.findIndex((one) => one >= (zoom ?? 1));
    setZoom(zooms[Math.min(zooms.length - 1, Math.max(0, now + direction))] ?? 1);
  };
  const alone = documents.length < 2;
  return (
    <Modal
      title={text('view.title', { kind: text(`kind.${document.kind}`), name: document.name })}
      onClose={onClose}
      width="min(1180px, 94vw)"
      depth={depth}
      testId="attachment-viewer"
      actions={[
        ...(alone
          ? []
          : [
              { id: 'previous', label: text('view.previous'), keys: ['['], run: () => go(-1), main: true },
              { id: 'next', label: text('view.next'), keys: [']'], run: () => go(1), main: true },
            ]),
        ...(isPicture
          ? [
              { id: 'larger', label: text('view.larger'), keys: ['+', '='], run: () => step(1) },
              { id: 'smaller', label: text('view.smaller'), keys: ['-'], run: () => step(-1) },
              { id: 'fit', label: text('view.fit'), keys: ['0'], run: () => setZoom(null) },
              { id: 'turn', label: text('view.turn'), keys: ['R'], run: () => setTurns((before) => (before + 1) % 4) },
            ]
          : []),
      ]}
      hint={document.type === 'pdf' ? text('view.pdf') : null}
      footer={
        <div className="attachment-bar">
          {isPicture ? (
            <ButtonGroup>
              <Button size="small" text={text('view.smaller')} onClick={() => step(-1)} />
              <Button size="small" text={text('view.larger')} onClick={() => step(1)} />
              <Button size="small" text={text('view.fit')} onClick={() => setZoom(null)} />
              <Button size="small" text={text('view.turn')} onClick={() => setTurns((before) => (before + 1) % 4)} />
            </ButtonGroup>
          ) : null}
          {alone ? null : (
            <>
              <Button size="small" onClick={() => go(-1)} data-testid="attachment-previous">
                {text('view.previous')} <KeyCap name="[" />
              </Button>
              <span className="number">{text('view.of', { at: index + 1, total: documents.length })}</span>
              <Button size="small" onClick={() => go(1)} data-testid="attachment-next">
                {text('view.next')} <KeyCap name="]" />
              </Button>
            </>
          )}
        </div>
      }
    >
      <div className="attachment-view" key={document.id} data-type={document.type}>
        {document.type === 'pdf' ? (
          <iframe src={`${addressOf(document)}${pdfView}`} title={document.name} data-testid="attachment-pdf" />
        ) : isPicture ? (
          <Picture document={document} zoom={zoom} turns={turns} />
        ) : (
          <PlainText document={document} />
        )}
      </div>
    </Modal>
  );
}

function Picture({ document, zoom, turns }: { document: ExamAttachment; zoom: number | null; turns: number }) {
  const text = useAttachmentText();
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [failed, setFailed] = useState(false);
  if (failed) return <p role="alert">{text('view.failed')}</p>;
  const lying = turns % 2 === 1;
  return (
    <div className={`attachment-picture ${zoom === null ? 'is-fit' : ''} ${lying ? 'is-lying' : ''}`}>
      <img
        src={addressOf(document)}
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
const charsetOf = (type: string | null): string => /charset=([\w-]+)/.exec(type ?? '')?.[1] ?? 'utf-8';

function PlainText({ document }: { document: ExamAttachment }) {
  const text = useAttachmentText();
  const words = useQuery({
    queryKey: ['exam-attachment', document.id],
    queryFn: async ({ signal }) => {
      const answer = await fetch(addressOf(document), { signal, headers: { 'x-yishu': '1' } });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return new TextDecoder(charsetOf(answer.headers.get('content-type'))).decode(await answer.arrayBuffer());
    },
    // Each look is a look: it stands in the audit trail.
    gcTime: 0,
  });
  if (words.isError) return <p role="alert">{text('view.failed')}</p>;
  return <pre data-testid="attachment-text">{words.data ?? text('view.loading')}</pre>;
}
