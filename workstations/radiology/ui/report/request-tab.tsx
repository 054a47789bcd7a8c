// What was asked for, beside the report: question, diagnosis, history, who asked, how the remote request went.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Attachments } from '../../../../renderer/remote/attachments/attachments.tsx';
import { RemoteHistory } from '../../../../renderer/remote/history.tsx';
import { NoticeLine } from '../../../../renderer/remote/notice-line.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { useListText } from '../worklist/texts.ts';

export function RequestTab({ exam }: { exam: ExamDocument }) {
  const text = useListText();
  const nameOf = useProcedureName();
  const facts = [
    [text('column.procedure'), [nameOf(exam), exam.method].filter(Boolean).join(' · ')],
    [text('column.bodyPart'), exam.bodyPart],
    [text('detail.diagnosis'), exam.clinicalDiagnosis],
    [text('detail.purpose'), exam.purpose],
    [text('detail.history'), exam.history],
    [
      text('detail.request'),
      [exam.requestedBy, exam.departmentName, dateTime(exam.requestedAt)].filter(Boolean).join(' '),
    ],
    [text('detail.room'), [exam.room, exam.deviceId].filter(Boolean).join(' / ')],
    [text('column.accession'), exam.accessionNumber],
  ];
  return (
    <div className="aside-tab aside-scroll">
      {exam.remote ? <Attachments exam={exam} adding /> : null}
      <dl className="request-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value || '—'}</dd>
          </div>
        ))}
      </dl>
      {exam.remote ? <NoticeLine exam={exam} /> : null}
      {exam.remote ? <RemoteHistory remote={exam.remote} /> : null}
    </div>
  );
}
