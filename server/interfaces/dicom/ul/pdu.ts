// Bytes to PDUs, in any chunking: heads and small bodies are gathered, data fragments are passed on as they come.
import { decodeAssociateAccept, decodeAssociateRequest } from './associate.ts';
import { abortReason, ProtocolError } from './errors.ts';
import { type Abort, type AssociateAccept, type AssociateReject, type AssociateRequest, pduType } from './pdu-types.ts';

/** A piece of a presentation data value; a fragment of the sender may arrive in several. */
export interface Fragment {
  contextId: number;
  isCommand: boolean;
  /** The sender's fragment is the last of its command or data set. */
  isLast: boolean;
  /** A view of the chunk that came from the socket, which may be used again when the sink returns. */
  bytes: Uint8Array;
  /** The sender's fragment ends with this piece. */
  ends: boolean;
}

export interface PduSink {
  associateRequest(request: AssociateRequest): void;
  associateAccept(accept: AssociateAccept): void;
  associateReject(reject: AssociateReject): void;
  fragment(fragment: Fragment): void;
  releaseRequest(): void;
  releaseResponse(): void;
  abort(abort: Abort): void;
}

export interface PduLimits {
  /** Largest A-ASSOCIATE body that is gathered, bytes. 128 contexts of 40 syntaxes need about 200 KB. */
  maxAssociateLength: number;
  /** Largest P-DATA-TF variable field, as told to the peer; 0: no limit, for fragments are never gathered. */
  maxDataLength: number;
}

export interface PduReader {
  /** Calls the sink for everything that is complete; what breaks PS3.8 9.3 throws a {@link ProtocolError}. */
  push(chunk: Uint8Array): void;
  /** Between two PDUs: nothing is half read. */
  readonly idle: boolean;
}

const headLength = 6;
const pdvHeadLength = 6;

function checkLength(type: number, length: number, limits: PduLimits): void {
  switch (type) {
    case pduType.associateRequest:
    case pduType.associateAccept:
      if (length < 68 || length > limits.maxAssociateLength) {
        throw new ProtocolError(abortReason.invalidParameter, `An A-ASSOCIATE PDU of ${length} bytes is not taken.`);
      }
      return;
    case pduType.associateReject:
    case pduType.releaseRequest:
    case pduType.releaseResponse:
    case pduType.abort:
      if (length !== 4) {
        throw new ProtocolError(abortReason.invalidParameter, `PDU type ${type} has ${length} bytes instead of 4.`);
      }
      return;
    case pduType.data:
      if (limits.maxDataLength > 0 && length > limits.maxDataLength) {
        throw new ProtocolError(
          abortReason.invalidParameter,
          `A P-DATA-TF PDU of ${length} bytes is over the agreed ${limits.maxDataLength}.`,
        );
      }
      if (length < pdvHeadLength) {
        throw new ProtocolError(abortReason.invalidParameter, `A P-DATA-TF PDU of ${length} bytes holds no fragment.`);
      }
      return;
    default:
      throw new ProtocolError(abortReason.unrecognizedPdu, `PDU type 0x${type.toString(16)} is not known.`);
  }
}

