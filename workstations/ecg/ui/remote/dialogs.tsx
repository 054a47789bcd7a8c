// Giving an ECG to a reader and asking a superior institution for it, beside the tracing.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { AssignDialog as Assign } from '../../../../renderer/remote/assign-dialog.tsx';
import { RemoteRequestDialog as Request } from '../../../../renderer/remote/request-dialog.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam, useQueue } from '../queue/use-queue.ts';
import { useEcgFacts } from './request-facts.tsx';

interface DialogProps {
  exam: ExamDocument;
  onClose: () => void;
}

export function AssignDialog({ exam, onClose }: DialogProps) {
  const queue = useQueue();
  const put = usePutExam();
  const exams = [exam, ...(queue.data?.rows ?? [])];
  return <Assign exam={exam} exams={exams} put={put} testId="ecg-assign-dialog" onClose={onClose} />;
}

export function RemoteRequestDialog({ exam, onClose }: DialogProps) {
  const text = useEcgText();
  const put = usePutExam();
  const ecg = useEcgFacts(exam);
  return (
    <Request
      exam={exam}
      put={put}
      hint={text(exam.state === 'acquired' ? 'remote.request.sent' : 'remote.request.uploading')}
      none={text('remote.request.none')}
      findingsLabel={text('remote.request.findings')}
      ecg={ecg}
      testId="ecg-remote"
      onClose={onClose}
    />
  );
}
