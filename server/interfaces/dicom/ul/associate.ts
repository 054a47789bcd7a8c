// A-ASSOCIATE-RQ and -AC, their presentation contexts and user items (PS3.8 9.3.2 and 9.3.3, PS3.7 annex D.3.3).
import { type ByteReader, type ByteWriter, byteReader, byteWriter } from './bytes.ts';
import { abortReason, ProtocolError } from './errors.ts';
import {
  type AnsweredContext,
  type AssociateAccept,
  type AssociateRequest,
  type CommonExtendedNegotiation,
  type ExtendedNegotiation,
  emptyUser,
  type ProposedContext,
  pduType,
  type RoleSelection,
  type UserInformation,
} from './pdu-types.ts';

const item = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  answeredContext: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  user: 0x50,
  maxLength: 0x51,
  implementationClass: 0x52,
  asyncOperations: 0x53,
  role: 0x54,
  implementationVersion: 0x55,
  extended: 0x56,
  commonExtended: 0x57,
  identity: 0x58,
  identityResponse: 0x59,
} as const;

function bad(message: string): ProtocolError {
  return new ProtocolError(abortReason.invalidParameter, message);
}

/** UIDs and AE titles come padded: spaces by PS3.8, NUL by many senders. */
const trimmed = (text: string): string => text.replace(/[\0 ]+$/, '').replace(/^ +/, '');
const title = (text: string): string => text.slice(0, 16).padEnd(16, ' ');

function writeUser(out: ByteWriter, user: UserInformation): void {
  const counted = (value: Uint8Array): void => out.counted(() => out.bytes(value));
  const name = (text: string): void => out.counted(() => out.ascii(text));
  out.item(item.user, () => {
    out.item(item.maxLength, () => out.u32(user.maxLength));
    out.item(item.implementationClass, () => out.ascii(user.implementationClassUid));
    const async = user.asyncOperations;
    if (async) {
      out.item(item.asyncOperations, () => {
        out.u16(async.invoked);
        out.u16(async.performed);
      });
    }
    for (const role of user.roles) {
      out.item(item.role, () => {
        name(role.sopClassUid);
        out.u8(role.scu ? 1 : 0);
        out.u8(role.scp ? 1 : 0);
      });
    }
    if (user.implementationVersion) {
      out.item(item.implementationVersion, () => out.ascii(user.implementationVersion.slice(0, 16)));
    }
    for (const entry of user.extended) {
      out.item(item.extended, () => {
        name(entry.sopClassUid);
        out.bytes(entry.information);
      });
    }
    for (const entry of user.commonExtended) {
      out.item(item.commonExtended, () => {
        name(entry.sopClassUid);
        name(entry.serviceClassUid);
        out.counted(() => entry.relatedGeneralSopClasses.forEach(name));
      });
    }
    const identity = user.identity;
    if (identity) {
      out.item(item.identity, () => {
        out.u8(identity.type);
        out.u8(identity.responseRequested ? 1 : 0);
        counted(identity.primary);
        counted(identity.secondary);
      });
    }
    const response = user.identityResponse;
    if (response) out.item(item.identityResponse, () => counted(response));
  });
}

interface Head {
  protocolVersion: number;
  calledAe: string;
  callingAe: string;
  applicationContext: string;
  user: UserInformation;
}

function frame(type: number, head: Head, contexts: (out: ByteWriter) => void): Uint8Array {
  const out = byteWriter();
  out.u16(head.protocolVersion);
  out.u16(0);
  out.ascii(title(head.calledAe));
  out.ascii(title(head.callingAe));
  for (let at = 0; at < 32; at += 1) out.u8(0);
  out.item(item.applicationContext, () => out.ascii(head.applicationContext));
  contexts(out);
  writeUser(out, head.user);
  const body = out.finish();
  const pdu = new Uint8Array(6 + body.length);
  pdu[0] = type;
  new DataView(pdu.buffer).setUint32(2, body.length);
  pdu.set(body, 6);
  return pdu;
}

export function encodeAssociateRequest(request: AssociateRequest): Uint8Array {
  return frame(pduType.associateRequest, request, (out) => {
    for (const context of request.contexts) {
      out.item(item.proposedContext, () => {
        out.u8(context.id);
        for (let at = 0; at < 3; at += 1) out.u8(0);
        out.item(item.abstractSyntax, () => out.ascii(context.abstractSyntax));
        for (const syntax of context.transferSyntaxes) out.item(item.transferSyntax, () => out.ascii(syntax));
      });
    }
  });
}

export function encodeAssociateAccept(accept: AssociateAccept): Uint8Array {
  return frame(pduType.associateAccept, accept, (out) => {
    for (const context of accept.contexts) {
      out.item(item.answeredContext, () => {
        out.u8(context.id);
        out.u8(0);
        out.u8(context.result);
        out.u8(0);
        out.item(item.transferSyntax, () => out.ascii(context.transferSyntax));
      });
    }
  });
}

