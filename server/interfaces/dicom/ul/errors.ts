// What can go wrong between two DICOM application entities, each with its code.

/** PS3.8 table 9-26, reasons of an abort by the service provider. */
export const abortReason = {
  notSpecified: 0,
  unrecognizedPdu: 1,
  unexpectedPdu: 2,
  unrecognizedParameter: 4,
  unexpectedParameter: 5,
  invalidParameter: 6,
} as const;
export type AbortReason = (typeof abortReason)[keyof typeof abortReason];

/** The peer broke the protocol; the association is aborted with `reason`. */
export class ProtocolError extends Error {
  readonly reason: AbortReason;
  constructor(reason: AbortReason, message: string) {
    super(message);
    this.name = 'ProtocolError';
    this.reason = reason;
  }
}

export type AssociationFailure =
  | 'unreachable'
  | 'not-secured'
  | 'rejected'
  | 'aborted-by-peer'
  | 'aborted-here'
  | 'connection-lost'
  | 'time-out'
  | 'protocol'
  | 'released';

/** An association could not be made, or ended before its work was done. */
export class AssociationError extends Error {
  readonly code: AssociationFailure;
  constructor(code: AssociationFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssociationError';
    this.code = code;
  }
}
