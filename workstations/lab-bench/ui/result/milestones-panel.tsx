// The way of the specimen through the laboratory, step by step, with the minutes each step took.
import { memo } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { type MilestoneName, milestoneSteps, turnaround } from './milestone-steps.ts';
import { useResultText } from './texts.ts';

export const MilestonesPanel = memo(function MilestonesPanel({ document }: { document: SpecimenDocument }) {
  const text = useResultText();
  const total = turnaround(document.milestones);
  return (
    <div className="result-milestones" data-testid="milestones-panel">
      <ol>
        {milestoneSteps(document.milestones).map((step) => (
          <li key={step.name} className={step.at ? 'result-milestone-done' : undefined}>
            <span className="result-milestone-gap">
              {step.minutes === null ? '' : text('milestone.minutes', { minutes: step.minutes })}
            </span>
            <i aria-hidden>{step.at ? '●' : '○'}</i>
            <b>{text(`milestone.${step.name}`)}</b>
            <time>{dateTime(step.at) || '—'}</time>
            <span className="result-quiet">{personOf(document, step.name)}</span>
          </li>
        ))}
      </ol>
      {total === null ? null : <p>{text('milestone.turnaround', { minutes: total })}</p>}
    </div>
  );
});

function personOf(document: SpecimenDocument, step: MilestoneName): string {
  if (step === 'ordered') return document.orderingDoctor;
  if (step === 'collected') return document.collectedBy?.name ?? '';
  if (step === 'received') return document.receivedBy?.name ?? '';
  if (step === 'reviewed') return document.firstReview?.by.name ?? '';
  if (step === 'released') return document.secondReview?.by.name ?? document.firstReview?.by.name ?? '';
  return '';
}
