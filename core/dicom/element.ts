// Data elements: a tag, a VR and bytes, text, items or fragments.
import type { DataSet } from './data-set.ts';
import type { Tag } from './tag.ts';
import type { Vr } from './vr.ts';

interface Common {
  readonly tag: Tag;
  readonly vr: Vr;
  /** Byte offset of the value in what was read; undefined when it was made here. */
  readonly offset?: number;
}

/** Value bytes as they lie in the data set, in its byte order and character set. */
export interface BytesElement extends Common {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** Text that was set here and gets its bytes when it is written. */
export interface TextElement extends Common {
  readonly kind: 'text';
  readonly text: string;
}

export interface SequenceElement extends Common {
  readonly kind: 'sequence';
  readonly vr: 'SQ';
  readonly items: readonly DataSet[];
}

/** A run of bytes in what was read. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** One item of encapsulated pixel data; `offset` is that of its bytes, 8 after its item tag (PS3.5 A.4). */
export interface Fragment extends ByteRange {
  readonly bytes: Uint8Array;
}

export interface EncapsulatedElement extends Common {
  readonly kind: 'encapsulated';
  /** Bytes of the Basic Offset Table; empty when there is none. */
  readonly offsetTable: Uint8Array;
  readonly fragments: readonly Fragment[];
}

export type Element = BytesElement | TextElement | SequenceElement | EncapsulatedElement;
