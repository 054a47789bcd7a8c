// The HL7 v2 codec: text, time, character sets, acknowledgements and MLLP blocks, without a single byte of I/O.

export { type AckCode, buildAck } from './ack.ts';
export {
  buildMessage,
  type Hl7SegmentSpec,
  headerSegment,
} from './build.ts';
export { byteText, type DecodeBytes, decodeHl7, encodingNamed, type Hl7Encoding } from './charset.ts';
export { escapeHl7, standardDelimiters, unescapeHl7 } from './escape.ts';
export { type Hl7Header, readHeader } from './header.ts';
export {
  components,
  fieldText,
  firstSegment,
  get,
  type Hl7Message,
  type Hl7Segment,
  parseHl7,
  repeats,
  segmentsOf,
  subcomponents,
} from './message.ts';
export { createMllpSplitter, type MllpEvent, wrapMllp } from './mllp.ts';
export { peekHeader, readHl7 } from './read.ts';
export { hl7Time, hl7TimeFromIso, hospitalTimeFromHl7, isoFromHl7Time } from './time.ts';
