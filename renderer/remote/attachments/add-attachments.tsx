// Adds documents: the kind first, then files picked or dropped; progress by file, and each file that was not kept with its reason.
import { Button } from '@blueprintjs/core';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { errorTable, isErrorCode } from '../../../core/kernel/errors.ts';
import { type AttachmentKind, attachmentKinds } from '../../../core/orders/attachment.ts';
import { useLocale } from '../../i18n/text.tsx';
import { Pick } from '../../parts/choice.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { useToasts } from '../../shell/toasts.tsx';
import { useAttachmentText } from './texts.ts';
import {
  type AttachmentDoor,
  type RefusalReason,
  type RefusedFile,
  refusalReasons,
  sizeText,
  uploadAttachments,
} from './upload.ts';

interface AddProps {
  examId: string;
  /** Why nothing can be added now. */
  off: 'off.released' | 'off.offline' | 'off.full' | null;
  onAdded: () => void;
  /** Of a page without a session. */
  door?: AttachmentDoor;
  /** True while files are under way. */
  onBusy?: (busy: boolean) => void;
}

const isReason = (value: string): value is RefusalReason => refusalReasons.some((one) => one === value);

export function AddAttachments({ examId, off, onAdded, onBusy, door }: AddProps) {
  const text = useAttachmentText();
  const locale = useLocale();
  const { show } = useToasts();
  const [kind, setKind] = useState<AttachmentKind>('admission');
  const [over, setOver] = useState(false);
  const [at, setAt] = useState<{ at: number; total: number; name: string; size: number } | null>(null);
  const [refused, setRefused] = useState<readonly RefusedFile[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const send = async (files: readonly File[]) => {
    if (files.length === 0 || off !== null || at !== null) return;
    const controller = new AbortController();
    stop.current = controller;
    setRefused([]);
    onBusy?.(true);
    try {
      const result = await uploadAttachments(files, {
        examId,
        kind,
        door,
        signal: controller.signal,
        onFile: (index, file) => setAt({ at: index, total: files.length, name: file.name, size: file.size }),
      });
      setRefused(result.refused);
      if (result.added > 0 || controller.signal.aborted)
        show({
          tone: controller.signal.aborted ? 'info' : 'done',
          title: text(controller.signal.aborted ? 'add.stopped' : 'add.done', { count: result.added }),
        });
    } finally {
      setAt(null);
      onBusy?.(false);
      onAdded();
    }
  };
  const words = (reason: string): string => {
    if (isReason(reason)) return text(`reason.${reason}`);
    return isErrorCode(reason) ? errorTable[reason][locale === 'en' ? 'en' : 'zh'] : reason;
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send([...event.dataTransfer.files]);
  };
  return (
    <section
      aria-label={text('add')}
      className={`attachments-add ${over ? 'is-over' : ''}`}
      onDragOver={(event) => {
        if (off !== null || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="attachments-add"
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept=".pdf,.jpg,.jpeg,.png,.txt,application/pdf,image/jpeg,image/png,text/plain"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void send(files);
        }}
        data-testid="attachments-files"
      />
      <Pick
        label={text('kind')}
        value={kind}
        onChange={setKind}
        disabled={off !== null || at !== null}
        options={attachmentKinds.map((value) => ({ value, label: text(`kind.${value}`) }))}
        testId="attachments-kind"
      />
      <Button
        size="small"
        disabled={off !== null || at !== null}
        title={off === null ? undefined : text(off)}
        onClick={() => picker.current?.click()}
        data-testid="attachments-pick"
      >
        <Glyph name="add" size={12} /> {text('add')}
      </Button>
      {at ? (
        <>
          <span role="progressbar" aria-valuenow={at.at} aria-valuemax={at.total}>
            {text('add.progress', { ...at, size: sizeText(at.size) })}
          </span>
          <Button size="small" text={text('add.cancel')} onClick={() => stop.current?.abort()} />
        </>
      ) : (
        <small>{over ? text('add.drop', { kind: text(`kind.${kind}`) }) : text(off ?? 'add.hint')}</small>
      )}
      {refused.length > 0 ? (
        <ul className="attachments-refused" role="alert" aria-label={text('refused')} data-testid="attachments-refused">
          {refused.map((one) => (
            <li key={one.name}>
              <Glyph name="refuse" size={12} /> <b>{one.name}</b> {words(one.reason)}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
