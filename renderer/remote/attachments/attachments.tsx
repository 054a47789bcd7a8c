// The documents of a request as each side sees them: kind, file, who and when; opened in the page, added and removed by the side that asks (RAD-53).
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamAttachment } from '../../../core/orders/attachment.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../client/provider.tsx';
import { shortTime } from '../../format/time.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Answer } from '../../parts/panels.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { useToasts } from '../../shell/toasts.tsx';
import { AddAttachments } from './add-attachments.tsx';
import { AttachmentRow } from './attachment-row.tsx';
import './attachments.css';
import { useAttachmentText } from './texts.ts';
import { sizeText } from './upload.ts';
import { useAttachments } from './use-attachments.ts';
import { AttachmentViewer } from './viewer.tsx';

interface AttachmentsProps {
  exam: ExamDocument;
  /** Files can be added here; elsewhere they are only read. */
  adding: boolean;
  /** Inside a dialog: what opens lies over it. */
  inDialog?: boolean;
  onBusy?: (busy: boolean) => void;
}

export function Attachments({ exam, adding, inDialog = false, onBusy }: AttachmentsProps) {
  const text = useAttachmentText();
  const { client } = useApi();
  const { show } = useToasts();
  const { list, all, present, loaded, mayRead, isAsking, addOff, mayRemove, begun, refresh } = useAttachments(exam);
  const [openId, setOpenId] = useState<string | null>(null);
  const [removing, setRemoving] = useState<ExamAttachment | null>(null);
  const remove = useCommand(client.orders.removeAttachment, {
    onDone: ({ name }) => {
      setRemoving(null);
      show({ tone: 'done', title: text('remove.done', { name }) });
      refresh();
    },
    onFailed: () => refresh(),
  });
  if (!loaded) return null;
  const depth = inDialog ? 4 : 3;
  const row = (one: ExamAttachment) => (
    <AttachmentRow
      key={one.id}
      one={one}
      about={[
        one.type === 'text' ? 'TXT' : one.type.toUpperCase(),
        sizeText(one.byteLength),
        text('by', { name: one.addedByName, time: shortTime(one.addedAt, new Date()) }),
      ].join(' · ')}
      onOpen={setOpenId}
    >
      {one.removed === null && mayRemove(one) ? (
        <Button
          size="small"
          variant="minimal"
          disabled={begun}
          title={begun ? text('remove.off') : text('remove')}
          aria-label={`${text('remove')} ${one.name}`}
          icon={<Glyph name="close" size={12} />}
          onClick={() => setRemoving(one)}
          data-testid="attachment-remove"
        />
      ) : null}
    </AttachmentRow>
  );
  return (
    <section className="attachments" data-testid="attachments">
      <h3>{present.length > 0 ? text('title.count', { count: present.length }) : text('title')}</h3>
      {mayRead ? (
        <Answer of={list}>
          {() =>
            all.length === 0 ? (
              <p className="attachments-none">{text(isAsking ? 'none.asking' : 'none')}</p>
            ) : (
              <ul>{all.map(row)}</ul>
            )
          }
        </Answer>
      ) : (
        <p className="attachments-none">{text('closed')}</p>
      )}
      {adding && addOff !== undefined ? (
        <AddAttachments examId={exam.id} off={addOff} onAdded={refresh} onBusy={onBusy} />
      ) : null}
      {openId !== null && present.some(({ id }) => id === openId) ? (
        <AttachmentViewer
          documents={present}
          openId={openId}
          onOpen={setOpenId}
          onClose={() => setOpenId(null)}
          depth={depth}
        />
      ) : null}
      {removing ? (
        <ReasonDialog
          title={text('remove.title', { name: removing.name })}
          lead={text('remove.lead')}
          ready={[text('remove.wrongPatient'), text('remove.wrongFile'), text('remove.unclear')]}
          confirm={text('remove')}
          busy={remove.isPending}
          depth={depth}
          onClose={() => setRemoving(null)}
          onConfirm={(reason) => remove.mutate({ attachmentId: removing.id, reason })}
          testId="attachment-reason"
        />
      ) : null}
    </section>
  );
}

/** One button where there is no room for the list: how many there are, and the first one opened. Nothing where there are none. */
export function AttachmentsButton({ exam }: { exam: ExamDocument }) {
  const text = useAttachmentText();
  const { present } = useAttachments(exam);
  const [openId, setOpenId] = useState<string | null>(null);
  const [first] = present;
  if (!first) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpenId(first.id)} data-testid="attachments-button">
        {text('title.count', { count: present.length })}
      </Button>
      {openId !== null ? (
        <AttachmentViewer documents={present} openId={openId} onOpen={setOpenId} onClose={() => setOpenId(null)} />
      ) : null}
    </>
  );
}
