// One document of a request in a list: its kind, its name as the button that opens it, and what is known about it.
import type { ReactNode } from 'react';
import type { ExamAttachment } from '../../../core/orders/attachment.ts';
import { useAttachmentText } from './texts.ts';

interface AttachmentRowProps {
  one: ExamAttachment;
  /** Type, size, by whom; a removed one shows the reason in its place. */
  about: string;
  onOpen: (id: string) => void;
  /** The button that removes it, where it may be. */
  children?: ReactNode;
}

export function AttachmentRow({ one, about, onOpen, children }: AttachmentRowProps) {
  const text = useAttachmentText();
  return (
    <li className={one.removed ? 'is-removed' : ''} data-testid="attachment">
      <span className="attachment-kind">{text(`kind.${one.kind}`)}</span>
      {one.removed ? (
        <span className="attachment-name" title={one.name}>
          {one.name}
        </span>
      ) : (
        <button
          type="button"
          className="attachment-name"
          title={one.name}
          onClick={() => onOpen(one.id)}
          data-testid="attachment-open"
        >
          {one.name}
        </button>
      )}
      <small>{one.removed ? text('removed', { reason: one.removed.reason }) : about}</small>
      {children}
    </li>
  );
}
