// The HL7 v2 codec: text, time, character sets, acknowledgements and MLLP blocks, without a single byte of I/O.

export { type AckCode, type AckValues, buildAck } from './ack.ts';
export {
  buildMessage,
  buildSegment,
  type HeaderValues,
  type Hl7FieldValue,
  type Hl7SegmentSpec,
  headerSegment,
} from './build.ts';
export { byteText, type DecodeBytes, type DecodedText, decodeHl7, encodingNamed, type Hl7Encoding } from './charset.ts';
export { escapeHl7, type Hl7Delimiters, standardDelimiters, unescapeHl7 } from './escape.ts';
export { type AckCondition, type Hl7Header, readHeader } from './header.ts';
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
export { createMllpSplitter, defaultMaxBlockBytes, type MllpEvent, type MllpSplitter, wrapMllp } from './mllp.ts';
export { type Hl7ReadResult, peekHeader, readHl7 } from './read.ts';
export { hl7Time, hl7TimeFromIso, isoFromHl7Time } from './time.ts';
