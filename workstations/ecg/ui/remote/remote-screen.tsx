// Remote ECG diagnosis (远程心电诊断, ECG-41 to 46): what a request shows here, the most dangerous first, and what is opened from it.

import { useState } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import { instantAt } from '../../../../core/kernel/hospital-time.ts';
import { addDays } from '../../../../core/orders/booking-slots.ts';
import { isClosed } from '../../../../core/orders/remote-close.ts';
import { today } from '../../../../renderer/booking/day-bar.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import type { Column } from '../../../../renderer/parts/table.tsx';
import { wayText } from '../../../../renderer/remote/levels.tsx';
import { RemoteChip, SeenBefore } from '../../../../renderer/remote/marks.tsx';
import { RemoteDesk } from '../../../../renderer/remote/remote-desk.tsx';
import type { Direction, RemoteExam } from '../../../../renderer/remote/remote-rows.ts';
import { useRemoteText } from '../../../../renderer/remote/texts.ts';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';
import { compareExams, riskOf, waitingMs, waitText } from '../queue/rows.ts';
import { useNow, usePutExam } from '../queue/use-queue.ts';
import { RemoteRequestDialog } from './dialogs.tsx';
import { RemoteDetail } from './remote-detail.tsx';
import { remoteDays, useRemoteExams } from './use-remote.ts';

const dayMs = 86_400_000;
const mostDangerous = (left: RemoteExam, right: RemoteExam) => compareExams(left, right, 'read');

export function RemoteScreen() {
  const text = useEcgText();
  const shared = useRemoteText();
  const locale = useLocale();
  const go = useGo();
  const now = useNow();
  const put = usePutExam();
  const [span, setSpan] = useState(() => ({ from: addDays(today(), -remoteDays), to: today() }));
  // The list is read by the exam's latest time, which may lie before the request: never less than a year.
  const back = Math.ceil((now - Date.parse(instantAt(span.from) ?? '')) / dayMs);
  const exams = useRemoteExams(Math.min(3660, back > remoteDays + 1 ? back + remoteDays : remoteDays));
  const wait = (exam: RemoteExam): string => {
    const state = exam.here ?? exam.remote.state;
    const ms = state === 'waiting' || state === 'accepted' ? waitingMs(exam, now) : null;
    if (ms === null) return '';
    const { key, count } = waitText(ms);
    return text(key, { count });
  };
  const columns = (direction: Direction, earlier: ReadonlyMap<string, number>): Column<RemoteExam>[] => [
    {
      id: 'risk',
      title: text('remote.column.risk'),
      width: '84px',
      cell: (exam) => (
        <span className={`is-risk-${riskOf(exam)}`}>
          <RiskMark level={riskOf(exam)} size={12} />
        </span>
      ),
    },
    {
      id: 'state',
      title: shared('column.state'),
      width: '88px',
      cell: (exam) => <RemoteChip state={exam.here ?? exam.remote.state} closed={isClosed(exam)} />,
    },
    {
      id: 'name',
      title: shared('column.name'),
      width: 'minmax(104px, 1fr)',
      cell: (exam) => (
        <>
          <strong>{exam.patient.name}</strong>{' '}
          {exam.priority === 'routine' ? null : <em className="ecg-urgent">{text(`priority.${exam.priority}`)} </em>}
          <SeenBefore exam={exam} earlier={earlier} />
        </>
      ),
    },
    {
      id: 'person',
      title: text('remote.column.person'),
      width: '72px',
      cell: ({ patient, requestedAt }) =>
        `${text(`sex.${patient.sex}`)} ${ageText(patient.birthDate, requestedAt, locale === 'en' ? 'en' : 'zh')}`,
    },
    {
      id: 'exam',
      title: shared('column.exam'),
      width: 'minmax(72px, 1fr)',
      cell: (exam) => exam.procedureName,
      hint: (exam) => exam.procedureName,
    },
    {
      id: 'other',
      title: shared(direction === 'received' ? 'column.from' : 'column.to'),
      width: 'minmax(84px, 1fr)',
      cell: ({ remote }) => (direction === 'received' ? remote.fromInstitutionName : remote.toInstitutionName),
      hint: ({ remote }) => wayText(remote),
    },
    { id: 'by', title: shared('column.by'), width: '64px', cell: ({ remote }) => remote.requestedBy },
    {
      id: 'at',
      title: shared('column.at'),
      width: '84px',
      cell: ({ remote }) => shortTime(remote.requestedAt, new Date(now)),
    },
    {
      id: 'reader',
      title: shared('column.reader'),
      width: '72px',
      cell: ({ lock, assignedTo, report }) =>
        lock ? (
          <>
            <Glyph name="lock" size={11} /> {lock.personName}
          </>
        ) : (
          (assignedTo?.personName ?? report.author)
        ),
      hint: ({ lock }) => (lock ? text('queue.lockedBy', { name: lock.personName }) : ''),
    },
    { id: 'wait', title: text('remote.column.wait'), width: '58px', number: true, cell: wait },
  ];
  return (
    <RemoteDesk
      service="ecg"
      exams={exams}
      put={put}
      columns={columns}
      compareOpen={mostDangerous}
      detail={(exam) => <RemoteDetail exam={exam} />}
      openLabel={text('remote.act.open')}
      onOpen={(exam) => go('reading', { exam: exam.id })}
      returnReasons={[text('remote.return.noise'), text('remote.return.leads'), text('remote.return.missing')]}
      emptyHint={(direction) => text(`remote.empty.${direction}`)}
      requestForm={(exam, onClose) => <RemoteRequestDialog exam={exam} onClose={onClose} />}
      span={{ ...span, onSpan: setSpan }}
      testId="ecg-remote"
    />
  );
}
