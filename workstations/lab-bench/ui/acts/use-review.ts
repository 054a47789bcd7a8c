// The way of a review: look at the findings, ask when there are any or when two persons are needed, then sign.
import { useState } from 'react';
import type { Witness } from '../../../../core/identity/contract.ts';
import type { ReviewFinding } from '../../../../core/lab/contract.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';

export interface ReviewQuestion {
  document: SpecimenDocument;
  findings: readonly ReviewFinding[];
  /** The group's reports need a second person. */
  second: boolean;
}

export function useReview({ onReviewed }: { onReviewed: () => void }) {
  const text = useBenchText();
  const { client } = useApi();
  const { show, showFailure } = useToasts();
  const put = usePutDocument();
  const [asking, setAsking] = useState<ReviewQuestion | null>(null);
  const [pendingDocument, setPendingDocument] = useState<SpecimenDocument | null>(null);
  const [looking, setLooking] = useState(false);

  const done = (document: SpecimenDocument) => {
    put(document);
    const key = document.state === 'reviewed' ? 'review.done.first' : 'review.done';
    show({
      tone: 'done',
      title: text(key, { number: document.sampleNumber ?? document.barcode, name: document.patient.name }),
    });
    setAsking(null);
    onReviewed();
  };
  const review = useCommand(client.lab.review, {
    handles: ['SAME_PERSON', 'LOGIN_FAILED'],
    onDone: (answer, input) => {
      const [reviewed] = answer.reviewed;
      if (reviewed) return done(reviewed);
      const [refused] = answer.refused;
      const document = asking?.document ?? pendingDocument;
      if (refused && document) setAsking({ document, findings: refused.findings, second: asking?.second ?? false });
      if (refused && refused.findings.length === 0)
        show({ tone: 'error', title: text('review.refused', { code: refused.code }) });
      if (!refused) show({ tone: 'waiting', title: text('review.queued', { count: input.specimens.length }) });
    },
    onFailed: showFailure,
  });
  const second = useCommand(client.lab.secondReview, { onDone: done });

  const send = (document: SpecimenDocument, confirmed: boolean, witness?: Witness) =>
    review.mutate({ specimens: [{ specimenId: document.id, expectedVersion: document.version }], confirmed, witness });

  return {
    asking,
    busy: review.isPending || second.isPending || looking,
    begin: async (document: SpecimenDocument, needsSecond: boolean) => {
      setPendingDocument(document);
      setLooking(true);
      try {
        const findings = await client.lab.findings({ specimenIds: [document.id] });
        if (needsSecond || findings.some((finding) => finding.level !== 'note'))
          setAsking({ document, findings, second: needsSecond });
        else send(document, false);
      } catch (error) {
        showFailure(error);
      } finally {
        setLooking(false);
      }
    },
    confirm: (witness?: Witness) => asking && send(asking.document, true, witness),
    cancel: () => setAsking(null),
    second: (document: SpecimenDocument) =>
      second.mutate({ specimenId: document.id, expectedVersion: document.version }),
  };
}
