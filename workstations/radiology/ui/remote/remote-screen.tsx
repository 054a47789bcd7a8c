// Remote reading of images: what a request shows here, and what is opened from it.

import { useState } from 'react';
import { instantAt } from '../../../../core/kernel/hospital-time.ts';
import { addDays } from '../../../../core/orders/booking-slots.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { isClosed } from '../../../../core/orders/remote-close.ts';
import { today } from '../../../../renderer/booking/day-bar.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import type { Column } from '../../../../renderer/parts/table.tsx';
import { WrittenBeforehand } from '../../../../renderer/remote/history.tsx';
import { RemoteChip, SeenBefore, ToldMark } from '../../../../renderer/remote/marks.tsx';
import { RemoteDesk, useRemoteCount } from '../../../../renderer/remote/remote-desk.tsx';
import type { Direction, RemoteExam } from '../../../../renderer/remote/remote-rows.ts';
import { RemoteRequestDialog as RequestDialog } from '../../../../renderer/remote/request-dialog.tsx';
import { useRemoteText } from '../../../../renderer/remote/texts.ts';
import { useGo } from '../../../../renderer/shell/route.ts';
import { PriorityMark, ReportChip } from '../parts/chips.tsx';
import { ExamBanner } from '../parts/exam-banner.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { RequestTab } from '../report/request-tab.tsx';
import { usePutExam, useRemoteExams } from '../worklist/use-worklist.ts';
import { useImageRemoteText } from './texts.ts';

const days = 365;

export const useRemoteBadge = () => useRemoteCount(useRemoteExams(days));

export function RemoteScreen() {
  const text = useImageRemoteText();
  const shared = useRemoteText();
  const go = useGo();
  const put = usePutExam();
  const nameOf = useProcedureName();
  const [span, setSpan] = useState(() => ({ from: addDays(today(), -days), to: today() }));
  // The list is read by the exam's latest time, which may lie before the request: never less than a year.
  const back = Math.ceil((Date.now() - Date.parse(instantAt(span.from) ?? '')) / 86_400_000);
  const exams = useRemoteExams(Math.min(3660, Math.max(days, back > days + 1 ? back + days : days)));
  const columns = (direction: Direction, earlier: ReadonlyMap<string, number>): Column<RemoteExam>[] => [
    {
      id: 'state',
      title: shared('column.state'),
      width: '92px',
      cell: (row) => <RemoteChip state={row.here ?? row.remote.state} closed={isClosed(row)} />,
    },
    {
      id: 'name',
      title: shared('column.name'),
      width: 'minmax(150px, 1fr)',
      cell: (row) => (
        <>
          <PriorityMark exam={row} /> <b>{row.patient.name}</b> <SeenBefore exam={row} earlier={earlier} />
        </>
      ),
    },
    {
      id: 'exam',
      title: shared('column.exam'),
      width: 'minmax(120px, 1fr)',
      cell: (row) => `${row.modality} ${nameOf(row)}`,
    },
    {
      id: 'other',
      title: shared(direction === 'received' ? 'column.from' : 'column.to'),
      width: 'minmax(110px, 1fr)',
      cell: ({ remote }) =>
        direction === 'received'
          ? remote.fromInstitutionName
          : [remote.toInstitutionName, remote.toDepartmentName].filter(Boolean).join(' '),
    },
    { id: 'by', title: shared('column.by'), width: '80px', cell: (row) => row.remote.requestedBy },
    {
      id: 'at',
      title: shared('column.at'),
      width: '96px',
      cell: (row) => shortTime(row.remote.requestedAt, new Date()),
    },
    {
      id: 'reader',
      title: shared('column.reader'),
      width: '80px',
      cell: (row) => row.assignedTo?.personName ?? row.report.author,
    },
    ...(direction === 'sent'
      ? [
          {
            id: 'told',
            title: shared('column.told'),
            width: '108px',
            cell: (row: RemoteExam) => <ToldMark exam={row} />,
          },
        ]
      : []),
  ];
  return (
    <div className="radiology">
      <RemoteDesk
        service="radiology"
        exams={exams}
        put={put}
        columns={columns}
        banner={(exam) => <ExamBanner exam={exam} hint={shared('banner')} />}
        detail={(exam) => (
          <>
            <h2>
              {text('detail.request')} <ReportChip state={exam.report.state} />
            </h2>
            <WrittenBeforehand remote={exam.remote} />
            <RequestTab exam={exam} />
          </>
        )}
        openLabel={text('act.open')}
        onOpen={(exam) => go('case', { exam: exam.id })}
        returnReasons={[text('return.missing'), text('return.wrong'), text('return.scope')]}
        emptyHint={() => text('empty.hint')}
        requestForm={(exam, onClose) => <RemoteRequestDialog exam={exam} onClose={onClose} />}
        span={{ ...span, onSpan: setSpan }}
        testId="remote"
      />
    </div>
  );
}

export function RemoteRequestDialog({ exam, onClose }: { exam: ExamDocument; onClose: () => void }) {
  const text = useImageRemoteText();
  const put = usePutExam();
  const images = exam.objects.reduce((sum, object) => sum + object.count, 0);
  return (
    <RequestDialog
      exam={exam}
      put={put}
      hint={images > 0 ? text('request.images', { count: images }) : text('request.noImages')}
      none={text('request.none')}
      findingsLabel={text('request.findings')}
      testId="remote"
      onClose={onClose}
    />
  );
}
