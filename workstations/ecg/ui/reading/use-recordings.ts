// The recordings of an exam, the detail of the one that is read, and the previous ones of the same person.
import { useQuery } from '@tanstack/react-query';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';

export function useRecordings(exam: ExamDocument | null) {
  const { query } = useApi();
  const examId = exam?.id ?? '';
  return useQuery({
    ...query.ecg.recordings.queryOptions({ input: { examId, text: '', limit: 50 } }),
    enabled: exam !== null,
  });
}

export function useRecording(recordingId: string | null) {
  const { query } = useApi();
  return useQuery({
    ...query.ecg.recording.queryOptions({ input: { recordingId: recordingId ?? '' } }),
    enabled: recordingId !== null,
  });
}

export function usePrevious(recordingId: string | null) {
  const { query } = useApi();
  return useQuery({
    ...query.ecg.previous.queryOptions({ input: { recordingId: recordingId ?? '', limit: 20 } }),
    enabled: recordingId !== null,
  });
}
