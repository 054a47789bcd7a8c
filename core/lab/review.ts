// Signing (LAB-44 to 49): first and second review, taking a review back, recall with the old version kept, printing.
import { fail } from '../kernel/errors.ts';
import { type ActContext, nextVersion, requireReason } from './act.ts';
import type { ReviewFinding } from './contract.ts';
import { type KnownCritical, reviewFindings } from './findings.ts';
import { workingState } from './lines.ts';
import type { Actor, SpecimenDocument } from './model.ts';
import { enterState, isPublished, requireAct } from './specimen-state.ts';

export interface ReviewInput {
  /** The person said yes to every finding of level `confirm`. */
  confirmed: boolean;
  criticals: readonly KnownCritical[];
  /** A second person who identified at the same screen; null when there is none. */
  witness: Actor | null;
}

/** True when this group's reports need two persons. */
export function needsSecondReview(document: SpecimenDocument, context: Pick<ActContext, 'dictionaries'>): boolean {
  return context.dictionaries.group[document.groupId]?.requireSecondReview ?? false;
}

/** Findings that stand against signing now: blocks always, confirmations until they are given. */
export function standing(findings: readonly ReviewFinding[], confirmed: boolean): ReviewFinding[] {
  return findings.filter((finding) => finding.level === 'block' || (finding.level === 'confirm' && !confirmed));
}

function requireOther(document: SpecimenDocument, first: Actor, second: Actor): void {
  if (first.id === second.id)
    throw fail('SAME_PERSON', { specimenId: document.id, barcode: document.barcode, person: first.name });
}

function release(document: SpecimenDocument, now: string): SpecimenDocument {
  return {
    ...document,
    state: 'released',
    reportVersion: document.reportVersion + 1,
    recall: null,
    milestones: { ...document.milestones, releasedAt: now, printedAt: null },
  };
}

/** First or only review; releases when one person is enough or a witness, another person, signs along. */
export function review(document: SpecimenDocument, input: ReviewInput, context: ActContext): SpecimenDocument {
  const findings = reviewFindings(document, {
    dictionaries: context.dictionaries,
    criticals: input.criticals,
    now: context.now,
  });
  requireAct(document, 'review');
  const against = standing(findings, input.confirmed);
  if (against.length > 0) {
    throw fail('REVIEW_BLOCKED', {
      specimenId: document.id,
      barcode: document.barcode,
      findings: against.map((finding) => finding.text),
    });
  }
  if (input.witness !== null) requireOther(document, context.actor, input.witness);
  const double = needsSecondReview(document, context);
  const signed: SpecimenDocument = {
    ...document,
    firstReview: { by: context.actor, at: context.now },
    secondReview: input.witness === null ? null : { by: input.witness, at: context.now },
    milestones: { ...document.milestones, reviewedAt: context.now },
  };
  if (double && input.witness === null) return nextVersion(enterState(signed, 'review', 'reviewed'));
  enterState(signed, 'review', 'released');
  return nextVersion(release(signed, context.now));
}

/** The second signature, by somebody else than the first. */
export function secondReview(document: SpecimenDocument, context: ActContext): SpecimenDocument {
  enterState(document, 'secondReview', 'released');
  if (document.firstReview !== null) requireOther(document, document.firstReview.by, context.actor);
  return nextVersion(release({ ...document, secondReview: { by: context.actor, at: context.now } }, context.now));
}

/** Which right taking back this review needs (LAB-45). */
export function unreviewRight(document: SpecimenDocument, actor: Actor): 'lab.unreviewOwn' | 'lab.unreviewOthers' {
  const signers = [document.firstReview?.by.id, document.secondReview?.by.id].filter((id) => id !== undefined);
  return signers.every((id) => id === actor.id) ? 'lab.unreviewOwn' : 'lab.unreviewOthers';
}

/**
 * Takes a review back. `rights` are what the person holds of the two. A report that was released already is withdrawn as by a recall,
 * because somebody may have read it; `withdrawsReport` says so to the caller.
 */
export function unreview(
  document: SpecimenDocument,
  input: { reason: string; rights: readonly ('lab.unreviewOwn' | 'lab.unreviewOthers')[] },
  context: ActContext,
): SpecimenDocument {
  requireAct(document, 'unreview');
  const needed = unreviewRight(document, context.actor);
  if (!input.rights.includes(needed))
    throw fail('RIGHT_MISSING', { right: needed, reviewedBy: document.firstReview?.by.name ?? '' });
  const reason = requireReason(document, input.reason);
  if (isPublished(document.state)) return withdraw(document, 'unreview', reason, context);
  const state = document.recall === null ? workingState(document) : 'recalled';
  return nextVersion(unsigned(enterState(document, 'unreview', state === 'received' ? 'testing' : state)));
}

/** Withdraws a published report for correction (LAB-49): the old version keeps its number, the next release gets a new one. */
export function recall(document: SpecimenDocument, input: { reason: string }, context: ActContext): SpecimenDocument {
  requireAct(document, 'recall');
  return withdraw(document, 'recall', requireReason(document, input.reason), context);
}

/** True when this act took a published report out of force: its stored version must be marked as recalled. */
export function withdrawsReport(before: SpecimenDocument, after: SpecimenDocument): boolean {
  return isPublished(before.state) && after.state === 'recalled';
}

function withdraw(
  document: SpecimenDocument,
  act: 'unreview' | 'recall',
  reason: string,
  context: ActContext,
): SpecimenDocument {
  const recalled = unsigned(enterState(document, act, 'recalled'));
  return nextVersion({
    ...recalled,
    recall: { reason, by: context.actor, at: context.now, reportVersion: document.reportVersion },
  });
}

function unsigned(document: SpecimenDocument): SpecimenDocument {
  return {
    ...document,
    firstReview: null,
    secondReview: null,
    milestones: { ...document.milestones, reviewedAt: null, releasedAt: null, printedAt: null },
  };
}

/** The report was printed; the first time stays on record. */
export function markPrinted(document: SpecimenDocument, context: ActContext): SpecimenDocument {
  const printed = enterState(document, 'print', 'printed');
  const printedAt = document.milestones.printedAt ?? context.now;
  return nextVersion({ ...printed, milestones: { ...document.milestones, printedAt } });
}
