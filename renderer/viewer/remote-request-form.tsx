// The request of one exam, filled in and sent in the name of the signed user: whom to ask, what is known, what goes with it (RAD-53, RAD-70, ECG-44).

import { Button, InputGroup, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import { errorTable } from '../../core/kernel/errors.ts';
import { instantAt } from '../../core/kernel/hospital-time.ts';
import { attachmentLimits, type ExamAttachment, isReportBegun } from '../../core/orders/attachment.ts';
import { RemoteEcg } from '../../core/orders/exam.ts';
import type { RemoteForm } from '../../core/orders/remote-link.ts';
import { dateTime } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { Field } from '../parts/field.tsx';
import { AddAttachments } from '../remote/attachments/add-attachments.tsx';
import { AttachmentRow } from '../remote/attachments/attachment-row.tsx';
import { useAttachmentText } from '../remote/attachments/texts.ts';
import { sizeText } from '../remote/attachments/upload.ts';
import { type AskedPlace, placeIn, ReaderPlace } from '../remote/reader-place.tsx';
import { RequestFacts } from '../remote/request-facts.tsx';
import { useRemoteText } from '../remote/texts.ts';
import { RequestDocumentDialog } from './remote-request-document.tsx';
import { doorOf, type Failed, removeDocument, sendForm } from './remote-request-link.ts';
import { useRequestPageText } from './remote-request-texts.ts';

interface FormProps {
  form: RemoteForm;
  token: string;
  onForm: (form: RemoteForm) => void;
  onExpired: () => void;
  onReload: () => void;
}

/** Null for a time that is none, or is to come. */
function instantOf(typed: string): string | null {
  const at = /:\d{2}$/.test(typed) ? instantAt(typed) : null;
  return at === null || Date.parse(at) > Date.now() + 60_000 ? null : at;
}

export function RequestForm({ form, token, onForm, onExpired, onReload }: FormProps) {
  const text = useRequestPageText();
  const shared = useRemoteText();
  const locale = useLocale();
  const { exam, institutions } = form;
  const { remote } = exam;
  const open = remote === null || remote.state === 'returned' || remote.state === 'withdrawn';
  const canSend = open && exam.state !== 'cancelled' && exam.report.state !== 'submitted' && exam.report.version === 0;
  const [chosen, setChosen] = useState<Partial<AskedPlace>>({
    institutionId: remote?.toInstitutionId,
    departmentId: remote?.toDepartmentId,
  });
  const place = placeIn(institutions, exam.service, chosen);
  const to = place.institutionId;
  const [findings, setFindings] = useState(remote?.preliminaryFindings ?? '');
  const [impression, setImpression] = useState(remote?.preliminaryImpression ?? '');
  const facts = remote?.ecg ?? form.ecg;
  const [at, setAt] = useState(dateTime(facts?.examinedAt));
  const [diagnosis, setDiagnosis] = useState(facts?.clinicalDiagnosis ?? '');
  const [rate, setRate] = useState(facts?.ventricularRateBpm ? String(facts.ventricularRateBpm) : '');
  const [busy, setBusy] = useState(false);
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const parsed = RemoteEcg.safeParse({
    examinedAt: instantOf(at),
    clinicalDiagnosis: diagnosis.trim(),
    ventricularRateBpm: rate.trim() === '' ? null : Number(rate),
    rateMeasured: rate !== '' && rate === String(form.ecg?.ventricularRateBpm ?? ''),
  });
  const badTime = at !== '' && instantOf(at) === null;
  const badRate = !parsed.success && parsed.error.issues.some(({ path }) => path[0] === 'ventricularRateBpm');
  const good = to !== '' && !busy && !sending && (form.ecg === null || (parsed.success && !badTime));
  const tell = ({ failed }: Failed) => {
    if (failed === 'LOGIN_REQUIRED') return onExpired();
    if (failed === 'UNREACHABLE') return setTrouble(text('unreachable'));
    setTrouble(errorTable[failed][locale === 'en' ? 'en' : 'zh']);
    onReload();
  };
  const send = async () => {
    if (!good) return;
    setSending(true);
    setTrouble(null);
    const answer = await sendForm(token, {
      expectedVersion: exam.version,
      toInstitutionId: to,
      ...(place.departmentId ? { toDepartmentId: place.departmentId } : {}),
      preliminaryFindings: findings.trim(),
      preliminaryImpression: impression.trim(),
      ...(form.ecg !== null && parsed.success ? { ecg: parsed.data } : {}),
    });
    setSending(false);
    if ('failed' in answer) tell(answer);
    else onForm(answer);
  };
  const returned = remote?.state === 'returned' ? (remote.history.at(-1)?.reason ?? '') : '';
  return (
    <form
      className="request-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <RequestFacts exam={exam} />
      {remote && !open ? (
        <p className="request-sent" role="status" data-testid="request-sent" data-state={remote.state}>
          <b>{text('sent', { institution: remote.toInstitutionName, state: shared(`state.${remote.state}`) })}</b>
          {text('sent.more')}
        </p>
      ) : null}
      {returned ? (
        <p className="request-trouble" role="status">
          {text('returned', { reason: returned })}
        </p>
      ) : null}
      {canSend ? (
        <>
          {institutions.length === 0 ? (
            <p className="request-trouble">{text('none')}</p>
          ) : (
            <ReaderPlace
              readers={institutions}
              service={exam.service}
              place={place}
              onChange={setChosen}
              testId="request"
            />
          )}
          {form.ecg === null ? null : (
            <>
              <Field label={text('examinedAt')} error={badTime ? text('examinedAt.bad') : null}>
                {(id) => (
                  <InputGroup id={id} maxLength={16} value={at} onValueChange={setAt} data-testid="request-time" />
                )}
              </Field>
              <Field label={shared('facts.diagnosis')}>
                {(id) => <InputGroup id={id} maxLength={200} value={diagnosis} onValueChange={setDiagnosis} />}
              </Field>
              <Field label={text('rate')} error={badRate ? text('rate.bad') : null}>
                {(id) => (
                  <InputGroup
                    id={id}
                    maxLength={5}
                    inputMode="numeric"
                    value={rate}
                    onValueChange={setRate}
                    data-testid="request-rate"
                  />
                )}
              </Field>
            </>
          )}
          <Field label={text('findings')}>
            {(id) => (
              <TextArea
                id={id}
                fill
                rows={3}
                maxLength={4000}
                value={findings}
                onChange={(event) => setFindings(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={text('impression')}>
            {(id) => (
              <TextArea
                id={id}
                fill
                rows={2}
                maxLength={4000}
                value={impression}
                onChange={(event) => setImpression(event.currentTarget.value)}
                data-testid="request-impression"
              />
            )}
          </Field>
        </>
      ) : null}
      <Documents form={form} token={token} onBusy={setBusy} onReload={onReload} onFailed={tell} />
      {trouble ? (
        <p className="request-trouble" role="alert" data-testid="request-trouble">
          {trouble}
        </p>
      ) : null}
      {canSend ? (
        <footer>
          <small>{exam.objects.length > 0 ? text('images', { count: exam.objects.length }) : text('noImages')}</small>
          <Button type="submit" intent="primary" disabled={!good} loading={sending} data-testid="request-send">
            {shared('request.send')}
          </Button>
        </footer>
      ) : null}
    </form>
  );
}

interface DocumentsProps {
  form: RemoteForm;
  token: string;
  onBusy: (busy: boolean) => void;
  onReload: () => void;
  onFailed: (failed: Failed) => void;
}

/** What goes with it: added here, removed by the same user with a reason, read by the centre. */
function Documents({ form: { exam, attachments, user, system }, token, onBusy, onReload, onFailed }: DocumentsProps) {
  const text = useRequestPageText();
  const words = useAttachmentText();
  const [removing, setRemoving] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [openId, setOpenId] = useState<string | null>(null);
  const present = attachments.filter(({ removed }) => removed === null);
  const begun = isReportBegun(exam, new Date().toISOString());
  const isOwn = (one: ExamAttachment) => one.addedByName === `${user}（${system}）`;
  const remove = async (id: string) => {
    const answer = await removeDocument(token, id, reason.trim());
    setRemoving(null);
    setReason('');
    if ('failed' in answer) onFailed(answer);
    else onReload();
  };
  const off =
    exam.report.state === 'final' || exam.state === 'cancelled'
      ? ('off.released' as const)
      : present.length >= attachmentLimits.files
        ? ('off.full' as const)
        : null;
  return (
    <section className="attachments" data-testid="request-documents">
      <h3>{present.length > 0 ? words('title.count', { count: present.length }) : words('title')}</h3>
      <ul>
        {attachments.map((one) => (
          <AttachmentRow
            key={one.id}
            one={one}
            about={`${one.type.toUpperCase()} · ${sizeText(one.byteLength)} · ${one.addedByName}`}
            onOpen={setOpenId}
          >
            {one.removed === null && isOwn(one) && !begun ? (
              <Button
                size="small"
                variant="minimal"
                text={text('remove')}
                onClick={() => setRemoving(one.id)}
                data-testid="request-remove"
              />
            ) : null}
          </AttachmentRow>
        ))}
      </ul>
      {removing === null ? null : (
        <div className="request-remove">
          <InputGroup
            autoFocus
            maxLength={200}
            placeholder={text('remove.reason')}
            aria-label={text('remove.reason')}
            value={reason}
            onValueChange={setReason}
            data-testid="request-reason"
          />
          <Button
            intent="primary"
            disabled={reason.trim().length < 2}
            text={text('remove.confirm')}
            onClick={() => void remove(removing)}
            data-testid="request-remove-confirm"
          />
          <Button text={text('cancel')} onClick={() => setRemoving(null)} />
        </div>
      )}
      {openId !== null && present.some(({ id }) => id === openId) ? (
        <RequestDocumentDialog
          token={token}
          documents={present}
          openId={openId}
          onOpen={setOpenId}
          onClose={() => setOpenId(null)}
          onFailed={(failed) => {
            setOpenId(null);
            onFailed(failed);
          }}
        />
      ) : null}
      <AddAttachments examId={exam.id} off={off} onAdded={onReload} onBusy={onBusy} door={doorOf(token)} />
    </section>
  );
}
