// The dialogs of the report: what is signed and what needs a reason is asked for here.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { AssignDialog, RemoteRequestDialog } from '../remote/dialogs.tsx';
import { CriticalDialog } from './critical-dialog.tsx';
import { SignDialog } from './sign-dialog.tsx';
import type { ReportActs } from './use-report-acts.ts';

interface ReportDialogsProps {
  exam: ExamDocument;
  report: ExamReport | null;
  content: ExamReportContent;
  change: (content: ExamReportContent) => void;
  acts: ReportActs;
  /** What does not go together in the chosen statements. */
  faults: string[];
}

export function ReportDialogs({ exam, report, content, change, acts, faults }: ReportDialogsProps) {
  const text = useEcgText();
  const locale = useLocale();
  const { dialog } = acts;
  return (
    <>
      {dialog === 'submit' ? (
        <SignDialog
          title={text('submit.title')}
          confirm={text('act.submit')}
          exam={exam}
          content={content}
          certificate={acts.certificate}
          warnings={faults}
          onPositive={(positive) => change({ ...content, positive })}
          busy={acts.busy.submit}
          onClose={() => acts.setDialog(null)}
          onConfirm={() => void acts.sign()}
        />
      ) : null}
      {dialog === 'release' && report ? (
        <SignDialog
          title={text('release.title')}
          confirm={text('act.release')}
          exam={exam}
          content={content}
          certificate={acts.certificate}
          warnings={faults}
          onPositive={(positive) => change({ ...content, positive })}
          busy={acts.busy.release}
          onClose={() => acts.setDialog(null)}
          onConfirm={acts.release}
        />
      ) : null}
      {dialog === 'return' && report ? (
        <ReasonDialog
          title={text(acts.takingBack ? 'takeBack.title' : 'return.title')}
          lead={acts.takingBack ? text('takeBack.lead') : undefined}
          ready={acts.takingBack ? [text('takeBack.reason.change'), text('takeBack.reason.early')] : []}
          confirm={text(acts.takingBack ? 'act.takeBack' : 'act.return')}
          busy={acts.busy.giveBack}
          onClose={() => acts.setDialog(null)}
          onConfirm={acts.giveBack}
        />
      ) : null}
      {dialog === 'recall' && report ? (
        <ReasonDialog
          title={text('recall.title')}
          confirm={text('act.recall')}
          intent="danger"
          busy={acts.busy.recall}
          onClose={() => acts.setDialog(null)}
          onConfirm={acts.recall}
        />
      ) : null}
      {dialog === 'amend' && report ? (
        <ReasonDialog
          title={text('amend.title')}
          confirm={text('act.amend')}
          busy={acts.busy.amend}
          onClose={() => acts.setDialog(null)}
          onConfirm={acts.amend}
        />
      ) : null}
      {dialog === 'critical' ? (
        <CriticalDialog
          exam={exam}
          suggestion={
            exam.risk?.reasons
              .map((one) => (locale === 'en' ? one.textEn || one.text : one.text))
              .join(marksOf(locale).semicolon) ?? ''
          }
          onClose={() => acts.setDialog(null)}
        />
      ) : null}
      {dialog === 'remote' ? <RemoteRequestDialog exam={exam} onClose={() => acts.setDialog(null)} /> : null}
      {dialog === 'assign' ? <AssignDialog exam={exam} onClose={() => acts.setDialog(null)} /> : null}
    </>
  );
}
