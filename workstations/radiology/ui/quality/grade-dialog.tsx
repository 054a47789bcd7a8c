// Grading in the case: the digit of a grade, below 甲级 a reason, and it is stored. The corrections of a report stand beside its grade.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type ExamQuality, type ImageGrade, otherReason, type ReportGrade } from '../../../../core/quality/model.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { DiffText } from '../parts/diff-text.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useReportText } from '../report/texts.ts';
import { GradeButtons, imageGrades, reportGrades } from './grade-buttons.tsx';
import { QualityHistory } from './history.tsx';
import { ReasonPicker, useReasonActions } from './reason-picker.tsx';
import { useQualityText } from './texts.ts';
import { usePutQuality } from './use-quality.ts';

type About = { part: 'images' } | { part: 'report'; report: ExamReport };

interface GradeDialogProps {
  exam: ExamDocument;
  quality: ExamQuality;
  about: About;
  /** Why nothing can be graded by this person; what was graded is shown all the same. */
  off: string | null;
  onClose: () => void;
}

export function GradeDialog({ exam, quality, about, off, onClose }: GradeDialogProps) {
  const text = useQualityText();
  const shared = useSharedText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutQuality();
  const { part } = about;
  const mark = about.part === 'images' ? quality.images : (quality.reports[about.report.id] ?? null);
  const [grade, setGrade] = useState<ImageGrade | null>(mark?.grade ?? null);
  const [reasons, setReasons] = useState<string[]>(mark?.reasons ?? []);
  const [note, setNote] = useState(mark?.note ?? '');
  const done = (after: ExamQuality) => {
    put(after);
    const now = about.part === 'images' ? after.images : (after.reports[about.report.id] ?? null);
    show({ tone: 'done', title: now ? text('saved', { grade: text(`grade.${now.grade}`) }) : text('undone') });
    onClose();
  };
  const images = useCommand(client.quality.gradeImages, { onDone: done });
  const reports = useCommand(client.quality.gradeReport, { onDone: done });
  const busy = images.isPending || reports.isPending;
  const send = (value: ImageGrade | null, given: string[]) => {
    if (busy || off) return;
    const said = { expectedVersion: quality.version, reasons: given, note: value === null ? '' : note };
    if (about.part === 'images') images.mutate({ examId: exam.id, grade: value, ...said });
    else if (value !== 'reject')
      reports.mutate({ reportId: about.report.id, grade: value satisfies ReportGrade | null, ...said });
  };
  const choose = (value: ImageGrade) => {
    if (off) return;
    setGrade(value);
    // The best needs no reason: one digit and it is stored.
    if (value === 'A') send('A', []);
  };
  const missing =
    grade === null || grade === 'A'
      ? null
      : reasons.length === 0
        ? text('reasons.choose')
        : reasons.includes(otherReason) && note.trim() === ''
          ? text('reasons.other')
          : null;
  const confirm = () => grade !== null && missing === null && send(grade, grade === 'A' ? [] : reasons);
  const grades: readonly ImageGrade[] = part === 'images' ? imageGrades : reportGrades;
  const reasonState = { kind: part, reasons, onReasons: setReasons };
  const keys = useReasonActions(reasonState, off !== null || grade === null || grade === 'A');
  return (
    <Modal
      title={text(part)}
      onClose={onClose}
      onConfirm={confirm}
      width={part === 'report' ? 760 : 620}
      testId="grade-dialog"
      actions={[
        ...grades.map((value, index) => ({
          id: `grade-${value}`,
          label: text('act.grade', { grade: text(`grade.${value}`) }),
          keys: [String(index + 1)],
          run: () => choose(value),
          off,
          main: true,
        })),
        ...keys,
        {
          id: 'grade-undo',
          label: text('act.undo'),
          keys: ['Delete'],
          run: () => send(null, []),
          off: off ?? (mark === null ? text('grade.none') : null),
        },
      ]}
      hint={off ?? missing}
      footer={
        <>
          <Button text={shared('back')} onClick={onClose} />
          {mark && !off ? (
            <Button onClick={() => send(null, [])} data-testid="grade-undo">
              {text('act.undo')} <KeyCap name="Delete" />
            </Button>
          ) : null}
          <Button
            type="submit"
            intent="primary"
            disabled={off !== null || grade === null || missing !== null}
            loading={busy}
            data-testid="grade-save"
          >
            {text('act.save')} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      <GradeButtons label={text(part)} grades={grades} value={grade} off={off !== null} onChoose={choose} />
      {mark ? <p className="quality-by">{text('by', { name: mark.by.personName, time: dateTime(mark.at) })}</p> : null}
      {grade !== null && grade !== 'A' ? (
        <ReasonPicker {...reasonState} note={note} onNote={setNote} off={off !== null} />
      ) : null}
      {about.part === 'report' ? <Corrections report={about.report} /> : null}
      <QualityHistory quality={quality} />
    </Modal>
  );
}

function Corrections({ report }: { report: ExamReport }) {
  const text = useQualityText();
  const words = useReportText();
  return (
    <section className="corrections" data-testid="grade-corrections">
      <h3>
        {text('edition', { edition: report.edition })}　{text('author', { name: report.author })}
      </h3>
      <p>{text(report.corrections.length > 0 ? 'corrections' : 'corrections.none')}</p>
      {report.corrections.map((correction) => (
        <div key={`${correction.part} ${correction.at}`}>
          <em>{words(`part.${correction.part}`)}</em>
          <DiffText before={correction.before} after={correction.after} />
        </div>
      ))}
    </section>
  );
}
