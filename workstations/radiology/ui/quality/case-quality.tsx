// Quality in the case: two marks in the banner, each with its key, and the dialog that they open.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights, useSession } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useSharedText } from '../parts/texts.ts';
import { GradeChip } from './grade-buttons.tsx';
import { GradeDialog } from './grade-dialog.tsx';
import { useQualityText } from './texts.ts';
import { useExamQuality, useSeesQuality } from './use-quality.ts';

const imagesKey = 'Alt+E';
const reportKey = 'Alt+L';

export function CaseQuality({ exam }: { exam: ExamDocument }) {
  const sees = useSeesQuality();
  return sees ? <Marks exam={exam} /> : null;
}

function Marks({ exam }: { exam: ExamDocument }) {
  const text = useQualityText();
  const shared = useSharedText();
  const { query } = useApi();
  const { person } = useSession();
  const can = useRights();
  const online = useOnline();
  const [open, setOpen] = useState<'images' | 'report' | null>(null);
  const quality = useExamQuality(exam.id, true);
  const editions = useQuery({
    ...query.examReports.ofExam.queryOptions({ input: { examId: exam.id } }),
    enabled: can('radiology.grade'),
  });
  const report = editions.data?.find(({ state }) => state !== 'draft' && state !== 'returned') ?? null;
  const record = quality.data ?? null;
  const offline = online ? null : shared('offline.off');
  const right = can('radiology.grade') ? offline : shared('right.missing');
  const imagesOff =
    right ??
    (exam.state !== 'acquired'
      ? text('off.images')
      : record?.technician?.personId === person.id
        ? text('off.own')
        : null);
  const gradesReports = can('radiology.review') || can('radiology.quality');
  const reportOff =
    (gradesReports ? right : shared('right.missing')) ??
    (report === null ? text('off.noReport') : report.authorId === person.id ? text('off.author') : null);
  useActions({ title: text('images'), depth: 2 }, [
    {
      id: 'quality-images',
      label: text('act.images'),
      keys: [imagesKey],
      run: () => setOpen('images'),
      off:
        record === null ? (offline ?? shared('right.missing')) : exam.state === 'acquired' ? null : text('off.images'),
    },
    ...(can('radiology.grade')
      ? [
          {
            id: 'quality-report',
            label: text('act.report'),
            keys: [reportKey],
            run: () => setOpen('report'),
            off: record === null || report === null ? (offline ?? text('off.noReport')) : null,
          },
        ]
      : []),
  ]);
  const grader = can('radiology.grade') || can('radiology.quality');
  // A technician is shown his own alone: that a colleague's is not graded would not be true.
  if (record === null || (!grader && record.technician?.personId !== person.id)) return null;
  const reportMark = report ? (record.reports[report.id] ?? null) : null;
  return (
    <>
      <button
        type="button"
        className="quality-mark"
        title={`${text('act.images')} ${imagesKey}`}
        onClick={() => setOpen('images')}
        disabled={exam.state !== 'acquired'}
        data-testid="quality-images"
      >
        {text('images.short')} <GradeChip grade={record.images?.grade ?? null} />
      </button>
      {report && can('radiology.grade') ? (
        <button
          type="button"
          className="quality-mark"
          title={`${text('act.report')} ${reportKey}`}
          onClick={() => setOpen('report')}
          data-testid="quality-report"
        >
          {text('report.short')} <GradeChip grade={reportMark?.grade ?? null} />
        </button>
      ) : null}
      {open === 'images' ? (
        <GradeDialog
          exam={exam}
          quality={record}
          about={{ part: 'images' }}
          off={imagesOff}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {open === 'report' && report ? (
        <GradeDialog
          exam={exam}
          quality={record}
          about={{ part: 'report', report }}
          off={reportOff}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}
