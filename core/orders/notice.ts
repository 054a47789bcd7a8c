// Short messages that tell a centre's doctors of a request that waits for them (短信通知会诊医生, RAD-57): the gateway's settings, the words, when and how often.
import { z } from 'zod';
import { Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { remoteReader } from './confirmers.ts';
import { type ExamDocument, ExamService, type RemoteRequest } from './exam.ts';
import { priorityWord } from './priority.ts';

/** As it is dialled, without blanks: 13800138000, +8613800138000, an extension of the house. */
export const Phone = z.string().regex(/^\+?\d{3,20}$/);

export const DutyPhones = z.object({
  institutionId: z.string().min(1).max(64),
  service: ExamService,
  people: z.array(z.object({ name: ShortText.min(1), phone: Phone })).max(20),
});
export type DutyPhones = z.infer<typeof DutyPhones>;

const settings = {
  enabled: z.boolean(),
  /** Empty until somebody configured it. */
  url: z.string().trim().max(500),
  /** Of the request header that carries the secret; empty for none. */
  headerName: z.string().trim().max(64),
  /** JSON with {{phone}} and {{text}}, and where wanted {{id}} and {{time}}, inside its texts. */
  template: LongText,
  /** Where in the answer the gateway says that it took the message, as `Response.Code` or `list.0.code`; empty: any 2xx does. */
  confirmPath: z.string().trim().max(100),
  confirmValue: z.string().trim().max(100),
  /** The patient's surname with the rest masked; off: nothing about who it is. */
  withName: z.boolean(),
  duty: z.array(DutyPhones).max(400),
};

export const NoticeGateway = z.object({ ...settings, version: Version, hasSecret: z.boolean() });
export type NoticeGateway = z.infer<typeof NoticeGateway>;

/** `password` goes in and never comes back; null keeps the one that is stored, for the same address and header only. */
export const SaveNoticeGateway = z.object({ ...settings, version: Version, password: z.string().max(2000).nullable() });
export type SaveNoticeGateway = z.infer<typeof SaveNoticeGateway>;

/** queued: waits for its turn or another try. sending: under way. dropped: nobody needed to be told any more. */
export const noticeStates = ['queued', 'sending', 'sent', 'failed', 'dropped'] as const;
export const NoticeState = z.enum(noticeStates);
export type NoticeState = z.infer<typeof NoticeState>;

export const NoticeMessage = z.object({
  /** The same for each try: a gateway that keeps it sends once. */
  id: Id,
  /** Empty for a test message. */
  accession: ShortText,
  service: ExamService,
  /** Absent in answers of servers from before there were several. */
  kind: z.enum(['request', 'confirm']).optional(),
  institutionId: z.string().max(64),
  recipient: ShortText,
  /** Masked. */
  phone: z.string().max(24),
  state: NoticeState,
  attempts: z.number().int(),
  at: Instant,
  nextAttemptAt: Instant.nullable(),
  settledAt: Instant.nullable(),
  /** What the gateway answered, or why none was needed or possible. */
  answer: LongText,
});
export type NoticeMessage = z.infer<typeof NoticeMessage>;

/** For the side that asks: how many were confirmed by the gateway, wait, and failed. */
export const RemoteNotices = z.object({
  queued: z.number().int(),
  sent: z.number().int(),
  failed: z.number().int(),
  sentAt: Instant.nullable(),
});
export type RemoteNotices = z.infer<typeof RemoteNotices>;

/** Seconds before the second try, the third, …; after the last one it has failed. */
const waits = [10, 60, 300, 900, 1800] as const;
export const noticeTries = waits.length + 1;

/** @param attempts tries so far @returns seconds to the next one, null when there is none */
export function noticeWait(attempts: number): number | null {
  return waits[attempts - 1] ?? null;
}

/** Nobody is told of yesterday's request at night because the gateway works again. */
export const noticeStaleMs = 24 * 3_600_000;

/** Tries in all, those that an administrator asked for included. */
export const mostNoticeTries = 2 * noticeTries;

export type ResendProblem = 'notFailed' | 'isTest' | 'tooOld' | 'tooOften';

/** Why a message is not sent again by hand; null when it may be. It keeps its id: a gateway that keeps it too sends once. */
export function resendProblem(
  { state, isTest, attempts, at }: Pick<NoticeMessage, 'state' | 'attempts' | 'at'> & { isTest: boolean },
  now: number,
): ResendProblem | null {
  if (state !== 'failed') return 'notFailed';
  if (isTest) return 'isTest';
  if (now - Date.parse(at) > noticeStaleMs) return 'tooOld';
  return attempts >= mostNoticeTries ? 'tooOften' : null;
}

/** Acts by which a request comes to somebody; a return does when it comes back to a level between, not to who asked. */
const sendings = ['request', 'resubmit', 'forward'];

/** How often the request was sent so far: a person is told of each sending once. */
export function noticeRound({ history }: Pick<RemoteRequest, 'history'>): number {
  return history.filter(({ act, toInstitutionId }) => sendings.includes(act) || (act === 'return' && toInstitutionId))
    .length;
}

/** Whether by this change a request with all that belongs to it came to wait for the institution where it lies. */
export function cameToWait(before: Pick<ExamDocument, 'remote'>, after: Pick<ExamDocument, 'remote'>): boolean {
  if (after.remote?.state !== 'waiting') return false;
  return before.remote?.state !== 'waiting' || before.remote.toInstitutionId !== after.remote.toInstitutionId;
}

/**
 * What a message is about. request: one came to wait for the centre's doctors. confirm: a report that was read for another institution waits
 * for the second confirmation of those designated (二次确认, RAD-39).
 */
export type NoticeKind = NonNullable<NoticeMessage['kind']>;

/** A report read for another institution is submitted: whoever is designated has something to do. */
export const waitsForConfirmation = (exam: Pick<ExamDocument, 'remote' | 'report'>): boolean =>
  exam.report.state === 'submitted' && remoteReader(exam) !== null;

/** Kinds of notice that a change of an exam makes due, each with what tells it from the one before: a person is told of each once. */
export function noticesDue(before: ExamDocument, after: ExamDocument): { kind: NoticeKind; round: number }[] {
  return [
    ...(cameToWait(before, after) && after.remote
      ? [{ kind: 'request' as const, round: noticeRound(after.remote) }]
      : []),
    ...(waitsForConfirmation(after) && !waitsForConfirmation(before)
      ? [{ kind: 'confirm' as const, round: after.version }]
      : []),
  ];
}

const services: Readonly<Record<ExamService, string>> = { radiology: '影像', ecg: '心电' };

const asks: Readonly<Record<NoticeKind, (service: string) => [string, string]>> = {
  request: (service) => [`您有一例远程${service}诊断申请待处理。`, '请登录系统接收。'],
  confirm: (service) => [`您有一例远程${service}诊断报告待二次确认。`, '请登录系统确认。'],
};

/** Department, exam, urgency and number: whoever finds the phone learns nothing about a person. */
export function noticeText(exam: ExamDocument, withName: boolean, kind: NoticeKind = 'request'): string {
  const surname = exam.patient.name.trim().slice(0, 1);
  const facts = [
    ...(exam.departmentName ? [`科室：${exam.departmentName.slice(0, 30)}`] : []),
    `检查项目：${exam.procedureName.slice(0, 40)}`,
    ...(withName && surname ? [`患者：${surname}*`] : []),
    `紧急程度：${priorityWord[exam.priority]}`,
    `申请编号：${exam.accessionNumber}`,
  ];
  const [begin, end] = asks[kind](services[exam.service]);
  return `${begin}${facts.join('，')}。${end}`;
}

export const testNoticeText = '这是一条测试短信：远程诊断申请的短信通知已接通。';

/** The last four digits tell people apart. */
export const maskedPhone = (phone: string): string => '*'.repeat(Math.max(0, phone.length - 4)) + phone.slice(-4);

export interface NoticeValues {
  phone: string;
  text: string;
  id: string;
  /** ISO 8601 UTC. */
  time: string;
}

const holes = /\{\{(phone|text|id|time)\}\}/g;

function walked(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => walked(one, change));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walked(one, change)]));
  return value;
}