/** Items in a row; unknown ones are left out by the caller, as PS3.8 9.3.1 asks. */
function* items(reader: ByteReader): Generator<{ type: number; body: ByteReader }> {
  while (reader.left > 0) {
    const type = reader.u8();
    reader.u8();
    yield { type, body: reader.part(reader.u16()) };
  }
}

const rest = (reader: ByteReader): string => trimmed(reader.ascii(reader.left));
const named = (reader: ByteReader): string => trimmed(reader.ascii(reader.u16()));

function readCommonExtended(body: ByteReader): CommonExtendedNegotiation {
  const sopClassUid = named(body);
  const serviceClassUid = named(body);
  const related = body.part(body.u16());
  const relatedGeneralSopClasses: string[] = [];
  while (related.left > 0) relatedGeneralSopClasses.push(named(related));
  return { sopClassUid, serviceClassUid, relatedGeneralSopClasses };
}

function readUser(reader: ByteReader): UserInformation {
  const roles: RoleSelection[] = [];
  const extended: ExtendedNegotiation[] = [];
  const commonExtended: CommonExtendedNegotiation[] = [];
  const user = { ...emptyUser, roles, extended, commonExtended };
  for (const { type, body } of items(reader)) {
    if (type === item.maxLength) user.maxLength = body.u32();
    else if (type === item.implementationClass) user.implementationClassUid = rest(body);
    else if (type === item.implementationVersion) user.implementationVersion = rest(body);
    else if (type === item.asyncOperations) user.asyncOperations = { invoked: body.u16(), performed: body.u16() };
    else if (type === item.role) {
      roles.push({ sopClassUid: named(body), scu: body.u8() === 1, scp: body.u8() === 1 });
    } else if (type === item.extended) {
      extended.push({ sopClassUid: named(body), information: body.bytes(body.left) });
    } else if (type === item.commonExtended) commonExtended.push(readCommonExtended(body));
    else if (type === item.identity) {
      user.identity = {
        type: body.u8(),
        responseRequested: body.u8() === 1,
        primary: body.bytes(body.u16()),
        secondary: body.bytes(body.u16()),
      };
    } else if (type === item.identityResponse) user.identityResponse = body.bytes(body.u16());
  }
  return user;
}

function readProposed(body: ByteReader): ProposedContext {
  const id = body.u8();
  body.part(3);
  let abstractSyntax = '';
  const transferSyntaxes: string[] = [];
  for (const sub of items(body)) {
    if (sub.type === item.abstractSyntax) abstractSyntax = rest(sub.body);
    else if (sub.type === item.transferSyntax) transferSyntaxes.push(rest(sub.body));
  }
  return { id, abstractSyntax, transferSyntaxes };
}

function readAnswered(body: ByteReader): AnsweredContext {
  const id = body.u8();
  body.u8();
  const result = body.u8();
  body.u8();
  let transferSyntax = '';
  for (const sub of items(body)) if (sub.type === item.transferSyntax) transferSyntax = rest(sub.body);
  return { id, result, transferSyntax };
}

function checkIds(contexts: readonly { id: number }[]): void {
  const seen = new Set<number>();
  for (const { id } of contexts) {
    if (id % 2 === 0) throw bad(`Presentation context id ${id} is not odd.`);
    if (seen.has(id)) throw bad(`Presentation context id ${id} comes twice.`);
    seen.add(id);
  }
}

function unframe<Context extends { id: number }>(
  bytes: Uint8Array,
  contextType: number,
  readContext: (body: ByteReader) => Context,
): Head & { contexts: Context[] } {
  const reader = byteReader(bytes);
  const protocolVersion = reader.u16();
  reader.u16();
  const calledAe = trimmed(reader.ascii(16));
  const callingAe = trimmed(reader.ascii(16));
  reader.part(32);
  const contexts: Context[] = [];
  let applicationContext = '';
  let user: UserInformation | null = null;
  for (const { type, body } of items(reader)) {
    if (type === item.applicationContext) applicationContext = rest(body);
    else if (type === contextType) contexts.push(readContext(body));
    else if (type === item.user) user = readUser(body);
  }
  if (!user) throw bad('There is no user information item.');
  checkIds(contexts);
  return { protocolVersion, calledAe, callingAe, applicationContext, contexts, user };
}

/** Reads the variable field of an A-ASSOCIATE-RQ; a broken one throws a {@link ProtocolError}. */
export function decodeAssociateRequest(bytes: Uint8Array): AssociateRequest {
  const request = unframe(bytes, item.proposedContext, readProposed);
  if (request.contexts.length === 0) throw bad('No presentation context is proposed.');
  return request;
}

/** Reads the variable field of an A-ASSOCIATE-AC; a broken one throws a {@link ProtocolError}. */
export function decodeAssociateAccept(bytes: Uint8Array): AssociateAccept {
  return unframe(bytes, item.answeredContext, readAnswered);
}
