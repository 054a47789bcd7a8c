// The acknowledgement of a message (chapter 2, section 2.9), in the standard form and in the one that Mindray analyzers count.

import { buildMessage, headerSegment } from './build.ts';
import type { Hl7Header } from './header.ts';

/** Original mode AA, AE, AR; accept acknowledgement of enhanced mode CA, CE, CR (table 0008). */
export type AckCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

export interface AckValues {
  code: AckCode;
  text?: string;
  /** MSH-10 of the acknowledgement itself; the Mindray form echoes that of the message. */
  id: string;
  /** HL7 time stamp. */
  time: string;
  form?: 'standard' | 'mindray';
}

/** Mindray Host Interface Manual, error codes: 0 accepted, 207 the application failed. */
const mindrayError = (code: AckCode) => (code === 'AA' || code === 'CA' ? '0' : '207');

/** Sender and receiver change places; MSA-2 echoes MSH-10; MSH-11, 12, 16 and 18 are as in the message. */
export function buildAck(header: Hl7Header, ack: AckValues): string {
  const mindray = ack.form === 'mindray';
  const trigger = header.trigger === '' ? [] : [header.trigger];
  const structured =
    !mindray && /^2\.(?:[5-9]|3\.1|4)/.test(header.version) && trigger.length > 0 && !header.version.startsWith('2.3');
  const text = ack.text ?? (mindray && (ack.code === 'AA' || ack.code === 'CA') ? 'Message accepted' : undefined);
  return buildMessage([
    headerSegment({
      sendingApplication: header.receivingApplication,
      sendingFacility: header.receivingFacility,
      receivingApplication: header.sendingApplication,
      receivingFacility: header.sendingFacility,
      time: ack.time,
      type: structured ? ['ACK', ...trigger, 'ACK'] : ['ACK', ...trigger],
      controlId: mindray ? header.controlId : ack.id,
      processing: header.processing || 'P',
      version: header.version || '2.3.1',
      messageClass: header.messageClass,
      charset: header.charset,
      ...(mindray ? { upTo: 21 } : {}),
    }),
    [
      'MSA',
      { 1: ack.code, 2: header.controlId, 3: text, 6: mindray ? mindrayError(ack.code) : undefined },
      mindray ? 7 : 0,
    ],
  ]);
}
