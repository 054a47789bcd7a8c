// Answers to programs: JSON, and for what is refused the field, the reason and what to do about it in both languages.
import type { z } from 'zod';
import { type ErrorCode, errorTable, fail, YishuError } from '../../../core/kernel/errors.ts';
import type { OutsideProblem } from '../../../core/programs/api.ts';
import type { Kernel } from '../../kernel/types.ts';
import { TooMany } from './door.ts';

/** What the makers of a program do about a refusal; people at stations are told in the error table. */
const cures: Partial<Record<ErrorCode, readonly [zh: string, en: string]>> = {
  INPUT_INVALID: ['按 fields 逐项修改后重发。', 'Correct each of `fields` and send it again.'],
  NOT_FOUND: ['核对编号；申请须先提交。', 'Check the number; a request has to be submitted first.'],
  LOGIN_REQUIRED: [
    '用 client_id 和 client_secret 在 /outside/v1/token 重新取得令牌。',
    'Get a token at /outside/v1/token with client_id and client_secret.',
  ],
  RIGHT_MISSING: [
    '请医院管理员在“对接系统”中核对允许的操作和机构。',
    'Ask the hospital to check what the program may do, and for which institution.',
  ],
  REQUEST_REFUSED: [
    '请医院管理员在“对接系统”中核对启用、有效期和允许地址；须使用 HTTPS。',
    'Ask the hospital to check that the program is on, in time and at an allowed address; use HTTPS.',
  ],
  STATE_REFUSED: [
    '先查询申请状态；已接收的申请请诊断方退回后再改。',
    'Ask for the state of the request; one that was accepted is changed after the reader returned it.',
  ],
  DUPLICATE: [
    '同一 Idempotency-Key 只能用于内容相同的请求：换一个键，或原样重发。',
    'An Idempotency-Key stands for one content: take another key, or send the same again.',
  ],
  IDENTITY_CLASH: [
    '该患者号在本院已属于另一姓名、性别或出生日期：核对患者，勿换号重发。',
    'This patient number belongs to another name, sex or day of birth here: check the patient.',
  ],
  FILE_REFUSED: ['按 detail.reason 处理后重发该文件。', 'See detail.reason, then send the file again.'],
  DICOM_REFUSED: ['按 detail.what 检查发送端。', 'Check the sender: see detail.what.'],
  SERVER_BUSY: ['稍后用同一 Idempotency-Key 重发。', 'Send it again later with the same Idempotency-Key.'],
  INTERNAL: [
    '用同一 Idempotency-Key 重发；仍失败请联系医院。',
    'Send it again with the same Idempotency-Key, then call the hospital.',
  ],
};
const otherCure = ['见 detail；需要时联系医院。', 'See detail; call the hospital where that does not help.'] as const;

const headers = { 'cache-control': 'no-store' };

export const json = (body: unknown, status = 200): Response => Response.json(body, { status, headers });

/** A field that does not fit, from `path: what is wrong`. */
function fieldOf(text: string): { field: string; problem: string } {
  const at = text.indexOf(': ');
  return at < 0 ? { field: text, problem: '' } : { field: text.slice(0, at), problem: text.slice(at + 2) };
}

function problem(
  status: number,
  code: string,
  words: readonly [string, string],
  part: Partial<OutsideProblem['error']>,
) {
  const [message, messageEn] = words;
  const error = { code, message, messageEn, cure: '', cureEn: '', fields: [], detail: {}, ...part };
  return json({ error } satisfies OutsideProblem, status);
}

/** @param where method and path, for the log */
export function refusal(kernel: Kernel, error: unknown, where: string): Response {
  if (error instanceof TooMany) {
    const answer = problem(429, 'TOO_MANY_REQUESTS', ['请求过于频繁。', 'Too many requests.'], {
      cure: `${error.seconds} 秒后重试。`,
      cureEn: `Try again after ${error.seconds} seconds.`,
    });
    answer.headers.set('retry-after', String(error.seconds));
    return answer;
  }
  if (!(error instanceof YishuError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    kernel.log('error', `unexpected error in ${where}`, { error: text });
    return refusal(kernel, fail('INTERNAL'), where);
  }
  const { code, detail } = error;
  const { zh, en, http } = errorTable[code];
  const { fields, ...rest } = detail;
  const [cure, cureEn] = cures[code] ?? otherCure;
  const answer = problem(http, code, [zh, en], {
    ...{ cure, cureEn },
    fields: Array.isArray(fields) ? fields.map(fieldOf) : [],
    detail: rest,
  });
  // RFC 6750 3: says which scheme opens.
  if (http === 401) answer.headers.set('www-authenticate', 'Bearer realm="yishu"');
  return answer;
}

/** @throws INPUT_INVALID naming each field and what is wrong with it, never its value */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, at = ''): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const fields = read.error.issues.slice(0, 50).map(({ path, message }) => {
    const name = [...(at ? [at] : []), ...path].join('.');
    return `${name || 'body'}: ${message}`;
  });
  throw fail('INPUT_INVALID', { fields });
}
