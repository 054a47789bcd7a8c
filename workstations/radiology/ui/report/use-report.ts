// The report of the open case: which edition counts, what this person may do with it, and the text that is being written.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { examAllows } from '../../../../core/orders/exam-flow.ts';
import { corrections } from '../../../../core/reporting/exam-corrections.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { readDraftCopy, writeDraftCopy } from '../../../../renderer/client/draft-copy.ts';
import { failureOf, isPassing } from '../../../../renderer/client/failure.ts';
import { newCommand, useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { emptyContent } from './content.ts';
import { DraftKeeper, type DraftState } from './draft-keeper.ts';
import type { Lock } from './use-lock.ts';

const autosaveMilliseconds = 3000;
const retryMilliseconds = 10_000;

export type Mode = 'write' | 'review' | 'read';

export function useEditions(examId: string) {
  const { query } = useApi();
  return useQuery({
    ...query.examReports.ofExam.queryOptions({ input: { examId } }),
    structuralSharing: keepEdition,
  });
}

/** An answer from before the newest edition was begun must not take it off the screen. */
function keepEdition(before: unknown, after: unknown): unknown {
  const editionOf = (list: unknown) => (Array.isArray(list) ? Number(list[0]?.edition ?? 0) : 0);
  return editionOf(after) > 0 && editionOf(before) > editionOf(after) ? before : after;
}

/**
 * What this person can do with the newest edition; the server decides again.
 * @param me `reads`: acts for the institution that reports the exam now
 */
export function modeOf(
  exam: ExamDocument,
  current: ExamReport | null,
  me: { personId: string; mayWrite: boolean; mayReview: boolean; reads: boolean },
): Mode {
  if (!examAllows(exam, 'lock') || !me.reads) return 'read';
  if (!current || current.state === 'draft' || current.state === 'returned') return me.mayWrite ? 'write' : 'read';
  if (current.state === 'submitted') return me.mayReview && current.authorId !== me.personId ? 'review' : 'read';
  return 'read';
}

/**
 * Whether a window that read or reviewed stays a reader: the report went to another person, and a window that turned to writing by itself
 * would take the case from under their hands. Its reader may go on with it by an act.
 */
export function standsBack(former: Mode | null, next: Mode, current: ExamReport | null, personId: string): boolean {
  const wasWriting = former === null || former === 'write';
  return !wasWriting && next === 'write' && current !== null && current.authorId !== personId;
}

/**
 * Whether a window came to a mode by an act of its person: the case was opened here, worked on here, or begun here. One that only read and
 * turns by itself (the report was given back, or begun in this person's other window) asks only for a lock that nobody holds.
 */
export function turnsByAct(former: Mode | null, acted: boolean): boolean {
  return former !== 'read' || acted;
}

export interface Clash {
  error: unknown;
  /** What stands at the server now. */
  theirs: ExamReport | null;
}

export interface Writing {
  draft: DraftState;
  change: (part: Partial<ExamReportContent>) => void;
  /** Saves at once, for what must not wait. Failures show in `draft`. */
  saveNow: () => void;
  /**
   * The stored report that the text shown here was made on, after everything was saved; a signature names its version, so that the
   * server refuses it when another text was stored since. @throws what the save throws
   */
  settle: () => Promise<ExamReport>;
  clash: Clash | null;
  /** The decision between the two texts is left for later: the strip offers it again, and a signature asks for it. */
  putOff: boolean;
  setPutOff: (later: boolean) => void;
  /** The signature was refused because another text stands at the server by now: both are shown. */
  refused: (error: unknown) => void;
  /** Goes on with one of the two texts. */
  decide: (take: 'mine' | 'theirs') => void;
  /** The text was signed: no more saves. */
  signed: () => void;
  /** Came from this window's copy after a reload or a crash. */
  restored: boolean;
}

interface WritingOptions {
  exam: ExamDocument;
  current: ExamReport | null;
  mode: Mode;
  lock: Lock;
  /** Takes what stores the text when the case is left, before the lock is given back. */
  lastSave: RefObject<() => Promise<void>>;
}

/** For one exam, mode and edition: mount anew (by key) for another. */
export function useWriting({ exam, current, mode, lock, lastSave }: WritingOptions): Writing {
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { person } = useSession();
  const [local] = useState(() => (mode === 'read' ? null : readDraftCopy(person.id, exam.id)));
  const restored = local !== null && local.baseVersion === (current?.version ?? 0);
  // What this window kept was typed on another text than the one that stands now: a person decides, nothing is dropped.
  const [clash, setClash] = useState<Clash | null>(() =>
    local && !restored && current && isOther(local.content, current.content) ? { error: null, theirs: current } : null,
  );
  const [putOff, setPutOff] = useState(false);
  const stored = useRef<{ id: string; version: number; report: ExamReport | null }>({
    id: current?.id ?? crypto.randomUUID(),
    // On what this window's text was typed: the server refuses it over another until somebody has decided.
    version: (clash ? local?.baseVersion : current?.version) ?? 0,
    report: current,
  });
  const newest = useRef({ lock, client, setClash });
  newest.current = { lock, client, setClash };
  const showClash = async (error: unknown) => {
    const editions = await newest.current.client.examReports.ofExam({ examId: exam.id }).catch(() => []);
    newest.current.setClash({ error, theirs: editions[0] ?? null });
  };
  const [keeper] = useState(() => {
    const initial = current?.content ?? startingContent(exam);
    const made = new DraftKeeper({
      initial,
      delayMs: autosaveMilliseconds,
      isPassing,
      retryMs: retryMilliseconds,
      // A reviewer's corrections are stored with the signature, not before.
      setTimer: (run, milliseconds) => (mode === 'write' ? setTimeout(run, milliseconds) : null),
      clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
      keepHere: (content) =>
        writeDraftCopy(
          person.id,
          exam.id,
          content && { at: new Date().toISOString(), baseVersion: stored.current.version, content },
        ),
      save: async (content) => {
        const now = newest.current;
        if (now.lock.state.kind !== 'held') throw new Error('no lock');
        try {
          const report = await now.client.examReports.saveDraft({
            command: newCommand(),
            examId: exam.id,
            reportId: stored.current.id,
            expectedVersion: stored.current.version,
            fence: now.lock.state.fence,
            content,
          });
          stored.current = { id: report.id, version: report.version, report };
          showReport(report);
        } catch (error) {
          const { code } = failureOf(error);
          if (code === 'LOCK_LOST') now.lock.lose(error);
          if (code === 'LOCK_LOST' || code === 'VERSION_CONFLICT') await showClash(error);
          throw error;
        }
      },
    });
    if (local && (restored || clash))
      made.change({ ...local.content, keyImages: initial.keyImages, measurements: local.content.measurements });
    return made;
  });
  const draft = useSyncExternalStore(keeper.subscribe, keeper.current);

  const showReport = useCallback(
    (report: ExamReport) => {
      queries.setQueryData<ExamReport[]>(
        query.examReports.ofExam.queryKey({ input: { examId: exam.id } }),
        (before) => {
          const others = (before ?? []).filter((each) => each.id !== report.id);
          return [report, ...others].toSorted((left, right) => right.edition - left.edition);
        },
      );
    },
    [queries, query, exam.id],
  );

  // Stored elsewhere (another window of this person, the reviewer giving it back): shown when nothing is unsaved here.
  const seen = current?.version ?? 0;
  useEffect(() => {
    if (!current || seen <= stored.current.version) return;
    const { status, content } = keeper.current();
    // What the former view of this case stored while it was left is the text that this one took over from it: no clash.
    if (status !== 'clean' && isOther(content, current.content)) return;
    stored.current = { id: current.id, version: current.version, report: current };
    keeper.adopt(current.content);
  }, [current, seen, keeper]);

  // A text that waited for the lock goes to the server when it is there.
  const held = lock.state.kind === 'held';
  useEffect(() => {
    const { status } = keeper.current();
    if (held && mode === 'write' && (status === 'dirty' || status === 'failed')) keeper.flush().catch(() => undefined);
  }, [held, mode, keeper]);
  lastSave.current = () => (mode === 'write' ? keeper.flush() : Promise.resolve());

  const saveNow = () => {
    if (mode === 'write' && newest.current.lock.state.kind === 'held') keeper.flush().catch(() => undefined);
  };
  const decide = (take: 'mine' | 'theirs') => {
    const theirs = clash?.theirs ?? null;
    if (theirs) stored.current = { id: theirs.id, version: theirs.version, report: theirs };
    const mine = keeper.current().content;
    keeper.change(take === 'theirs' && theirs ? theirs.content : mine);
    setClash(null);
    setPutOff(false);
    lock.take();
  };
  return {
    draft,
    change: (part) => keeper.change(part),
    saveNow,
    settle: async () => {
      if (mode === 'write') {
        // The first signature of an empty report still needs a stored one.
        if (!stored.current.report) keeper.change({});
        await keeper.flush();
      }
      if (!stored.current.report) throw new Error('nothing is stored');
      return stored.current.report;
    },
    clash,
    putOff,
    setPutOff,
    refused: (error) => {
      if (failureOf(error).code !== 'VERSION_CONFLICT') return;
      setPutOff(false);
      void showClash(error);
    },
    decide,
    signed: () => keeper.stop(true),
    restored,
  };
}

/** Key images are not in this window's copy: they are at the server at once. */
function isOther(kept: ExamReportContent, stored: ExamReportContent): boolean {
  const nobody = { by: '', at: '' };
  return corrections({ ...stored, keyImages: [] }, { ...kept, keyImages: [] }, nobody).length > 0;
}

/** What the requesting doctor wrote beforehand is where a remote reader starts (RAD-62). */
function startingContent(exam: ExamDocument): ExamReportContent {
  const content = emptyContent(exam.procedureName);
  const remote = exam.remote;
  if (!remote) return content;
  return { ...content, findings: remote.preliminaryFindings, impression: remote.preliminaryImpression };
}
