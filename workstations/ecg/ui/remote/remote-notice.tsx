// Above the report: who has the exam open, and where its remote request stands, with the acts of the side that is to act.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { mayGive } from '../../../../core/orders/assign.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useRightsAt, useSession } from '../../../../renderer/client/session.tsx';
import { clock, shortTime } from '../../../../renderer/format/time.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { AttachmentsButton } from '../../../../renderer/remote/attachments/attachments.tsx';
import { ConfirmationChip } from '../../../../renderer/remote/confirmation.tsx';
import { ForwardDialog } from '../../../../renderer/remote/forward-dialog.tsx';
import { wayText } from '../../../../renderer/remote/levels.tsx';
import { ReturnDialog } from '../../../../renderer/remote/reason-dialogs.tsx';
import { hasRemote, stateHere } from '../../../../renderer/remote/remote-rows.ts';
import { useRemoteText } from '../../../../renderer/remote/texts.ts';
import { useDecideRemote, useInstitutions } from '../../../../renderer/remote/use-remote.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { rateText } from './request-facts.tsx';

interface NoticeProps {
  exam: ExamDocument;
  /** The lock is our own. */
  writing: boolean;
  onAssign: () => void;
}

export function RemoteNotice({ exam, writing, onAssign }: NoticeProps) {
  const text = useEcgText();
  const { lock } = exam;
  return (
    <>
      {lock && !writing ? (
        <p className="ecg-lock-note" data-testid="ecg-lock-note">
          <Glyph name="lock" size={12} />
          {text('lock.held', { name: lock.personName, time: clock(lock.since), station: lock.stationName })}
        </p>
      ) : null}
      {exam.remote ? <Request exam={exam} writing={writing} onAssign={onAssign} /> : null}
    </>
  );
}

function Request({ exam, writing, onAssign }: NoticeProps) {
  const text = useEcgText();
  const shared = useRemoteText();
  const can = useRightsAt(exam);
  const { semicolon } = useMarks();
  const { person } = useSession();
  const online = useOnline();
  const { own } = useInstitutions();
  const [returning, setReturning] = useState(false);
  const [sendingOn, setSendingOn] = useState(false);
  const put = usePutExam();
  const decide = useDecideRemote(put, () => setReturning(false));
  const { remote } = exam;
  if (!remote) return null;
  const received = !own.has(remote.fromInstitutionId);
  const may = online && can('ecg.write');
  const last = remote.history.at(-1);
  const here = received ? stateHere(remote, own) : remote.state;
  const sentDown = last?.act === 'return' && here === 'waiting';
  const asked = [
    remote.ecg?.examinedAt ? `${text('remote.examinedAt')} ${shortTime(remote.ecg.examinedAt, new Date())}` : '',
    remote.ecg?.clinicalDiagnosis ? `${text('remote.diagnosis')} ${remote.ecg.clinicalDiagnosis}` : '',
    remote.ecg?.ventricularRateBpm ? `${text('remote.rate')} ${rateText(remote.ecg, text)}` : '',
  ]
    .filter(Boolean)
    .join(semicolon);
  const send = (act: 'accept' | 'return' | 'resubmit', reason = '') =>
    decide.mutate({ examId: exam.id, expectedVersion: exam.version, act, reason });
  return (
    <section className={`ecg-remote-note is-${here}`} data-testid="ecg-remote-note">
      <strong>{shared(`state.${here}`)}</strong>
      <span>
        {received
          ? text('remote.from', { institution: remote.fromInstitutionName, by: remote.requestedBy })
          : text('remote.to', { institution: remote.toInstitutionName })}{' '}
        {shortTime(remote.requestedAt, new Date())}
      </span>
      {exam.assignedTo ? <span>{text('remote.assigned', { name: exam.assignedTo.personName })}</span> : null}
      <ConfirmationChip exam={exam} />
      {asked ? <p data-testid="ecg-remote-asked">{asked}</p> : null}
      {remote.preliminaryImpression ? (
        <p>{text('remote.preliminary', { text: remote.preliminaryImpression })}</p>
      ) : null}
      {remote.levels?.length ? <p data-testid="ecg-remote-way">{wayText(remote)}</p> : null}
      {(here === 'returned' || sentDown) && last?.reason ? (
        <p>{text('returned.reason', { reason: last.reason })}</p>
      ) : null}
      <div>
        <AttachmentsButton exam={exam} />
        {received && here === 'waiting' ? (
          <Button
            size="small"
            intent="primary"
            text={shared('act.accept')}
            disabled={!may}
            loading={decide.isPending}
            onClick={() => send('accept')}
            data-testid="ecg-remote-accept"
          />
        ) : null}
        {received && (here === 'waiting' || here === 'accepted') ? (
          <>
            <Button size="small" text={shared('act.return')} disabled={!may} onClick={() => setReturning(true)} />
            {mayGive(exam, person.id, can('ecg.dispatch')) ? (
              <Button size="small" text={shared('act.assign')} disabled={!may} onClick={onAssign} />
            ) : null}
            <Button
              size="small"
              text={shared('act.forward')}
              disabled={!may || writing}
              onClick={() => setSendingOn(true)}
              data-testid="ecg-remote-forward-open"
            />
          </>
        ) : null}
        {!received && (remote.state === 'returned' || remote.state === 'withdrawn') ? (
          <Button size="small" text={shared('act.resubmit')} disabled={!online} onClick={() => send('resubmit')} />
        ) : null}
      </div>
      {sendingOn && hasRemote(exam) ? (
        <ForwardDialog exam={exam} put={put} testId="ecg-remote" onClose={() => setSendingOn(false)} />
      ) : null}
      {returning ? (
        <ReturnDialog
          name={exam.patient.name}
          ready={[text('remote.return.noise'), text('remote.return.leads'), text('remote.return.missing')]}
          testId="ecg-remote-reason"
          busy={decide.isPending}
          onClose={() => setReturning(false)}
          onConfirm={(reason) => send('return', reason)}
        />
      ) : null}
    </section>
  );
}
