// One document of a request over the station's screen, and the way to the others by keys.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import type { ExamAttachment } from '../../../core/orders/attachment.ts';
import { KeyCap } from '../../parts/field.tsx';
import { Modal } from '../../parts/modal.tsx';
import { charsetOf, DocumentView, isPicture, PictureButtons, usePictureView } from './document-view.tsx';
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

export function AttachmentViewer({ documents, openId, onOpen, onClose, depth = 3 }: ViewerProps) {
  const text = useAttachmentText();
  const index = Math.max(
    0,
    documents.findIndex(({ id }) => id === openId),
  );
  const document = documents[index];
  const view = usePictureView();
  if (!document) return null;
  const go = (step: number) => {
    const next = documents[(index + step + documents.length) % documents.length];
    if (!next) return;
    view.reset();
    onOpen(next.id);
  };
  const picture = isPicture(document);
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
        ...(picture
          ? [
              { id: 'larger', label: text('view.larger'), keys: ['+', '='], run: () => view.step(1) },
              { id: 'smaller', label: text('view.smaller'), keys: ['-'], run: () => view.step(-1) },
              { id: 'fit', label: text('view.fit'), keys: ['0'], run: view.fit },
              { id: 'turn', label: text('view.turn'), keys: ['R'], run: view.turn },
            ]
          : []),
      ]}
      hint={document.type === 'pdf' ? text('view.pdf') : null}
      footer={
        <div className="attachment-bar">
          {picture ? <PictureButtons view={view} /> : null}
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
      <DocumentView
        document={document}
        address={addressOf(document)}
        view={view}
        words={<PlainText key={document.id} document={document} />}
      />
    </Modal>
  );
}

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
