// What an analyzer said, in one shape for every maker: the output of every driver and of `yishu analyzer parse`.

export type InstrumentMessageKind = 'results' | 'query' | 'order' | 'qc' | 'event';

export interface InstrumentAttachment {
  /** histogram: numeric channel counts; scattergram, image: a picture or matrix; file: a name that the analyzer refers to. */
  kind: 'histogram' | 'scattergram' | 'image' | 'file';
  /** Code of the attachment as sent, e.g. `DIST_RBC` or `15000`. */
  code: string;
  name?: string;
  mediaType: string;
  /** base64: data are the bytes; text: data is text as sent; reference: data names a file on the analyzer. */
  encoding: 'base64' | 'text' | 'reference';
  data: string;
  /** Discriminators and the like that came with it, by name (`leftLine`, `metaLength`) or else by code. */
  meta?: Record<string, string>;
}

export interface InstrumentResult {
  /** Test code as the analyzer names it (its channel), trimmed, never translated. */
  code: string;
  name?: string;
  /** Exactly as sent; an empty string when the analyzer sent none. */
  value: string;
  unit?: string;
  /** Abnormal and instrument flags exactly as sent, one each. */
  flags: string[];
  referenceRange?: string;
  /** Result status as sent (LIS02-A2 R.9, HL7 OBX-11). */
  status?: string;
  /** Local time of the analyzer's clock, ISO 8601 without a zone. */
  time?: string;
  attachments?: InstrumentAttachment[];
  /** True when what stands in `value` is the analyzer's way to say that there is none (`.....`, `***.**`, `NA`, `No Result`). */
  noValue?: boolean;
  /** Comments (C records, NTE) that belong to this result. */
  comments?: string[];
  /** Dilution, replicate and other qualifiers that make two results of one code different. */
  qualifiers?: Record<string, string>;
}

export interface InstrumentMessage {
  kind: InstrumentMessageKind;
  /** Specimen id as the analyzer sent it, padding removed; empty when it sent none. */
  specimenId: string;
  patientId?: string;
  /** Local time of the analyzer's clock when it wrote the message, ISO 8601 without a zone. */
  instrumentTime?: string;
  results: InstrumentResult[];
  /** Sender's own message id (MSH-10, H.3), where it gives one. */
  messageId?: string;
  /** Tests ordered or asked for, by the analyzer's codes; empty in a query means all. */
  tests?: string[];
  /** A query may ask for several specimens. */
  specimenIds?: string[];
  /** Rack, position, sequence number, specimen type and the like, as sent, for the answer and for the screen. */
  details?: Record<string, string>;
  /** R/C in O.12/R.9, OBR-25 C: the analyzer says that this replaces what it sent before. */
  correction?: boolean;
  /** The analyzer did not say so: a row of its database came again with other content than was handed on. */
  correctionInferred?: boolean;
  /** A rerun as the analyzer marks it. */
  rerun?: boolean;
  /** QC material: lot, level, name. */
  control?: { material?: string; lot?: string; level?: string };
  /** The transmission ended before its terminator: data are kept, a person must look. */
  incomplete?: boolean;
  comments?: string[];
}

export interface InstrumentProblem {
  /** Code of the error table, e.g. `LINK_CHECKSUM`, `CONTENT_NO_HEADER`. */
  code: string;
  /** Where: byte offset, frame or record number, e.g. `frame 3`, `record 7 R`. */
  at: string;
  text: string;
}

export interface Interpretation {
  /** Id of the driver that read it, where that was decided by the content. */
  driver?: string;
  messages: InstrumentMessage[];
  problems: InstrumentProblem[];
}

/** An order that the host hands to an analyzer, in the analyzer's own codes. */
export interface InstrumentOrder {
  specimenId: string;
  /** Analyzer codes (channels). */
  tests: string[];
  priority: 'routine' | 'urgent';
  patient?: { id: string; name: string; sex: 'male' | 'female' | 'unknown'; birthDate?: string };
  specimenType?: string;
  /** ISO 8601 local time. */
  collectedAt?: string;
  action: 'new' | 'add' | 'cancel';
}
