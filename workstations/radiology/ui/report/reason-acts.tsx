// Acts on a report that need a reason: giving it back, taking one's own back, amending it, recalling it.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useReportText } from './texts.ts';

export type ReasonAct = 'giveBack' | 'takeBack' | 'amend' | 'recall';

interface ReasonActProps {
  act: ReasonAct;
  exam: ExamDocument;
  report: ExamReport;
  onClose: () => void;
  onDone: (report: ExamReport) => void;
}

const readyOf = {
  giveBack: ['giveBack.reason.describe', 'giveBack.reason.conclude', 'giveBack.reason.images'],
  takeBack: ['takeBack.reason.describe', 'takeBack.reason.conclude', 'takeBack.reason.early'],
  amend: ['amend.reason.late', 'amend.reason.error'],
  recall: ['recall.reason.patient', 'recall.reason.error'],
} as const;

export function ReasonActDialog({ act, exam, report, onClose, onDone }: ReasonActProps) {
  const text = useReportText();
  const { client } = useApi();
  const { show } = useToasts();
  const send = useCommand(client.examReports[act === 'takeBack' ? 'giveBack' : act], {
    onDone: (after) => {
      show({ tone: 'done', title: text(`${act}.done`, { name: exam.patient.name, edition: after.edition }) });
      onDone(after);
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={text(`${act}.title`, { name: exam.patient.name, author: report.author })}
      lead={act === 'giveBack' ? null : text(`${act}.lead`)}
      ready={readyOf[act].map((key) => text(key))}
      confirm={text(`act.${act}`)}
      busy={send.isPending}
      onClose={onClose}
      onConfirm={(reason) => send.mutate({ reportId: report.id, expectedVersion: report.version, reason })}
      testId={`${act}-dialog`}
    />
  );
}
