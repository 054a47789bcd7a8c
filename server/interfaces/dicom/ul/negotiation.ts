// What an acceptor answers to an A-ASSOCIATE-RQ: who may come in, and which presentation contexts they get (PS3.8 7.1, PS3.7 D.3).
import type { SecureChannel } from '../tls/profile.ts';
import {
  type AnsweredContext,
  type AssociateAccept,
  type AssociateReject,
  type AssociateRequest,
  contextResult,
  dicomApplicationContext,
  type ExtendedNegotiation,
  emptyUser,
  type RoleSelection,
} from './pdu-types.ts';

export interface Caller {
  callingAe: string;
  calledAe: string;
  /** IP address of the peer; empty when the stream has none. */
  address: string;
  /** Null: in the clear. */
  secure: SecureChannel | null;
}

/** A presentation context that both sides agreed on, seen from this side. */
export interface AcceptedContext {
  id: number;
  abstractSyntax: string;
  transferSyntax: string;
  weAreScu: boolean;
  weAreScp: boolean;
}

export interface ContextRule {
  /** Transfer syntaxes that are taken, best first. */
  transferSyntaxes: readonly string[];
  /** `ours`: the best of our list; `theirs`: the first of the proposal that is in our list. */
  order: 'ours' | 'theirs';
  /** Take a syntax outside the list too, when nothing in it was proposed: for an archive that keeps bytes as they come. */
  otherTransferSyntaxes?: boolean;
  /** We can send as SCU on this association (C-GET, N-EVENT-REPORT), when the requestor offers the SCP role. */
  sendBack?: boolean;
  /** Where we send: syntaxes that we can always make come before what the requestor named first, best first. */
  sendAs?: readonly string[];
}

export const refusal = {
  callingAeUnknown: { result: 1, source: 1, reason: 3 },
  calledAeUnknown: { result: 1, source: 1, reason: 7 },
  noReason: { result: 1, source: 1, reason: 1 },
  congestion: { result: 2, source: 3, reason: 1 },
  localLimit: { result: 2, source: 3, reason: 2 },
  applicationContext: { result: 1, source: 1, reason: 2 },
  protocolVersion: { result: 1, source: 2, reason: 2 },
} as const satisfies Record<string, AssociateReject>;

export type Admission = { ok: true; identityResponse?: Uint8Array } | { ok: false; refusal: AssociateReject };

export interface NegotiationPolicy {
  /** Decides on the two AE titles, the address and the user identity of the request. */
  admit(caller: Caller, request: AssociateRequest): Admission | Promise<Admission>;
  /** The rule for an abstract syntax (a SOP class); null refuses it. */
  context(abstractSyntax: string, caller: Caller): ContextRule | null;
  /** Answer to SOP class extended negotiation; null or absent: none. */
  extended?(item: ExtendedNegotiation): Uint8Array | null;
}

export interface OwnParameters {
  /** Largest P-DATA-TF variable field that we take, bytes. */
  maxLength: number;
  implementationClassUid: string;
  implementationVersion: string;
}

export type NegotiationAnswer =
  | { ok: true; accept: AssociateAccept; contexts: readonly AcceptedContext[] }
  | { ok: false; refusal: AssociateReject };

/** Non-patient objects and implant templates have storage classes outside the common root (PS3.4 GG.3). */
const otherStorageRoots = [
  '1.2.840.10008.5.1.4.34.7',
  '1.2.840.10008.5.1.4.34.10',
  '1.2.840.10008.5.1.4.38.1',
  '1.2.840.10008.5.1.4.39.1',
  '1.2.840.10008.5.1.4.43.1',
  '1.2.840.10008.5.1.4.44.1',
  '1.2.840.10008.5.1.4.45.1',
];

/**
 * Whether an abstract syntax is a storage SOP class: the standard's storage root with whatever it will hold in later
 * editions, the odd ones out, and every class of a private root, since private services are not negotiated with us.
 */
export function looksLikeStorage(uid: string): boolean {
  if (!uid.startsWith('1.2.840.10008.')) return /^[0-2](\.\d+)+$/.test(uid);
  return uid.startsWith('1.2.840.10008.5.1.4.1.1.') || otherStorageRoots.includes(uid);
}

