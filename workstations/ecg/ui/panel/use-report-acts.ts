// What can be done with the report: the commands, the keys they lie on, why one is not possible now, and which dialog is open.
import { useState } from 'react';
import { mayGive } from '../../../../core/orders/assign.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { useCapabilities, useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRightsAt, useSession } from '../../../../renderer/client/session.tsx';
import { useTracingAgain } from '../../../../renderer/ecg/use-tracing.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { useConfirmations, useConfirmationWords } from '../../../../renderer/remote/confirmation.tsx';
import { stateHere } from '../../../../renderer/remote/remote-rows.ts';
import { useDecideRemote, useInstitutions } from '../../../../renderer/remote/use-remote.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { certificateCodes, useCertificate } from '../../../../renderer/signing/use-certificate.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { type ReportAct, refusalOf, takesBack } from './act-rules.ts';
import type { ReportDesk } from './use-report.ts';

export type ReportDialog =
  | 'submit'
  | 'release'
  | 'return'
  | 'recall'
  | 'amend'
  | 'critical'
  | 'remote'
  | 'assign'
  | 'output';

interface ActParts {
  exam: ExamDocument;
  desk: ReportDesk;
  /** The content on the screen, with a reviewer's corrections. */
  shown: ExamReportContent;
  /** After a signature: the next that waits. */
  onDone: () => void;
}

export type ReportActs = ReturnType<typeof useReportActs>;

