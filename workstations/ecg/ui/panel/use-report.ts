// The report of the exam on the screen: the stored edition, what is being written, the lock that allows it, and saving by itself. What the
// server has not said it has stays in this window, and an answer that was lost is asked for again before anything new is sent.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { type DraftCopy, readDraftCopy, writeDraftCopy } from '../../../../renderer/client/draft-copy.ts';
import { failureOf, isFailure } from '../../../../renderer/client/failure.ts';
import { newCommand, useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
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
  /** What an earlier look at this exam, or the window before a reload, could not store; null when nothing is left over. */
  left: { copy: DraftCopy; mayRestore: boolean; restore: () => void; discard: () => void } | null;
}

const writable: readonly ExamDocument['report']['state'][] = ['none', 'draft', 'returned'];

/** Mount it keyed by the exam: nothing of one exam reaches another. */
export function useReportDesk(exam: ExamDocument): ReportDesk {
  const { client, query } = useApi();
  const { showFailure } = useToasts();
  const queries = useQueryClient();
  const put = usePutExam();
  const { person } = useSession();
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
  const [left, setLeft] = useState(() => readDraftCopy(person.id, exam.id));
  const content = draft ?? report?.content ?? emptyContent(exam.procedureName);

  const newest = useRef({ draft, fence, report });
  newest.current = { draft, fence, report };

  const keepHere = useCallback(
    (text: ExamReportContent | null) =>
      writeDraftCopy(
        person.id,
        exam.id,
        text && { at: new Date().toISOString(), baseVersion: newest.current.report?.version ?? 0, content: text },
      ),
    [person.id, exam.id],
  );

  const took = useCallback(
    (next: ExamReport) => {
      queries.setQueryData<ExamReport[]>(key, (before) => [
        next,
        ...(before ?? []).filter((one) => one.id !== next.id),
      ]);
      // The server takes the lock off what is signed: nobody renews it, or a reviewer would find the author's lock again.
      const signed = next.state !== 'draft' && next.state !== 'returned';
      newest.current = { ...newest.current, report: next, ...(signed ? { fence: null } : {}) };
      if (signed) {
        setFence(null);
        keepHere(null);
      }
      // The queue shows how far the report is: not only when the feed says so.
      void queries.invalidateQueries({ queryKey: query.orders.worklist.key() });
    },
    [queries, key, query, keepHere],
  );

  const running = useRef<Promise<ExamReport | null> | null>(null);
  /** Sent, and no answer came: the server may have it. The same command gives the same answer, so it goes first. */
  const unanswered = useRef<Parameters<typeof client.examReports.saveDraft>[0] | null>(null);
  const store = useCallback(async (): Promise<ExamReport | null> => {
    for (;;) {
      const now = newest.current;
      const again = unanswered.current;
      if (!again && (now.draft === null || now.fence === null)) return now.report;
      const edition = now.report && now.report.state !== 'recalled' ? now.report : null;
      const input = again ?? {
        command: newCommand(),
        examId: exam.id,
        reportId: edition?.id ?? newId.current,
        expectedVersion: edition?.version ?? 0,
        fence: now.fence ?? 0,
        content: now.draft ?? emptyContent(exam.procedureName),
      };
      unanswered.current = input;
      const saved = await client.examReports.saveDraft(input);
      unanswered.current = null;
      took(saved);
      if (newest.current.draft === input.content) {
        newest.current = { ...newest.current, draft: null };
        setDraft(null);
        setState('saved');
        keepHere(null);
        return saved;
      }
      // What was typed meanwhile follows by itself, but what an old answer held up goes now.
      if (!again) {
        setState('unsaved');
        return saved;
      }
    }
  }, [client, exam.id, exam.procedureName, took, keepHere]);
  const save = useCallback(async (): Promise<ExamReport | null> => {
    if (running.current) await running.current;
    const { draft: unsaved, fence: held, report: present } = newest.current;
    if (unanswered.current === null && (unsaved === null || held === null)) return present;
    setState('saving');
    const job = store().catch((error: unknown) => {
      setState(isFailure(error, 'LOCK_LOST') ? 'lost' : 'unsaved');
      if (failureOf(error).retry !== 'again') {
        unanswered.current = null;
        showFailure(error);
      }
      return null;
    });
    running.current = job;
    const result = await job;
    running.current = null;
    return result;
  }, [store, showFailure]);

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
      setState(newest.current.draft === null ? 'saved' : 'unsaved');
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

  const change = useCallback(
    (next: ExamReportContent) => {
      setDraft(next);
      keepHere(next);
      setState((before) => (before === 'lost' ? before : 'unsaved'));
    },
    [keepHere],
  );

  const restore = (copy: DraftCopy) => {
    setLeft(null);
    newest.current = { ...newest.current, draft: copy.content };
    change(copy.content);
    if (!writing) void start();
  };
  const discard = () => {
    setLeft(null);
    if (draft === null) keepHere(null);
  };
  return {
    ...{ report, content, writing, state, start, change, save, took },
    editions: stored.data ?? [],
    left: left && {
      copy: left,
      mayRestore: writable.includes(exam.report.state) && draft === null,
      restore: () => restore(left),
      discard,
    },
  };
}
