// What stops a whole message, or any result of it, from reaching a patient's lines. First hit wins; the order is from certain to particular.
import { comparableNumber } from '../kernel/text.ts';
import type { InstrumentMessage } from './instrument-message.ts';
import type { SpecimenDocument, UnplacedMessage } from './model.ts';
import { canAct, isSigned } from './specimen-state.ts';

export type UnplacedReason = UnplacedMessage['reason'];

export interface Gate {
  reason: UnplacedReason;
  note: string;
}

/** QC material never reaches a patient, even when its name is the barcode of one (research requirement 8). */
export function isControl(message: InstrumentMessage): boolean {
  return message.kind === 'qc' || message.control !== undefined;
}

/** True when the analyzer names a patient and no number of ours is that one. */
export function contradictsIdentity(document: SpecimenDocument, patientId: string | undefined): boolean {
  const named = comparableNumber(patientId ?? '');
  if (named === '') return false;
  const ours = [document.patient.number, document.visit.number, document.patient.id].map(comparableNumber);
  return !ours.includes(named);
}

/** Gates before any result is looked at. */
export function messageGate(message: InstrumentMessage): Gate | null {
  if (isControl(message)) {
    const { material, lot, level } = message.control ?? {};
    return { reason: 'quality-control', note: [material, lot, level].filter(Boolean).join(' ') };
  }
  if (message.incomplete) return { reason: 'incomplete', note: '' };
  return null;
}

/** Gates of the specimen that the message names. */
export function specimenGate(document: SpecimenDocument | null, message: InstrumentMessage): Gate | null {
  if (document === null) return { reason: 'unknownSpecimen', note: message.specimenId };
  if (contradictsIdentity(document, message.patientId))
    return { reason: 'identityMismatch', note: `patient ${message.patientId ?? ''}` };
  return null;
}

/** Gates of the specimen's state: a signed result is never overwritten, and what was not received may be another tube. */
export function stateGate(document: SpecimenDocument): Gate | null {
  if (canAct(document.state, 'result')) return null;
  return { reason: isSigned(document.state) ? 'afterReview' : 'notReceived', note: document.state };
}