export function createPduReader(limits: PduLimits, sink: PduSink): PduReader {
  type Step = 'head' | 'body' | 'pdv-head' | 'pdv';
  let step: Step = 'head';
  const head = new Uint8Array(headLength);
  let headGot = 0;
  let type = 0;
  /** Bytes of the PDU that are still to come. */
  let left = 0;
  let body = new Uint8Array(0);
  let bodyGot = 0;
  let contextId = 0;
  let control = 0;
  let pdvLeft = 0;

  function number32(bytes: Uint8Array, at: number): number {
    return (
      (bytes[at] ?? 0) * 0x1000000 + ((bytes[at + 1] ?? 0) << 16) + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
    );
  }

  /** Fills `head` from the chunk; true once it is whole. Both heads have six bytes. */
  function gatherHead(chunk: Uint8Array, at: number): number {
    const take = Math.min(headLength - headGot, chunk.length - at);
    for (let index = 0; index < take; index += 1) head[headGot + index] = chunk[at + index] ?? 0;
    headGot += take;
    return take;
  }

  function startPdu(): void {
    type = head[0] ?? 0;
    left = number32(head, 2);
    checkLength(type, left, limits);
    step = type === pduType.data ? 'pdv-head' : 'body';
  }

  function startPdv(): void {
    const length = number32(head, 0);
    left -= 4;
    if (length < 2 || length > left) {
      throw new ProtocolError(
        abortReason.invalidParameter,
        `A presentation data value says ${length} bytes where the PDU has ${left} left.`,
      );
    }
    contextId = head[4] ?? 0;
    control = head[5] ?? 0;
    left -= 2;
    pdvLeft = length - 2;
    if (pdvLeft === 0) emit(new Uint8Array(0));
    else step = 'pdv';
  }

  function emit(bytes: Uint8Array): void {
    const ends = pdvLeft === 0;
    if (ends) nextPdv();
    sink.fragment({ contextId, isCommand: (control & 1) === 1, isLast: (control & 2) === 2, bytes, ends });
  }

  function nextPdv(): void {
    if (left === 0) step = 'head';
    else if (left < pdvHeadLength) {
      throw new ProtocolError(abortReason.invalidParameter, `${left} bytes at the end of a P-DATA-TF PDU fit nothing.`);
    } else step = 'pdv-head';
  }

  /** Copies into a buffer that grows with what has come, never with what a head promises. */
  function gatherBody(part: Uint8Array): void {
    if (bodyGot + part.length > body.length) {
      const grown = new Uint8Array(Math.max(256, 2 * (bodyGot + part.length)));
      grown.set(body.subarray(0, bodyGot));
      body = grown;
    }
    body.set(part, bodyGot);
    bodyGot += part.length;
  }

  function finishBody(): void {
    const whole = body.subarray(0, bodyGot);
    body = new Uint8Array(0);
    bodyGot = 0;
    step = 'head';
    if (type === pduType.associateRequest) sink.associateRequest(decodeAssociateRequest(whole));
    else if (type === pduType.associateAccept) sink.associateAccept(decodeAssociateAccept(whole));
    else if (type === pduType.associateReject) {
      sink.associateReject({ result: whole[1] ?? 0, source: whole[2] ?? 0, reason: whole[3] ?? 0 });
    } else if (type === pduType.releaseRequest) sink.releaseRequest();
    else if (type === pduType.releaseResponse) sink.releaseResponse();
    else sink.abort({ source: whole[2] ?? 0, reason: whole[3] ?? 0 });
  }

  function push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (step === 'head' || step === 'pdv-head') {
        at += gatherHead(chunk, at);
        if (headGot < headLength) return;
        headGot = 0;
        if (step === 'head') startPdu();
        else startPdv();
      } else if (step === 'pdv') {
        const take = Math.min(pdvLeft, chunk.length - at);
        const bytes = chunk.subarray(at, at + take);
        at += take;
        left -= take;
        pdvLeft -= take;
        emit(bytes);
      } else {
        const part = chunk.subarray(at, at + left);
        at += part.length;
        left -= part.length;
        gatherBody(part);
        if (left === 0) finishBody();
      }
    }
  }

  return {
    push,
    get idle() {
      return step === 'head' && headGot === 0;
    },
  };
}

function small(type: number, ...body: [number, number, number, number]): Uint8Array {
  return Uint8Array.of(type, 0, 0, 0, 0, 4, ...body);
}

export const encodeAssociateReject = (reject: AssociateReject): Uint8Array =>
  small(pduType.associateReject, 0, reject.result, reject.source, reject.reason);
export const encodeReleaseRequest = (): Uint8Array => small(pduType.releaseRequest, 0, 0, 0, 0);
export const encodeReleaseResponse = (): Uint8Array => small(pduType.releaseResponse, 0, 0, 0, 0);
export const encodeAbort = (abort: Abort): Uint8Array => small(pduType.abort, 0, 0, abort.source, abort.reason);

/** Bytes in front of a fragment that has a PDU to itself (PS3.8 9.3.5). */
export const dataHeadLength = headLength + pdvHeadLength;

/** Writes that head: PDU length, fragment length, context and control byte, for `length` bytes of the message. */
export function encodeDataHead(contextId: number, isCommand: boolean, isLast: boolean, length: number): Uint8Array {
  const head = new Uint8Array(dataHeadLength);
  const view = new DataView(head.buffer);
  head[0] = pduType.data;
  view.setUint32(2, length + 6);
  view.setUint32(6, length + 2);
  head[10] = contextId;
  head[11] = (isCommand ? 1 : 0) | (isLast ? 2 : 0);
  return head;
}
