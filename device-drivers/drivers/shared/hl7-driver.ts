// Makes a driver from a few sentences: everything that HL7 analyzers have in common stands here.

import { byteText, type Hl7Header, peekHeader } from '../../../core/hl7/index.ts';
import { createMllpSession } from '../../codecs/mllp/session.ts';
import type { Driver } from '../../driver.ts';
import type { Hl7Reading } from './hl7-dialect.ts';
import { interpretHl7 } from './hl7-interpret.ts';

type Described = Pick<
  Driver,
  | 'id'
  | 'maker'
  | 'model'
  | 'title'
  | 'encoding'
  | 'abilities'
  | 'channels'
  | 'simulate'
  | 'simulateQuery'
  | 'encodeOrders'
  | 'encodeAnswer'
>;

export interface Hl7DriverDescription extends Described {
  reading?: Hl7Reading;
  /** Form of the acknowledgement that this analyzer wants. Default `standard`. */
  acknowledgement?: 'standard' | 'mindray' | 'sender';
  /** 0..1 by the header and the first 4 kB of the content, one character a byte. */
  recognises(header: Hl7Header, start: string): number;
}

export function defineHl7Driver({ reading, acknowledgement, recognises, ...described }: Hl7DriverDescription): Driver {
  return {
    ...described,
    link: 'mllp',
    createSession: (options) => createMllpSession({ ...options, acknowledgement }),
    recognise(content) {
      const header = peekHeader(content);
      return header === null ? 0 : recognises(header, byteText(content.subarray(0, 4096)));
    },
    interpret: (content) => interpretHl7(content, reading),
  };
}