function choose(rule: ContextRule, proposed: readonly string[]): string | undefined {
  const listed =
    rule.order === 'ours'
      ? rule.transferSyntaxes.find((syntax) => proposed.includes(syntax))
      : proposed.find((syntax) => rule.transferSyntaxes.includes(syntax));
  return listed ?? (rule.otherTransferSyntaxes ? proposed.find((syntax) => syntax !== '') : undefined);
}

/** Answers a request by the policy; the order of the answered contexts is that of the proposal. */
export async function negotiate(
  request: AssociateRequest,
  caller: Caller,
  policy: NegotiationPolicy,
  own: OwnParameters,
): Promise<NegotiationAnswer> {
  if ((request.protocolVersion & 1) === 0) return { ok: false, refusal: refusal.protocolVersion };
  if (request.applicationContext !== dicomApplicationContext) return { ok: false, refusal: refusal.applicationContext };
  const admission = await policy.admit(caller, request);
  if (!admission.ok) return admission;

  const answered: AnsweredContext[] = [];
  const contexts: AcceptedContext[] = [];
  const roles = new Map<string, RoleSelection>();
  for (const proposed of request.contexts) {
    const rule = policy.context(proposed.abstractSyntax, caller);
    const offered = request.user.roles.find((role) => role.sopClassUid === proposed.abstractSyntax);
    const sends = offered?.scp === true && rule?.sendBack === true;
    const made = sends ? rule.sendAs?.find((syntax) => proposed.transferSyntaxes.includes(syntax)) : undefined;
    const transferSyntax = made ?? (rule && choose(rule, proposed.transferSyntaxes));
    if (!rule || !transferSyntax) {
      answered.push({
        id: proposed.id,
        result: rule ? contextResult.transferSyntaxesNotSupported : contextResult.abstractSyntaxNotSupported,
        transferSyntax: proposed.transferSyntaxes[0] ?? '',
      });
      continue;
    }
    const agreed = offered && { ...offered, scp: sends };
    if (agreed) roles.set(agreed.sopClassUid, agreed);
    answered.push({ id: proposed.id, result: contextResult.accepted, transferSyntax });
    contexts.push({
      id: proposed.id,
      abstractSyntax: proposed.abstractSyntax,
      transferSyntax,
      weAreScp: agreed?.scu ?? true,
      weAreScu: agreed?.scp ?? false,
    });
  }
  const extended = request.user.extended.flatMap((item) => {
    const information = policy.extended?.(item);
    return information ? [{ sopClassUid: item.sopClassUid, information }] : [];
  });
  const wantsIdentityResponse = request.user.identity?.responseRequested === true;
  const accept: AssociateAccept = {
    protocolVersion: 1,
    calledAe: request.calledAe,
    callingAe: request.callingAe,
    applicationContext: dicomApplicationContext,
    contexts: answered,
    user: {
      ...emptyUser,
      ...own,
      roles: [...roles.values()],
      // One operation at a time either way; no item at all would mean the same (PS3.7 D.3.3.3).
      asyncOperations: request.user.asyncOperations ? { invoked: 1, performed: 1 } : null,
      extended,
      identityResponse: wantsIdentityResponse ? (admission.identityResponse ?? new Uint8Array(0)) : null,
    },
  };
  return { ok: true, accept, contexts };
}

/** What a requestor may use after an accept, by its own proposal. */
export function agreedContexts(request: AssociateRequest, accept: AssociateAccept): readonly AcceptedContext[] {
  return accept.contexts.flatMap((answer) => {
    const proposed = request.contexts.find((context) => context.id === answer.id);
    if (!proposed || answer.result !== contextResult.accepted) return [];
    const { abstractSyntax } = proposed;
    const offered = request.user.roles.find((role) => role.sopClassUid === abstractSyntax);
    const granted = accept.user.roles.find((role) => role.sopClassUid === abstractSyntax);
    const byRole = offered && granted;
    return [
      {
        id: answer.id,
        abstractSyntax,
        // A few peers leave the syntax out where only one was proposed.
        transferSyntax: answer.transferSyntax || (proposed.transferSyntaxes[0] ?? ''),
        weAreScu: byRole ? offered.scu && granted.scu : true,
        weAreScp: byRole ? offered.scp && granted.scp : false,
      },
    ];
  });
}
