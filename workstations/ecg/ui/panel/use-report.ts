// The report of the exam on the screen: the stored edition, what is being written, the lock that allows it, and saving by itself.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { failureOf, isFailure } from '../../../../renderer/client/failure.ts';
import { newCommand, useApi } from '../../../../renderer/client/provider.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutExam } from '../queue/use-queue.ts';
import { emptyContent } from './content.ts';

const saveMilliseconds = 2500;
const renewMilliseconds = 120_000;

export interface ReportDesk {
  /** The newest edition, null before anybody wrote. */
  report: ExamReport | null;
  content: ExamReportContent;
  /** True while this station holds the lock. */
  writing: boolean;
  state: 'saved' | 'unsaved' | 'saving' | 'lost';
  start: () => Promise<void>;
  change: (content: ExamReportContent) => void;
  /** Stores at once; gives the stored report, or null when it was refused. */
  save: () => Promise<ExamReport | null>;
  /** A command gave a new state. */
  took: (report: ExamReport) => void;
  editions: readonly ExamReport[];
}

/** Mount it keyed by the exam: nothing of one exam reaches another. */
export function useReportDesk(exam: ExamDocument): ReportDesk {
  const { client, query } = useApi();
  const { showFailure } = useToasts();
  const queries = useQueryClient();
  const put = usePutExam();
  const key = query.examReports.ofExam.queryKey({ input: { examId: exam.id } });
  const stored = useQuery({
    ...query.examReports.ofExam.queryOptions({ input: { examId: exam.id } }),
    enabled: exam.report.state !== 'none' || exam.report.id !== null,
  });
  const report = stored.data?.[0] ?? null;
  const [draft, setDraft] = useState<ExamReportContent | null>(null);
  const [state, setState] = useState<ReportDesk['state']>('saved');
  const [fence, setFence] = useState<number | null>(null);
  const newId = useRef(crypto.randomUUID());
  const content = draft ?? report?.content ?? emptyContent(exam.procedureName);

  const newest = useRef({ draft, fence, report });
  newest.current = { draft, fence, report };

  const took = useCallback(
    (next: ExamReport) => {
      queries.setQueryData<ExamReport[]>(key, (before) => [
        next,
        ...(before ?? []).filter((one) => one.id !== next.id),
      ]);
      // The server takes the lock off what is signed: nobody renews it, or a reviewer would find the author's lock again.
      const signed = next.state !== 'draft' && next.state !== 'returned';
      newest.current = { ...newest.current, report: next, ...(signed ? { fence: null } : {}) };
      if (signed) setFence(null);
      // The queue shows how far the report is: not only when the feed says so.
      void queries.invalidateQueries({ queryKey: query.orders.worklist.key() });
    },
    [queries, key, query],
  );

  const running = useRef<Promise<ExamReport | null> | null>(null);
  const save = useCallback(async (): Promise<ExamReport | null> => {
    if (running.current) await running.current;
    const now = newest.current;
    if (now.draft === null || now.fence === null) return now.report;
    const sent = now.draft;
    setState('saving');
    const job = (async () => {
      try {
        const saved = await client.examReports.saveDraft({
          command: newCommand(),
          examId: exam.id,
          reportId: now.report && now.report.state !== 'recalled' ? now.report.id : newId.current,
          expectedVersion: now.report && now.report.state !== 'recalled' ? now.report.version : 0,
          fence: now.fence ?? 0,
          content: sent,
        });
        took(saved);
        const same = newest.current.draft === sent;
        if (same) setDraft(null);
        setState(same ? 'saved' : 'unsaved');
        return saved;
      } catch (error) {
        setState(isFailure(error, 'LOCK_LOST') ? 'lost' : 'unsaved');
        if (failureOf(error).retry !== 'again') showFailure(error);
        return null;
      }
    })();
    running.current = job;
    const result = await job;
    running.current = null;
    return result;
  }, [client, exam.id, took, showFailure]);

  useEffect(() => {
    if (draft === null || state === 'lost') return;
    const timer = setTimeout(() => void save(), saveMilliseconds);
    return () => clearTimeout(timer);
  }, [draft, state, save]);

  const lock = useCallback(
    async (held: number | null) => {
      const after = await client.orders.lock({
        command: newCommand(),
        examId: exam.id,
        ...(held === null ? {} : { fence: held }),
      });
      put(after);
      setFence(after.lock?.fence ?? null);
    },
    [client, exam.id, put],
  );
  const start = useCallback(async () => {
    try {
      await lock(newest.current.fence);
      setState('saved');
    } catch (error) {
      showFailure(error);
    }
  }, [lock, showFailure]);

  const writing = fence !== null;
  useEffect(() => {
    if (!writing) return;
    const timer = setInterval(() => {
      lock(newest.current.fence).catch((error: unknown) => {
        if (failureOf(error).retry !== 'again') setState('lost');
      });
    }, renewMilliseconds);
    return () => clearInterval(timer);
  }, [writing, lock]);

  const leave = useRef({ save, client, examId: exam.id });
  leave.current = { save, client, examId: exam.id };
  useEffect(
    () => () => {
      const held = newest.current.fence;
      if (held === null) return;
      const { save: last, client: api, examId } = leave.current;
      // What is not stored is stored before the lock goes; an unreachable server keeps the lease until it ends.
      void last()
        .then(() => api.orders.unlock({ command: newCommand(), examId, fence: held }))
        .catch(() => undefined);
    },
    [],
  );

  const change = useCallback((next: ExamReportContent) => {
    setDraft(next);
    setState((before) => (before === 'lost' ? before : 'unsaved'));
  }, []);

  return { report, content, writing, state, start, change, save, took, editions: stored.data ?? [] };
}
