// The protocol data units of the DICOM upper layer (PS3.8 section 9.3) as values.

export const pduType = {
  associateRequest: 1,
  associateAccept: 2,
  associateReject: 3,
  data: 4,
  releaseRequest: 5,
  releaseResponse: 6,
  abort: 7,
} as const;

/** PS3.7 annex A.2.1: the only application context name there is. */
export const dicomApplicationContext = '1.2.840.10008.3.1.1.1';

export interface ProposedContext {
  /** Odd, 1 to 255. */
  id: number;
  abstractSyntax: string;
  transferSyntaxes: readonly string[];
}

/** PS3.8 table 9-18. */
export const contextResult = {
  accepted: 0,
  userRejection: 1,
  noReason: 2,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

export interface AnsweredContext {
  id: number;
  result: number;
  /** Not significant unless accepted. */
  transferSyntax: string;
}

/** PS3.7 D.3.3.4: the roles of the requestor for one SOP class. */
export interface RoleSelection {
  sopClassUid: string;
  scu: boolean;
  scp: boolean;
}

/** PS3.7 D.3.3.5 */
export interface ExtendedNegotiation {
  sopClassUid: string;
  information: Uint8Array;
}

/** PS3.7 D.3.3.6 */
export interface CommonExtendedNegotiation {
  sopClassUid: string;
  serviceClassUid: string;
  relatedGeneralSopClasses: readonly string[];
}

/** PS3.7 D.3.3.7: 1 user name, 2 user name and passcode, 3 Kerberos, 4 SAML, 5 JWT. */
export interface UserIdentity {
  type: number;
  responseRequested: boolean;
  primary: Uint8Array;
  secondary: Uint8Array;
}

export interface UserInformation {
  /** Largest P-DATA-TF variable field that the sender of this item can receive; 0: no limit. */
  maxLength: number;
  implementationClassUid: string;
  implementationVersion: string;
  roles: readonly RoleSelection[];
  asyncOperations: { invoked: number; performed: number } | null;
  extended: readonly ExtendedNegotiation[];
  commonExtended: readonly CommonExtendedNegotiation[];
  identity: UserIdentity | null;
  /** Answer to an identity; only in an accept. */
  identityResponse: Uint8Array | null;
}

export interface AssociateRequest {
  protocolVersion: number;
  /** AE titles without leading and trailing spaces. */
  calledAe: string;
  callingAe: string;
  applicationContext: string;
  contexts: readonly ProposedContext[];
  user: UserInformation;
}

export interface AssociateAccept {
  protocolVersion: number;
  calledAe: string;
  callingAe: string;
  applicationContext: string;
  contexts: readonly AnsweredContext[];
  user: UserInformation;
}

/** PS3.8 table 9-21, as the three numbers on the wire. */
export interface AssociateReject {
  /** 1 permanent, 2 transient. */
  result: number;
  /** 1 service user, 2 provider (ACSE), 3 provider (presentation). */
  source: number;
  reason: number;
}

export interface Abort {
  /** 0 service user, 2 service provider. */
  source: number;
  reason: number;
}

const rejectReasons: Readonly<Record<string, string>> = {
  '1.1': 'no reason given',
  '1.2': 'application context name not supported',
  '1.3': 'calling AE title not recognized',
  '1.7': 'called AE title not recognized',
  '2.1': 'no reason given',
  '2.2': 'protocol version not supported',
  '3.1': 'temporary congestion',
  '3.2': 'local limit exceeded',
};

/** Words of PS3.8 table 9-21 for a log or an error. */
export function rejectText(reject: AssociateReject): string {
  const reason = rejectReasons[`${reject.source}.${reject.reason}`] ?? `reason ${reject.source}.${reject.reason}`;
  return `${reason} (${reject.result === 2 ? 'transient' : 'permanent'})`;
}

export const emptyUser: UserInformation = {
  maxLength: 0,
  implementationClassUid: '',
  implementationVersion: '',
  roles: [],
  asyncOperations: null,
  extended: [],
  commonExtended: [],
  identity: null,
  identityResponse: null,
};