export type TemplateProblem = 'notJson' | 'noPhone' | 'noText';

/** What is wrong with a template; null when it can be filled. */
export function templateProblem(template: string): TemplateProblem | null {
  let read: unknown;
  try {
    read = JSON.parse(template);
  } catch {
    return 'notJson';
  }
  if (typeof read !== 'object' || read === null) return 'notJson';
  const found = new Set<string>();
  walked(read, (text) => {
    for (const [, name = ''] of text.matchAll(holes)) found.add(name);
    return text;
  });
  if (!found.has('phone')) return 'noPhone';
  return found.has('text') ? null : 'noText';
}

/** The body of the request. The template is read first and filled then: no value can change its structure. @throws SyntaxError */
export function filledTemplate(template: string, values: NoticeValues): string {
  const fill = (text: string) =>
    text.replaceAll(holes, (hole, name: string) =>
      name === 'phone' || name === 'text' || name === 'id' || name === 'time' ? values[name] : hole,
    );
  return JSON.stringify(walked(JSON.parse(template), fill));
}

/** Whether the answer's own words confirm that the message was taken; without a rule the status is enough. */
export function isConfirmed(body: string, rule: Pick<NoticeGateway, 'confirmPath' | 'confirmValue'>): boolean {
  if (rule.confirmPath === '') return true;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return false;
  }
  for (const step of rule.confirmPath.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = Reflect.get(value, step);
  }
  return ['string', 'number', 'boolean'].includes(typeof value) && String(value) === rule.confirmValue;
}

export type GatewayProblem = 'address' | 'login' | 'plain';

/** The names under which this machine itself answers. */
export const isLoopbackName = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** HTTPS, or HTTP to this machine itself; no login in the address. */
export function gatewayProblem(url: string): GatewayProblem | null {
  const read = URL.parse(url);
  if (read === null || !/^https?:$/.test(read.protocol) || read.hash !== '') return 'address';
  if (read.username !== '' || read.password !== '') return 'login';
  return read.protocol === 'http:' && !isLoopbackName(read.hostname) ? 'plain' : null;
}

/** Where the secret may go: it is kept for this place and this header only. */
export const secretPlace = ({ url, headerName }: Pick<NoticeGateway, 'url' | 'headerName'>): string =>
  `${URL.parse(url.trim())?.origin ?? ''} ${headerName.trim().toLowerCase()}`;

/** Headers that are the connection's own. */
const taken =
  /^(?:host|content-.*|connection|transfer-encoding|upgrade|te|trailer|expect|proxy-.*|keep-alive|idempotency-key)$/i;

export function isHeaderName(name: string): boolean {
  return /^[A-Za-z0-9-]{1,64}$/.test(name) && !taken.test(name);
}

/** A header's value: visible ASCII and blanks (RFC 9110 5.5). */
export const isHeaderValue = (value: string): boolean => /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
