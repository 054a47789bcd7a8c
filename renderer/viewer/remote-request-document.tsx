// One document of the request inside the embedded form: fetched behind the token, drawn from this page's memory, and to be saved.
import { Button, Dialog } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import type { ExamAttachment } from '../../core/orders/attachment.ts';
import {
  charsetOf,
  DocumentView,
  isPicture,
  PictureButtons,
  usePictureView,
} from '../remote/attachments/document-view.tsx';
import { useAttachmentText } from '../remote/attachments/texts.ts';
import { type Failed, openDocument } from './remote-request-link.ts';
import { useRequestPageText } from './remote-request-texts.ts';

interface DocumentDialogProps {
  token: string;
  documents: readonly ExamAttachment[];
  openId: string;
  onOpen: (id: string) => void;
  onClose: () => void;
  onFailed: (failed: Failed) => void;
}

interface Opened {
  id: string;
  address: string;
  /** Of a text. */
  words: string;
}

/**
 * The file comes with the token in a header and is shown by a blob's address: its own address would say the token, and a frame of it would
 * have to be allowed to every system around it.
 */
export function RequestDocumentDialog({ token, documents, openId, onOpen, onClose, onFailed }: DocumentDialogProps) {
  const text = useAttachmentText();
  const page = useRequestPageText();
  const view = usePictureView();
  const [opened, setOpened] = useState<Opened | null>(null);
  const failed = useRef(onFailed);
  failed.current = onFailed;
  const index = documents.findIndex(({ id }) => id === openId);
  const document = documents[index];
  useEffect(() => {
    let left = false;
    let address: string | null = null;
    const open = async () => {
      const answer = await openDocument(token, openId);
      const words = answer instanceof Blob && answer.type.startsWith('text/') ? await answer.arrayBuffer() : null;
      if (left) return;
      if (!(answer instanceof Blob)) return failed.current(answer);
      address = URL.createObjectURL(answer);
      setOpened({ id: openId, address, words: words ? new TextDecoder(charsetOf(answer.type)).decode(words) : '' });
    };
    void open();
    return () => {
      left = true;
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [token, openId]);
  if (!document) return null;
  const present = opened?.id === document.id ? opened : null;
  const go = (step: number) => {
    const next = documents[(index + step + documents.length) % documents.length];
    view.reset();
    if (next) onOpen(next.id);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text('view.title', { kind: text(`kind.${document.kind}`), name: document.name })}
      className="modal request-document"
      transitionDuration={0}
      canOutsideClickClose={false}
    >
      <div className="modal-form" data-testid="request-document-view">
        <div className="modal-body">
          {present ? (
            <DocumentView
              document={document}
              address={present.address}
              view={view}
              words={<pre data-testid="attachment-text">{present.words}</pre>}
            />
          ) : (
            <div className="attachment-view">
              <p role="status">{text('view.loading')}</p>
            </div>
          )}
        </div>
        <div className="modal-footer">
          <div className="modal-hint">
            {present ? (
              <a href={present.address} download={document.name} data-testid="request-document-save">
                {page('document.save')}
              </a>
            ) : null}
          </div>
          <div className="attachment-bar">
            {isPicture(document) ? <PictureButtons view={view} /> : null}
            {documents.length > 1 ? (
              <>
                <Button size="small" text={text('view.previous')} onClick={() => go(-1)} />
                <span className="number">{text('view.of', { at: index + 1, total: documents.length })}</span>
                <Button
                  size="small"
                  text={text('view.next')}
                  onClick={() => go(1)}
                  data-testid="request-document-next"
                />
              </>
            ) : null}
          </div>
        </div>
      </div>
    </Dialog>
  );
}
