// Whose exam this is, on every screen of the station: the shared patient banner with the exam at its right.
import type { ReactNode } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { EmptyBanner, PatientBanner } from '../../../../renderer/parts/patient-banner.tsx';
import { useProcedureName } from './use-procedure-name.ts';

interface ExamBannerProps {
  exam: ExamDocument | null;
  hint: string;
  children?: ReactNode;
}

export function ExamBanner({ exam, hint, children }: ExamBannerProps) {
  const nameOf = useProcedureName();
  if (!exam) return <EmptyBanner hint={hint} />;
  return (
    <PatientBanner
      patient={exam.patient}
      visit={exam.visit}
      on={exam.acquiredAt ?? exam.requestedAt}
      critical={exam.risk?.level === 'critical' && exam.risk.by === 'person' ? 1 : 0}
    >
      {children ?? (
        <span className="banner-exam">
          <b>{exam.modality}</b> {nameOf(exam)} <span className="number">{exam.accessionNumber}</span>
        </span>
      )}
    </PatientBanner>
  );
}
