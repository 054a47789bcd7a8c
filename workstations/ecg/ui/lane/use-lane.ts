// The acts of the fast lane: sign a normal report in one step, take the signature back, send what is doubtful the usual way.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { newCommand, useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useTracingAgain } from '../../../../renderer/ecg/use-tracing.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { type CertificateDesk, certificateCodes } from '../../../../renderer/signing/use-certificate.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { useLaneText } from './texts.ts';

/** Signed in this lane since it was opened, the newest first. */
export interface Signed {
  examId: string;
  name: string;
  reportId: string;
  version: number;
}

interface Signing {
  exam: ExamDocument;
  /** What the lane wrote before and took back. */
  report: ExamReport | null;
  content: ExamReportContent;
}

export type Lane = ReturnType<typeof useLane>;

/**
 * Lives as long as the lane is open: what was signed can be taken back when the next one is on the screen.
 * @param onUndone the exam whose signature was taken back
 */
export function useLane(onUndone: (examId: string) => void) {
  const text = useLaneText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const put = usePutExam();
  const [signed, setSigned] = useState<readonly Signed[]>([]);

  const drop = (examId: string) => setSigned((before) => before.filter((one) => one.examId !== examId));
  const undo = useCommand(client.examReports.giveBack, {
    // Released or given back by another doctor meanwhile: what the list says of it is asked for anew.
    handles: ['VERSION_CONFLICT', 'STATE_REFUSED'],
    onFailed: (error) => {
      if (!isFailure(error, 'VERSION_CONFLICT') && !isFailure(error, 'STATE_REFUSED')) return;
      show({ tone: 'error', title: text('undo.late') });
      void queries.invalidateQueries({ queryKey: query.orders.exam.key() });
    },
    onDone: (after) => {
      const name = signed.find((one) => one.examId === after.examId)?.name ?? '';
      drop(after.examId);
      onUndone(after.examId);
      show({ tone: 'done', title: text('done.undo', { name }) });
    },
  });
  const doubt = useCommand(client.orders.setRisk, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('done.doubt', { name: after.patient.name }) });
    },
  });
  return {
    signed,
    undo: (one: Signed) =>
      undo.mutate({ reportId: one.reportId, expectedVersion: one.version, reason: text('undo.reason') }),
    undoing: undo.isPending,
    doubt: ({ id, version }: ExamDocument) =>
      doubt.mutateAsync({
        examId: id,
        expectedVersion: version,
        level: 'attention',
        text: text('doubt.said'),
        raiseCritical: false,
      }),
    doubting: doubt.isPending,
    add: (one: Signed) => setSigned((before) => [one, ...before.filter(({ examId }) => examId !== one.examId)]),
  };
}

/** Lock, report and signature, one after the other; a refusal leaves nothing signed, and the lock is given back. */
export function useNormalSigning(
  certificate: CertificateDesk,
  onDone: (report: ExamReport, exam: ExamDocument) => void,
) {
  const { client } = useApi();
  const lookAgain = useTracingAgain();
  return useMutation({
    meta: { handles: certificateCodes },
    mutationFn: async ({ exam, report, content }: Signing): Promise<ExamReport> => {
      const locked = await client.orders.lock({ command: newCommand(), examId: exam.id });
      const fence = locked.lock?.fence ?? 0;
      try {
        const draft = await client.examReports.saveDraft({
          command: newCommand(),
          examId: exam.id,
          reportId: report?.id ?? crypto.randomUUID(),
          expectedVersion: report?.version ?? 0,
          fence,
          content,
        });
        const about = { reportId: draft.id, expectedVersion: draft.version };
        return await client.examReports.submit({
          command: newCommand(),
          ...about,
          content,
          certificate: certificate.given,
        });
      } catch (error) {
        await client.orders.unlock({ command: newCommand(), examId: exam.id, fence }).catch(() => undefined);
        throw error;
      }
    },
    onSuccess: (after, { exam }) => {
      certificate.done();
      onDone(after, exam);
    },
    onError: (error) => {
      certificate.failed(error);
      lookAgain(error);
    },
  });
}
