// Asks another institution to read an exam (RAD-48 to 54, ECG-42 to 44): which one, and what was written beforehand.
import { Button, TextArea } from '@blueprintjs/core';
import { type ReactNode, useState } from 'react';
import type { ExamDocument, RemoteEcg } from '../../core/orders/exam.ts';
import { superiorsFor } from '../../core/orders/network.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { Field, KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { Attachments } from './attachments/attachments.tsx';
import { EarlierNote } from './earlier-note.tsx';
import { type AskedPlace, placeIn, ReaderPlace } from './reader-place.tsx';
import { RequestFacts } from './request-facts.tsx';
import { useRemoteText } from './texts.ts';
import { type PutExam, useInstitutions } from './use-remote.ts';

interface RequestDialogProps {
  exam: ExamDocument;
  put: PutExam;
  /** What goes with the request, in the station's words. */
  hint: string;
  /** What to say where nobody reads such exams for others. */
  none: string;
  findingsLabel: string;
  /** What an ECG says besides, and its fields; `facts` is null while one of them cannot be. */
  ecg?: { facts: RemoteEcg | null; fields: ReactNode };
  testId: string;
  onClose: () => void;
}

export function RemoteRequestDialog(props: RequestDialogProps) {
  const { exam, put, hint, none, findingsLabel, ecg, testId, onClose } = props;
  const text = useRemoteText();
  const { client } = useApi();
  const { show } = useToasts();
  const { institutions, loaded } = useInstitutions();
  // The centre of this server first: it is whom one asks as a rule.
  const readers = superiorsFor(institutions, exam.institutionId, exam.service);
  const [chosen, setChosen] = useState<Partial<AskedPlace>>({
    institutionId: exam.remote?.toInstitutionId,
    departmentId: exam.remote?.toDepartmentId,
  });
  const place = placeIn(readers, exam.service, chosen);
  const to = place.institutionId;
  const sentBack =
    exam.remote?.state === 'returned' ? exam.remote.history.findLast(({ act }) => act === 'return') : null;
  const [findings, setFindings] = useState(exam.remote?.preliminaryFindings ?? '');
  const [busy, setBusy] = useState(false);
  const [impression, setImpression] = useState(exam.remote?.preliminaryImpression ?? '');
  const request = useCommand(client.orders.requestRemote, {
    onDone: (after) => {
      put(after);
      const institution = after.remote?.toInstitutionName ?? '';
      show({ tone: 'done', title: text('request.done', { name: after.patient.name, institution }) });
      onClose();
    },
  });
  const send = () => {
    // A request goes with its documents: what is under way first.
    if (!to || busy || ecg?.facts === null || request.isPending) return;
    request.mutate({
      examId: exam.id,
      expectedVersion: exam.version,
      toInstitutionId: to,
      ...(place.departmentId ? { toDepartmentId: place.departmentId } : {}),
      preliminaryFindings: findings.trim(),
      preliminaryImpression: impression.trim(),
      ...(ecg?.facts ? { ecg: ecg.facts } : {}),
    });
  };
  const area = (label: string, value: string, set: (value: string) => void, rows: number) => (
    <Field label={label}>
      {(id) => (
        <TextArea
          id={id}
          fill
          rows={rows}
          maxLength={4000}
          value={value}
          placeholder={text('request.optional')}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )}
    </Field>
  );
  return (
    <Modal
      title={text('request.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={send}
      width={760}
      testId={`${testId}-request`}
      hint={hint}
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={!to || busy || ecg?.facts === null}
          loading={request.isPending}
          data-testid={`${testId}-send`}
        >
          {text('request.send')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {sentBack ? (
        <p className="note request-returned" role="status" data-testid={`${testId}-returned`}>
          {text('request.returned', { by: sentBack.by, time: dateTime(sentBack.at), reason: sentBack.reason })}
        </p>
      ) : null}
      <EarlierNote exam={exam} />
      <RequestFacts exam={exam} />
      {loaded && readers.length === 0 ? (
        <p className="note">{none}</p>
      ) : (
        <ReaderPlace readers={readers} service={exam.service} place={place} onChange={setChosen} testId={testId} />
      )}
      {ecg?.fields}
      {area(findingsLabel, findings, setFindings, 3)}
      {area(text('request.impression'), impression, setImpression, 2)}
      <Attachments exam={exam} adding inDialog onBusy={setBusy} />
    </Modal>
  );
}
