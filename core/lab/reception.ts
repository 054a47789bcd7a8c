// From the label to the bench: print, collect, receive, reject (LAB-16, 18, 27, 28).
import { fail } from '../kernel/errors.ts';
import { type ActContext, nextVersion } from './act.ts';
import type { SpecimenDocument } from './model.ts';
import { enterState, requireAct } from './specimen-state.ts';

/** A label was printed (again): the first time stays on record. */
export function printLabel(document: SpecimenDocument, context: ActContext): SpecimenDocument {
  requireAct(document, 'printLabel');
  const labelPrintedAt = document.milestones.labelPrintedAt ?? context.now;
  return nextVersion({ ...document, milestones: { ...document.milestones, labelPrintedAt } });
}

export function collect(document: SpecimenDocument, context: ActContext): SpecimenDocument {
  const collected = enterState(document, 'collect', 'collected');
  return nextVersion({
    ...collected,
    collectedBy: context.actor,
    milestones: { ...document.milestones, collectedAt: context.now },
  });
}

/** Registers the specimen at the laboratory. `sampleNumber` is the group's running number of the day; `urgent` may be raised here. */
export function receive(
  document: SpecimenDocument,
  input: { sampleNumber: string; urgent?: boolean },
  context: ActContext,
): SpecimenDocument {
  const received = enterState(document, 'receive', 'received');
  return nextVersion({
    ...received,
    sampleNumber: document.sampleNumber ?? input.sampleNumber,
    urgent: input.urgent ?? document.urgent,
    receivedBy: context.actor,
    milestones: { ...document.milestones, receivedAt: context.now },
  });
}

/** Refuses the specimen; the reason comes from the dictionary and travels to the ward. */
export function reject(
  document: SpecimenDocument,
  input: { reasonCode: string; reason: string },
  context: ActContext,
): SpecimenDocument {
  const rejected = enterState(document, 'reject', 'rejected');
  const entry = context.dictionaries.rejectionReason[input.reasonCode];
  if (entry === undefined || !entry.enabled)
    throw fail('INPUT_INVALID', { field: 'reasonCode', value: input.reasonCode });
  const reason = input.reason.trim() || entry.name;
  return nextVersion({
    ...rejected,
    rejection: { reasonCode: input.reasonCode, reason, by: context.actor, at: context.now },
  });
}
