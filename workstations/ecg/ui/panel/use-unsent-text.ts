// Text of one exam that the server does not have: in the window for a reload, at the station for everything else. What is typed now, and what
// was left over before, stand side by side: neither is written over the other, and nothing goes but by its author.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftCopy } from '../../../../core/reporting/draft-copy.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { readDraftCopy, writeDraftCopy } from '../../../../renderer/client/draft-copy.ts';
import { useKeptTexts } from '../../../../renderer/client/kept-texts.ts';
import { mostLeft, withFound } from './unsent-rules.ts';

export interface UnsentText {
  /** Nobody has decided about these yet; the newest first. */
  left: readonly DraftCopy[];
  /** Keeps what is typed; null: the server has it. */
  keep: (content: ExamReportContent | null, baseVersion: number) => void;
  /** What is typed can not be stored: it is put to what is left over. */
  putAside: () => void;
  /** The copy goes into the editor, where `before` stood. */
  take: (copy: DraftCopy, before: ExamReportContent) => void;
  taken: boolean;
  /** The copy is put back to what is left over; gives what stood before. */
  giveBack: () => ExamReportContent | null;
  /** It stays in the editor. */
  settle: () => void;
  discard: (copy: DraftCopy) => void;
}

export function useUnsentText(personId: string, examId: string): UnsentText {
  const texts = useKeptTexts();
  const [left, setLeft] = useState<readonly DraftCopy[]>(() => {
    const copy = readDraftCopy(personId, examId);
    return copy === null ? [] : [copy];
  });
  const [taken, setTaken] = useState<{ copy: DraftCopy; before: ExamReportContent } | null>(null);
  const now = useRef<{ typed: DraftCopy | null; left: readonly DraftCopy[] }>({ typed: null, left });
  /** Before the station has said what it keeps nothing is written over it. */
  const known = useRef(false);

  const write = useCallback(() => {
    const { typed, left: rest } = now.current;
    writeDraftCopy(personId, examId, typed ?? rest[0] ?? null);
    if (known.current)
      texts.keep(examId, typed === null && rest.length === 0 ? null : { typed, left: rest.slice(0, mostLeft) });
  }, [texts, personId, examId]);
  const change = useCallback(
    (next: readonly DraftCopy[]) => {
      now.current = { ...now.current, left: next };
      setLeft(next);
      write();
    },
    [write],
  );

  useEffect(() => {
    let gone = false;
    known.current = false;
    void texts.read(examId).then((kept) => {
      if (gone) return;
      known.current = true;
      const { left: before, typed } = now.current;
      const found = kept ? withFound(before, kept) : before;
      // A text that is typed meanwhile has to reach the station as well.
      if (found !== before || typed !== null) change(found);
    });
    return () => {
      gone = true;
    };
  }, [texts, examId, change]);

  return {
    left,
    keep: useCallback(
      (content, baseVersion) => {
        const typed = content && {
          ...{ at: new Date().toISOString(), baseVersion },
          content: { ...content, keyImages: [] },
        };
        now.current = { ...now.current, typed };
        write();
      },
      [write],
    ),
    putAside() {
      const { typed, left: rest } = now.current;
      now.current = { ...now.current, typed: null };
      if (typed) change([typed, ...rest]);
    },
    take(copy, before) {
      setTaken({ copy, before });
      change(now.current.left.filter((one) => one !== copy));
    },
    taken: taken !== null,
    giveBack() {
      if (!taken) return null;
      setTaken(null);
      change([taken.copy, ...now.current.left]);
      return taken.before;
    },
    settle: () => setTaken(null),
    discard: (copy) => change(now.current.left.filter((one) => one !== copy)),
  };
}
