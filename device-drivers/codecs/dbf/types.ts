// What a dBase or FoxPro table is read into, and the one error that says where it could not be read.

export interface DbfField {
  name: string;
  /** Letter of the field type: C, N, F, L, D, M, I, B, Y, T. */
  type: string;
  /** Bytes in a record, and where they begin behind the deletion mark. */
  length: number;
  offset: number;
}

export interface DbfRecord {
  /** Place in the file, the first is 1, deleted ones counted. */
  number: number;
  deleted: boolean;
  /** By field name; null is empty. Numbers as written, dates ISO 8601. */
  values: Record<string, string | null>;
}

export interface DbfTable {
  /** iconv name of the code page that the texts were read with. */
  encoding: string;
  fields: DbfField[];
  records: DbfRecord[];
}

export type DbfErrorCode = 'DBF_HEADER' | 'DBF_TRUNCATED' | 'DBF_FIELD_TYPE' | 'DBF_MEMO' | 'DBF_VALUE';

/** `record` 0 is the header. */
export class DbfError extends Error {
  readonly code: DbfErrorCode;
  readonly record: number;
  readonly field: string;
  constructor(code: DbfErrorCode, record: number, field: string, what: string) {
    super(`record ${record}, field ${field}: ${what}`);
    this.name = 'DbfError';
    this.code = code;
    this.record = record;
    this.field = field;
  }
}