export function useReportActs({ exam, desk, shown, onDone }: ActParts) {
  const text = useEcgText();
  const { client } = useApi();
  const { show } = useToasts();
  const session = useSession();
  const can = useRightsAt(exam);
  const online = useOnline();
  const alone = useCapabilities()?.offline === true;
  const put = usePutExam();
  const [dialog, setDialog] = useState<ReportDialog | null>(null);
  const { report } = desk;
  const certificate = useCertificate('ecg');
  const lookAgain = useTracingAgain();

  const takingBack = takesBack({ exam, personId: session.person.id });

  const finish = (
    word: 'done.submitted' | 'done.released' | 'done.returned' | 'done.takenBack' | 'done.recalled',
    next: boolean,
  ) => {
    show({ tone: 'done', title: text(word, { name: exam.patient.name }) });
    setDialog(null);
    if (next) onDone();
  };
  const notSigned = (error: unknown) => {
    certificate.failed(error);
    lookAgain(error);
  };
  const submit = useCommand(client.examReports.submit, {
    handles: certificateCodes,
    onFailed: notSigned,
    onDone: (after) => {
      certificate.done();
      desk.took(after);
      finish('done.submitted', true);
    },
  });
  const release = useCommand(client.examReports.release, {
    handles: certificateCodes,
    onFailed: notSigned,
    onDone: (after) => {
      certificate.done();
      desk.took(after);
      finish('done.released', true);
    },
  });
  const giveBack = useCommand(client.examReports.giveBack, {
    onDone: (after) => {
      desk.took(after);
      finish(takingBack ? 'done.takenBack' : 'done.returned', false);
    },
  });
  const recall = useCommand(client.examReports.recall, {
    onDone: (after) => {
      desk.took(after);
      finish('done.recalled', false);
    },
  });
  const amend = useCommand(client.examReports.amend, {
    onDone: (after) => {
      desk.took(after);
      setDialog(null);
      void desk.start();
    },
  });
  const assign = useCommand(client.orders.assign, { onDone: put });

  const { own, loaded } = useInstitutions();
  const { remote } = exam;
  const asked = loaded && remote !== null && !own.has(remote.fromInstitutionId) && stateHere(remote, own) === 'waiting';
  const accept = useDecideRemote(put, () => void desk.start());
  const writeNow = () => {
    if (!asked) void desk.start();
    else if (!accept.isPending)
      accept.mutate({ examId: exam.id, expectedVersion: exam.version, act: 'accept', reason: '' });
  };

  // Of a report that is read for another institution only those release it whom the reading one designated.
  const confirmation = useConfirmations()(exam, report?.authorId);
  const confirmationWords = useConfirmationWords();
  const { writing } = desk;
  const now = { exam, personId: session.person.id, can, online, alone, writing, asked, impression: shown.impression };
  const off = (act: ReportAct): string | null => {
    const refusal = refusalOf(act, now);
    if (refusal === null)
      return act === 'release' && confirmation && !confirmation.mine ? confirmationWords(confirmation) : null;
    if (refusal === 'locked') return text('off.locked', { name: exam.lock?.personName ?? '' });
    if (refusal === 'state') return text('off.state', { state: text(`report.${exam.report.state}`) });
    return text(`off.${refusal}`);
  };
  /** A dialog that opens on a key, when the act is possible. */
  const asks = (act: ReportAct & ReportDialog, key: string, main = false): Action => ({
    id: `ecg.${act}`,
    label: text(`act.${act}`),
    keys: [key],
    off: off(act),
    run: () => setDialog(act),
    main,
  });
  const actions = {
    write: {
      id: 'ecg.write',
      label: text(asked ? 'act.write.accept' : 'act.write'),
      keys: ['F4'],
      off: desk.writing ? null : off('write'),
      run: writeNow,
      main: true,
    },
    save: {
      id: 'ecg.save',
      label: text('act.save'),
      keys: ['Ctrl+S'],
      off: desk.writing ? null : text('off.notWriting'),
      run: () => void desk.save(),
    },
    submit: asks('submit', 'F6', true),
    release: { ...asks('release', 'F7', true), label: text(confirmation ? 'act.confirm' : 'act.release') },
    return: { ...asks('return', 'F8'), label: text(takingBack ? 'act.takeBack' : 'act.return') },
    print: {
      id: 'ecg.print',
      label: text('act.print'),
      keys: ['F9'],
      off: off('print'),
      run: () => setDialog('output'),
      main: true,
    },
    output: {
      id: 'ecg.output',
      label: text('act.output'),
      keys: ['Alt+E'],
      off: exam.objects.length === 0 ? text('off.noRecording') : null,
      run: () => setDialog('output'),
    },
    amend: asks('amend', 'Ctrl+F7'),
    recall: asks('recall', 'Ctrl+F8'),
    critical: asks('critical', 'Alt+W'),
    remote: asks('remote', 'Alt+U'),
    assign: {
      id: 'ecg.assign',
      label: text('act.assign'),
      keys: ['Alt+R'],
      off: can('ecg.write') ? null : text('off.right'),
      run: () =>
        assign.mutate({ examId: exam.id, expectedVersion: exam.version, personId: session.person.id, reason: '' }),
    },
    give: {
      id: 'ecg.give',
      label: text('act.give'),
      keys: ['Alt+Shift+R'],
      off: !can('ecg.write') ? text('off.right') : online ? null : text('off.offline'),
      run: () => setDialog('assign'),
    },
  } satisfies Record<string, Action>;
  // Who may give it to nobody else is not offered to.
  const gives = mayGive(exam, session.person.id, can('ecg.dispatch'));
  useActions(
    { title: text('tab.report'), depth: 1 },
    Object.values(actions).filter((action) => action !== actions.give || gives),
  );

  const named = report ? { reportId: report.id, expectedVersion: report.version } : null;
  return {
    actions,
    gives,
    /** What would be given back is one's own. */
    takingBack,
    certificate,
    dialog,
    setDialog,
    busy: {
      submit: submit.isPending,
      release: release.isPending,
      giveBack: giveBack.isPending,
      recall: recall.isPending,
      amend: amend.isPending,
    },
    /** Stores what is unsaved first: what is signed is what the server has. */
    sign: async () => {
      const stored = await desk.save();
      const target = stored ?? report;
      if (!target) return;
      const signature = { content: shown, certificate: certificate.given };
      submit.mutate({ reportId: target.id, expectedVersion: target.version, ...signature });
    },
    release: () => named && release.mutate({ ...named, content: shown, certificate: certificate.given }),
    giveBack: (reason: string) => named && giveBack.mutate({ ...named, reason }),
    recall: (reason: string) => named && recall.mutate({ ...named, reason }),
    amend: (reason: string) => named && amend.mutate({ ...named, reason }),
  };
}
