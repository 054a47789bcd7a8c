// The bar under the report: every act with its key, and the dialogs that they open.
import { Button } from '@blueprintjs/core';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useReadsFor, useRightsAt, useSession } from '../../../../renderer/client/session.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useConfirmations, useConfirmationWords } from '../../../../renderer/remote/confirmation.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { certificateCodes, useCertificate } from '../../../../renderer/signing/use-certificate.ts';
import { useSharedText } from '../parts/texts.ts';
import { type Check, checksOf } from './checks.ts';
import { CriticalDialog } from './critical-dialog.tsx';
import type { EditorHandle } from './editor.tsx';
import { Preview } from './preview.tsx';
import { type ReasonAct, ReasonActDialog } from './reason-acts.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { useReportText } from './texts.ts';
import type { Mode, Writing } from './use-report.ts';

interface ReportActsProps {
  exam: ExamDocument;
  mode: Mode;
  off: boolean;
  current: ExamReport | null;
  content: ExamReportContent;
  writing: Writing;
  editor: RefObject<EditorHandle | null>;
  onStored: (report: ExamReport) => void;
  onNext: () => void;
}

type Dialog = 'sign' | 'preview' | 'critical' | ReasonAct;

export function ReportActs(props: ReportActsProps) {
  const { exam, mode, current, content, writing, editor, onStored, onNext } = props;
  const text = useReportText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show, showFailure } = useToasts();
  const can = useRightsAt(exam);
  const { person } = useSession();
  const reads = useReadsFor(exam);
  const online = useOnline();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [checks, setChecks] = useState<readonly Check[]>([]);
  const [thenNext, setThenNext] = useState(false);
  const [settling, setSettling] = useState(false);

  const certificate = useCertificate('radiology');
  const confirmationOf = useConfirmations();
  const confirmationWords = useConfirmationWords();
  const reviewing = confirmationOf(exam, current?.authorId) ? 'confirm' : 'release';

  const signedDone = (after: ExamReport) => {
    certificate.done();
    writing.signed();
    onStored(after);
    const waits = mode === 'write' ? confirmationOf(exam, after.authorId) : null;
    show({
      tone: 'done',
      title: text(mode === 'review' ? 'release.done' : waits ? 'submit.done.confirm' : 'submit.done', {
        name: exam.patient.name,
      }),
      lines: waits ? [confirmationWords(waits)] : [],
    });
    setDialog(null);
    if (thenNext) onNext();
  };
  const refused = (error: unknown) => {
    if (certificate.failed(error)) {
      setDialog('sign');
      return;
    }
    // Somebody else was designated since this window asked.
    if (isFailure(error, 'CONFIRMER_ONLY'))
      void queries.invalidateQueries({ queryKey: query.orders.institutions.key() });
    // What was about to be signed is not the text any more: the two texts are shown instead.
    if (isFailure(error, 'VERSION_CONFLICT')) setDialog(null);
    writing.refused(error);
  };
  const submit = useCommand(client.examReports.submit, {
    onDone: signedDone,
    onFailed: refused,
    handles: ['VERSION_CONFLICT', ...certificateCodes],
  });
  const release = useCommand(client.examReports.release, {
    onDone: signedDone,
    onFailed: refused,
    handles: ['VERSION_CONFLICT', ...certificateCodes],
  });
  const busy = settling || submit.isPending || release.isPending;

  const send = async () => {
    if (busy) return;
    if (writing.clash) {
      writing.setPutOff(false);
      return;
    }
    setSettling(true);
    try {
      const report = await writing.settle();
      const signed = mode === 'review' ? release : submit;
      const signature = { content, certificate: certificate.given };
      signed.mutate({ reportId: report.id, expectedVersion: report.version, ...signature });
    } catch (error) {
      showFailure(error);
    } finally {
      setSettling(false);
    }
  };
  /** Nothing to ask about: the signature is one key. A reviewer who changed the text sees his changes first. */
  const sign = (andNext: boolean) => {
    const found = checksOf(exam, content);
    const changed = mode === 'review' && writing.draft.status !== 'clean';
    setThenNext(andNext);
    setChecks(found);
    if (found.length > 0 || changed || certificate.asking !== 'nothing') setDialog('sign');
    else void send();
  };

  const offline = online ? null : shared('offline.off');
  const readOnly = props.off ? text(mode === 'read' ? 'status.read' : 'status.notHeld') : null;
  const signOff = readOnly ?? offline;
  const when = (yes: boolean, right: Parameters<typeof can>[0]) =>
    !yes || !reads ? text('status.read') : can(right) ? offline : shared('right.missing');
  const final = current?.state === 'final';
  const submitted = current?.state === 'submitted';
  // The server lets an author take his own back with the right to write; a return is another person's act.
  const own = submitted && current.authorId === person?.id;
  const signWord = text(mode === 'review' ? `act.${reviewing}` : 'act.submit');
  const acts: (Action & { show: boolean; primary?: boolean })[] = [
    {
      id: 'critical',
      label: text('act.critical'),
      keys: ['F4'],
      run: () => setDialog('critical'),
      off: can('critical.document') && can('radiology.write') ? offline : shared('right.missing'),
      show: true,
    },
    {
      id: own ? 'takeBack' : 'giveBack',
      label: text(own ? 'act.takeBack' : 'act.giveBack'),
      keys: ['F7'],
      run: () => setDialog(own ? 'takeBack' : 'giveBack'),
      off: when(submitted, own && can('radiology.write') ? 'radiology.write' : 'radiology.review'),
      show: submitted,
    },
    {
      id: 'amend',
      label: text('act.amend'),
      keys: ['Alt+A'],
      run: () => setDialog('amend'),
      off: when(final || current?.state === 'recalled', 'radiology.write'),
      show: final || current?.state === 'recalled',
    },
    {
      id: 'recall',
      label: text('act.recall'),
      keys: ['Alt+R'],
      run: () => setDialog('recall'),
      off: when(final, 'radiology.recall'),
      show: final,
    },
    {
      id: 'preview',
      label: text('act.preview'),
      keys: ['F9'],
      run: () => setDialog('preview'),
      off: offline,
      show: true,
    },
    {
      id: 'sign',
      label: signWord,
      keys: ['F6'],
      run: () => sign(false),
      off: signOff,
      show: mode !== 'read',
      primary: true,
    },
    { id: 'next', label: text('act.next'), keys: ['F8'], run: onNext, show: true },
  ];
  const positivity = (value: boolean): Action => ({
    id: value ? 'positive' : 'negative',
    label: text(value ? 'act.positive' : 'act.negative'),
    keys: [value ? 'Alt+=' : 'Alt+-'],
    run: () => writing.change({ positive: value }),
    off: readOnly,
  });
  useActions({ title: text('report'), depth: 2 }, [
    ...acts.filter((act) => act.show).map((act) => ({ ...act, main: true })),
    {
      id: 'signNext',
      label: `${signWord} · ${text('act.next')}`,
      keys: ['Ctrl+Enter'],
      run: () => sign(true),
      off: signOff,
      main: true,
    },
    { id: 'save', label: text('act.save'), keys: ['Ctrl+S'], run: writing.saveNow, off: readOnly },
    positivity(true),
    positivity(false),
    { id: 'findings', label: text('act.findings'), keys: ['Alt+F'], run: () => editor.current?.focus('findings') },
    {
      id: 'impression',
      label: text('act.impression'),
      keys: ['Alt+I'],
      run: () => editor.current?.focus('impression'),
    },
  ]);
  const close = () => setDialog(null);
  return (
    <footer className="report-acts">
      {acts
        .filter((act) => act.show)
        .map((act) => (
          <Button
            key={act.id}
            intent={act.primary ? 'primary' : 'none'}
            disabled={Boolean(act.off)}
            title={act.off ?? undefined}
            loading={act.primary ? busy : false}
            onClick={act.run}
            data-testid={`act-${act.id}`}
          >
            {act.label} <KeyCap name={act.keys?.[0] ?? ''} />
          </Button>
        ))}
      {dialog === 'sign' ? (
        <SignDialog
          checks={checks}
          submitted={mode === 'review' ? current : null}
          reviewing={reviewing}
          content={content}
          certificate={certificate}
          busy={busy}
          onClose={close}
          onSign={() => void send()}
        />
      ) : null}
      {dialog === 'preview' ? <Preview exam={exam} report={current} onClose={close} /> : null}
      {dialog === 'critical' ? <CriticalDialog exam={exam} impression={content.impression} onClose={close} /> : null}
      {current && dialog !== null && dialog !== 'sign' && dialog !== 'preview' && dialog !== 'critical' ? (
        <ReasonActDialog act={dialog} exam={exam} report={current} onClose={close} onDone={onStored} />
      ) : null}
    </footer>
  );
}
