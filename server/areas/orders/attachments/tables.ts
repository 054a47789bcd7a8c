// The table of documents that go with a request.
import type { AttachmentKind, AttachmentType } from '../../../../core/orders/attachment.ts';

export interface ExamAttachmentTable {
  id: string;
  exam_id: string;
  kind: AttachmentKind;
  /** Encrypted. */
  name: string;
  type: AttachmentType;
  /** Of a text; else empty. */
  charset: string;
  byte_length: number;
  sha256: string;
  /** In the store of files; the file is gone once it was removed. */
  path: string;
  added_at: Date;
  added_by: string;
  added_by_name: string;
  removed_at: Date | null;
  /** Encrypted. */
  removed_reason: string | null;
}
