// What can be wrong with DICOM bytes: errors that stop the work, problems that are noted while it goes on.
import { formatTag, type Tag } from './tag.ts';

export type DicomErrorCode =
  /** Neither Part 10 nor anything that reads as a data set. */
  | 'not-dicom'
  /** The bytes end inside an element; `needed` says how many the file should at least have. */
  | 'truncated'
  /** An element, item or delimiter stands where none may stand. */
  | 'malformed'
  /** Nested deeper, or more elements, than the limits allow. */
  | 'limit-exceeded'
  /** A transfer syntax or feature that this library does not read or write. */
  | 'unsupported'
  /** Text cannot be written in the chosen character set. */
  | 'text-not-encodable'
  /** A value does not fit its value representation. */
  | 'value-invalid'
  /** The pixel data and what the header says about frames do not go together. */
  | 'frames-invalid';

export interface DicomErrorDetail {
  /** Byte offset from the start of the bytes read, in the file or in the inflated data set. */
  offset?: number;
  tag?: Tag;
  /** For `truncated`: the length that the bytes should at least have. */
  needed?: number;
}

/** Thrown by everything in this folder; nothing else is thrown for bad input. */
export class DicomError extends Error {
  readonly code: DicomErrorCode;
  readonly offset: number | undefined;
  readonly tag: Tag | undefined;
  readonly needed: number | undefined;

  constructor(code: DicomErrorCode, message: string, detail: DicomErrorDetail = {}) {
    const where = detail.tag === undefined ? '' : ` ${formatTag(detail.tag)}`;
    const at = detail.offset === undefined ? '' : ` at byte ${detail.offset}`;
    super(`${message}${where}${at}`);
    this.name = 'DicomError';
    this.code = code;
    this.offset = detail.offset;
    this.tag = detail.tag;
    this.needed = detail.needed;
  }
}

export type ProblemCode =
  | 'no-preamble'
  | 'no-meta'
  | 'meta-length'
  | 'transfer-syntax-missing'
  | 'transfer-syntax-unknown'
  | 'transfer-syntax-contradicted'
  | 'vr-invalid'
  | 'odd-length'
  | 'order'
  | 'duplicate'
  | 'item-length'
  | 'delimiter-missing'
  | 'delimiter-stray'
  | 'trailing-bytes'
  | 'character-set-unknown'
  | 'character-set-contradicted'
  | 'offset-table-wrong'
  | 'frame-count';

/** A deviation that was read over. `tag` and `offset` say where. */
export interface Problem {
  code: ProblemCode;
  message: string;
  tag?: Tag;
  offset?: number;
}
