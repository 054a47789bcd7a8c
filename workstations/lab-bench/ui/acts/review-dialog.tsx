// What must be settled or said yes to before a report is signed, and the second person where two are needed.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { Witness } from '../../../../core/identity/contract.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { givenWitness, noWitness, WitnessFields } from '../../../../renderer/parts/witness-fields.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { FindingList } from './finding-list.tsx';
import { SpecimenLine } from './specimen-line.tsx';
import type { ReviewQuestion } from './use-review.ts';

interface ReviewDialogProps {
  asking: ReviewQuestion;
  busy: boolean;
  onClose: () => void;
  onReview: (witness?: Witness) => void;
}

export function ReviewDialog({ asking, busy, onClose, onReview }: ReviewDialogProps) {
  const text = useBenchText();
  const online = useOnline();
  const [person, setPerson] = useState(noWitness);
  const blocked = asking.findings.some((finding) => finding.level === 'block');
  const toConfirm = asking.findings.filter((finding) => finding.level === 'confirm').length;
  const witness = givenWitness(person);
  const label = !asking.second ? text('review.sign') : witness ? text('review.signBoth') : text('review.signFirst');
  const confirm = () => !blocked && !busy && onReview(witness);
  return (
    <Modal
      title={text('review.title')}
      onClose={onClose}
      onConfirm={confirm}
      width={620}
      testId="review-dialog"
      hint={blocked ? text('review.blocked') : toConfirm > 0 ? text('review.confirming', { count: toConfirm }) : null}
      footer={
        <>
          <Button text={text('back')} onClick={onClose} />
          <Button
            intent="primary"
            disabled={blocked}
            loading={busy}
            onClick={confirm}
            autoFocus={!blocked}
            data-testid="review-confirm"
          >
            {label} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      <SpecimenLine document={asking.document} />
      {asking.findings.length > 0 ? (
        <FindingList findings={asking.findings} />
      ) : (
        <p className="note">{text('review.clean')}</p>
      )}
      {asking.second && !blocked ? (
        <>
          <p className="lead">{text(online ? 'review.second' : 'review.second.offline')}</p>
          {online ? <WitnessFields value={person} onChange={setPerson} /> : null}
        </>
      ) : null}
    </Modal>
  );
}
