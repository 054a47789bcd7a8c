// DIMSE statuses (PS3.7 annex C, PS3.4 per service) and what class each one is.

export const status = {
  success: 0x0000,
  pending: 0xff00,
  /** Pending, but an optional key was not supported (PS3.4 C.4.1.1.4). */
  pendingWarning: 0xff01,
  cancel: 0xfe00,
  noSuchAttribute: 0x0105,
  invalidAttributeValue: 0x0106,
  processingFailure: 0x0110,
  duplicateInstance: 0x0111,
  noSuchInstance: 0x0112,
  noSuchEventType: 0x0113,
  noSuchArgument: 0x0114,
  invalidArgumentValue: 0x0115,
  attributeOutOfRange: 0x0116,
  invalidInstance: 0x0117,
  noSuchClass: 0x0118,
  classInstanceConflict: 0x0119,
  missingAttribute: 0x0120,
  missingAttributeValue: 0x0121,
  classNotSupported: 0x0122,
  noSuchActionType: 0x0123,
  notAuthorized: 0x0124,
  duplicateInvocation: 0x0210,
  unrecognizedOperation: 0x0211,
  mistypedArgument: 0x0212,
  resourceLimitation: 0x0213,
  outOfResources: 0xa700,
  cannotCountMatches: 0xa701,
  cannotPerformSubOperations: 0xa702,
  moveDestinationUnknown: 0xa801,
  dataSetDoesNotMatchClass: 0xa900,
  /** Sub-operations ended with failures or warnings. */
  subOperationsWarning: 0xb000,
  cannotUnderstand: 0xc000,
} as const;

export type StatusClass = 'success' | 'pending' | 'warning' | 'cancel' | 'failure';

/** PS3.7 annex C.1: the class of any status, private ones too. */
export function statusClass(value: number): StatusClass {
  if (value === status.success) return 'success';
  if (value === status.pending || value === status.pendingWarning) return 'pending';
  if (value === status.cancel) return 'cancel';
  const warning = value === 0x0001 || value === 0x0107 || value === 0x0116 || (value >= 0xb000 && value <= 0xbfff);
  return warning ? 'warning' : 'failure';
}

/** A service throws this to answer with a status of its choice; anything else thrown is "unable to process". */
export class DimseFailure extends Error {
  readonly status: number;
  /** Tags of the attributes that are at fault (0000,0901). */
  readonly offending: readonly number[];
  /** `comment` goes to the peer as error comment (0000,0902): ASCII, cut at 64 characters. */
  constructor(value: number, comment: string, offending: readonly number[] = []) {
    super(comment);
    this.name = 'DimseFailure';
    this.status = value;
    this.offending = offending;
  }
}
