// The report of the exam on the screen: the stored edition, what is being written, the lock that allows it, and saving by itself. What the
// server has not said it has stays in this window, and an answer that was lost is asked for again before anything new is sent.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { DraftCopy } from '../../../../core/reporting/draft-copy.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { isFailure, isPassing } from '../../../../renderer/client/failure.ts';
import { useHeld } from '../../../../renderer/client/held.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { newCommand, useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { emptyContent } from './content.ts';
import { useRetake } from './use-retake.ts';
import { useUnsentText } from './use-unsent-text.ts';

const saveMilliseconds = 2500;
const renewMilliseconds = 120_000;

export interface ReportDesk {
  /** The newest edition, null before anybody wrote. */
  report: ExamReport | null;
  content: ExamReportContent;
  /** True while this station holds the lock, or writes without the server. */
  writing: boolean;
  /** Written without the server and without a lock: stored once both are there. */
  alone: boolean;
  state: 'saved' | 'unsaved' | 'saving' | 'lost';
  start: () => Promise<void>;
  change: (content: ExamReportContent) => void;
  /** Stores at once; gives the stored report, or null when it was refused. */
  save: () => Promise<ExamReport | null>;
  /** A command gave a new state. */
  took: (report: ExamReport) => void;
  editions: readonly ExamReport[];
  /** Own text that the server never got, and what to do with it. */
  leftOver: LeftOverText;
}

export interface LeftOverText {
  /** The newest first. */
  copies: readonly DraftCopy[];
  /** Why it cannot be taken over now; null: it can. */
  why: 'signed' | 'typing' | null;
  restore: (copy: DraftCopy) => void;
  discard: (copy: DraftCopy) => void;
  /** One was taken over: back to what stood there before, or let it be. */
  taken: { undo: () => void; keep: () => void } | null;
}

const writable: readonly ExamDocument['report']['state'][] = ['none', 'draft', 'returned'];

/** Mount it keyed by the exam: nothing of one exam reaches another. */
export function useReportDesk(exam: ExamDocument): ReportDesk {
  const { client, query } = useApi();
  const text = useEcgText();
  const { show, showFailure } = useToasts();
  const online = useOnline();
  /** Nobody is at the screen: what is not stored yet waits here, and is stored when its person is back. */
  const held = useHeld();
  const queries = useQueryClient();
  const put = usePutExam();
  const { person, workstation } = useSession();
  const key = query.examReports.ofExam.queryKey({ input: { examId: exam.id } });
  const stored = useQuery({
    ...query.examReports.ofExam.queryOptions({ input: { examId: exam.id } }),
    enabled: exam.report.state !== 'none' || exam.report.id !== null,
  });
  const report = stored.data?.[0] ?? null;
  const [draft, setDraft] = useState<ExamReportContent | null>(null);
  const [state, setState] = useState<ReportDesk['state']>('saved');
  const [fence, setFence] = useState<number | null>(null);
  /** Version of the report on which it is written without a lock; null: it is not. */
  const [aloneOn, setAloneOn] = useState<number | null>(null);
  const newId = useRef(crypto.randomUUID());
  const content = draft ?? report?.content ?? emptyContent(exam.procedureName);

  const newest = useRef({ draft, fence, report });
  newest.current = { draft, fence, report };

  const unsent = useUnsentText(person.id, exam.id);
  const { keep } = unsent;
  const keepHere = useCallback(
    (text: ExamReportContent | null) => keep(text, newest.current.report?.version ?? 0),
    [keep],
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
      if (!isPassing(error)) {
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
    if (draft === null || state === 'lost' || held) return;
    const timer = setTimeout(() => void save(), saveMilliseconds);
    return () => clearTimeout(timer);
  }, [draft, state, save, held]);

  const lock = useCallback(
    async (held: number | null) => {
      const after = await client.orders.lock({
        command: newCommand(),
        examId: exam.id,
        ...(held === null ? {} : { fence: held }),
      });
      put(after);
      const given = after.lock?.fence ?? null;
      newest.current = { ...newest.current, fence: given };
      setFence(given);
    },
    [client, exam.id, put],
  );
  // The lock that this person had at this station when the line went is good as long as nobody else asked: a reloaded window takes it up.
  const own = exam.lock?.personId === person.id && exam.lock.stationName === workstation?.name ? exam.lock : null;
  const start = useCallback(async () => {
    const begin = () => setState(newest.current.draft === null ? 'saved' : 'unsaved');
    if (online) {
      try {
        await lock(newest.current.fence);
        begin();
      } catch (error) {
        showFailure(error);
      }
      return;
    }
    if (own) setFence(own.fence);
    else setAloneOn(newest.current.report?.version ?? 0);
    begin();
  }, [lock, showFailure, online, own]);
  useRetake({
    waits: aloneOn !== null && online,
    async retake() {
      await lock(newest.current.fence);
      const editions = await client.examReports.ofExam({ examId: exam.id });
      if ((editions[0]?.version ?? 0) !== aloneOn) return false;
      queries.setQueryData<ExamReport[]>(key, editions);
      newest.current = { ...newest.current, report: editions[0] ?? null };
      setAloneOn(null);
      await save();
      return true;
    },
    // Somebody else wrote or writes it: a person decides, nothing is written over and nothing is dropped.
    refused() {
      const held = newest.current.fence;
      const isTyped = newest.current.draft !== null;
      newest.current = { ...newest.current, draft: null, fence: null };
      setAloneOn(null);
      setDraft(null);
      setFence(null);
      setState('saved');
      unsent.putAside();
      void stored.refetch();
      if (held !== null)
        client.orders.unlock({ command: newCommand(), examId: exam.id, fence: held }).then(put, () => undefined);
      if (isTyped) show({ tone: 'error', title: text('aside.title'), lines: [text('aside.detail')] });
    },
  });

  const writing = fence !== null || aloneOn !== null;
  useEffect(() => {
    if (fence === null || held) return;
    const timer = setInterval(() => {
      lock(newest.current.fence).catch((error: unknown) => {
        if (!isPassing(error)) setState('lost');
      });
    }, renewMilliseconds);
    return () => clearInterval(timer);
  }, [fence, lock, held]);

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
    unsent.take(copy, content);
    // Pictures are at the server, not in the copy.
    const taken = { ...copy.content, keyImages: content.keyImages };
    newest.current = { ...newest.current, draft: taken };
    change(taken);
    if (!writing) void start();
  };
  const undo = () => {
    const before = unsent.giveBack();
    if (before) change(before);
  };
  return {
    ...{ report, content, writing, alone: aloneOn !== null, state, start, change, save, took },
    editions: stored.data ?? [],
    leftOver: {
      copies: unsent.left,
      why: !writable.includes(exam.report.state) ? 'signed' : draft === null ? null : 'typing',
      restore,
      discard: unsent.discard,
      taken: unsent.taken && writing ? { undo, keep: unsent.settle } : null,
    },
  };
}
