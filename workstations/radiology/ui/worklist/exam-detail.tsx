// Below the list: what the chosen exam is asked for, so that nobody opens a case to read its question.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Fact } from '../../../../renderer/parts/field.tsx';
import { useFeeWords } from '../desk/fee.tsx';
import { useListText } from './texts.ts';

export function ExamDetail({ exam }: { exam: ExamDocument }) {
  const text = useListText();
  const fee = useFeeWords();
  return (
    <footer className="exam-detail" data-testid="exam-detail">
      <div>
        <Fact name={text('detail.diagnosis')}>{exam.clinicalDiagnosis || '—'}</Fact>
        <Fact name={text('detail.purpose')}>{exam.purpose || '—'}</Fact>
        <Fact name={text('detail.history')}>{exam.history || '—'}</Fact>
      </div>
      <div>
        <Fact name={text('detail.request')}>
          {exam.requestedBy} {exam.departmentName} {dateTime(exam.requestedAt)}
        </Fact>
        <Fact name={text('detail.room')}>{[exam.room, exam.deviceId].filter(Boolean).join(' / ') || '—'}</Fact>
        <Fact name={text('detail.author')}>{exam.report.author || '—'}</Fact>
        <Fact name={text('detail.reviewer')}>
          {exam.report.reviewer || '—'} {dateTime(exam.report.releasedAt)}
        </Fact>
        <Fact name={text('detail.fee')}>{fee(exam) || text('fee.unknown')}</Fact>
      </div>
    </footer>
  );
}
