// What an MSH segment says, found even when the sender left fields out: the message type tells where it stands.

import { fieldText, get, type Hl7Segment } from './message.ts';

/** Acknowledgement conditions of enhanced mode (table 0155). */
export type AckCondition = 'AL' | 'NE' | 'ER' | 'SU';

export interface Hl7Header {
  sendingApplication: string;
  sendingFacility: string;
  receivingApplication: string;
  receivingFacility: string;
  /** MSH-7 as sent. */
  time: string;
  /** `ORU`, `QRY`, ... */
  type: string;
  /** `R01`, `Q02`, ... */
  trigger: string;
  /** MSH-10 */
  controlId: string;
  /** MSH-11 */
  processing: string;
  version: string;
  /** Both absent in original mode. */
  acceptAck?: AckCondition;
  applicationAck?: AckCondition;
  /** MSH-16 where the maker uses it for something else (Mindray, Edan: 0 sample, 2 control). */
  messageClass: string;
  /** MSH-18 as sent. */
  charset: string;
  /** True when the type did not stand in MSH-9. */
  shifted: boolean;
}

const conditions = new Set(['AL', 'NE', 'ER', 'SU']);
const charsetName =
  /^(?:UNICODE(?: UTF-?(?:8|16|32))?|UTF-?8|US-?ASCII|ASCII|8859\/\d{1,2}|GB ?18030(?:-\d{4})?|GBK|GB2312|BIG-?5)$/i;

function condition(text: string): AckCondition | undefined {
  return conditions.has(text) ? (text as AckCondition) : undefined;
}

/** MSH as its fields say; in a header that lacks fields the others are found from the place of the message type. */
export function readHeader(msh: Hl7Segment): Hl7Header {
  const isType = (field: number) => /^[A-Z]{3}$/.test(get(msh, field)) && /^[A-Z0-9]\w{2}$/.test(get(msh, field, 2));
  const bareType = /^(?:ACK|ORU|OUL|QRY|QBP|ORM|OML)$/.test(get(msh, 9));
  const at = isType(9) || bareType ? 9 : ([8, 10, 7, 6, 5, 11].find(isType) ?? 9);
  const shifted = at !== 9;
  const time = shifted
    ? ([at - 2, at - 1, at - 3].map((field) => get(msh, field)).find((text) => /^\d{8,}/.test(text)) ?? '')
    : get(msh, 7);
  const names = [18, 17, 19, 16, 15, 14, 13, 20].map((field) => fieldText(msh, field));
  const charset =
    names.find((name) => charsetName.test(name.split('~')[0] ?? '')) ?? (shifted ? '' : fieldText(msh, 18));
  // Conditions count only as a pair of known codes: `AL|0` of a Seamaty SD1 is not enhanced mode.
  const pair = shifted ? [at + 4, at + 5, at + 6].find((field) => conditions.has(get(msh, field))) : 15;
  const accept = pair === undefined ? '' : get(msh, pair);
  const application = pair === undefined ? '' : get(msh, pair + 1);
  const enhanced = [accept, application].every((code) => code === '' || conditions.has(code));
  return {
    sendingApplication: get(msh, 3),
    sendingFacility: at >= 6 && get(msh, 4) !== time ? get(msh, 4) : '',
    receivingApplication: shifted ? '' : get(msh, 5),
    receivingFacility: shifted ? '' : get(msh, 6),
    time,
    type: get(msh, at),
    trigger: get(msh, at, 2),
    controlId: get(msh, at + 1),
    processing: get(msh, at + 2),
    version: get(msh, at + 3),
    acceptAck: enhanced ? condition(accept) : undefined,
    applicationAck: enhanced ? condition(application) : undefined,
    messageClass: shifted || conditions.has(get(msh, 16)) ? '' : get(msh, 16),
    charset: charset.split('~')[0] ?? '',
    shifted,
  };
}
