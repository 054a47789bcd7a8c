// Tables of short messages: the gateway's settings, requests that came to wait, and the messages about them.
import type { ColumnType, Generated } from 'kysely';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { NoticeKind, NoticeState, SaveNoticeGateway } from '../../../../core/orders/notice.ts';

/** What of the settings is no secret and nobody's telephone number. */
export type GatewayDocument = Omit<SaveNoticeGateway, 'version' | 'password' | 'duty' | 'enabled'>;

export interface NoticeGatewayTable {
  /** Always 1. */
  id: number;
  version: number;
  enabled: boolean;
  doc: ColumnType<GatewayDocument, string, string>;
  /** Encrypted; empty when there is none. */
  secret: string;
  /** The duty telephones as JSON, encrypted. */
  phones: string;
  changed_at: Date;
}

/** What is to be told of an exam, written down while notices were on; turned into messages once. */
export interface NoticeRequestTable {
  exam_id: string;
  kind: NoticeKind;
  /** Of a request: how often it was sent so far. Of a confirmation: the exam's version when the report was submitted. */
  round: number;
  at: Date;
  taken_up_at: Date | null;
}

export interface NoticeMessageTable {
  /** Goes to the gateway with each try. */
  id: string;
  /** Null for a test message. */
  exam_id: string | null;
  kind: Generated<NoticeKind>;
  round: number;
  service: ExamDocument['service'];
  institution_id: string;
  recipient: string;
  /** Encrypted, as are the words and the answer. */
  phone: string;
  phone_hash: string;
  content: string;
  state: NoticeState;
  attempts: number;
  /** While it is being sent: when somebody else may take it up. */
  next_attempt_at: Date;
  at: Date;
  settled_at: Date | null;
  answer: string;
}

export interface NoticeTables {
  notice_gateway: NoticeGatewayTable;
  notice_request: NoticeRequestTable;
  notice_message: NoticeMessageTable;
}
