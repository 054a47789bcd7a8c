// The public page of a verification code (LAB-60), in Chinese and English, readable on a telephone, without scripts.
import { createHash } from 'node:crypto';
import { localMinute } from '../../../core/kernel/hospital-time.ts';
import type { SignatureAnswer } from '../../../core/signing/model.ts';
import { answerOf, type Verification, type VerificationAnswer } from './verify.ts';

const style = [
  ':root{color-scheme:light}',
  'body{margin:0;background:#f4f5f7;color:#14171a;font:16px/1.5 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}',
  'main{max-width:34rem;margin:0 auto;padding:1rem}',
  'h1{font-size:1.125rem;margin:.5rem 0 1rem}',
  '.answer{border:2px solid;border-radius:.5rem;background:#fff;padding:.75rem 1rem}',
  '.answer h2{margin:0;font-size:1.375rem}',
  '.answer p{margin:.25rem 0 0}',
  '.valid{border-color:#1a6b3c}.valid h2{color:#1a6b3c}',
  '.bad{border-color:#b3001b}.bad h2{color:#b3001b}',
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}',
  '.signed h2{font-size:1rem;margin:1.5rem 0 0}',
  '.signed dl{grid-template-columns:8rem 1fr;border-top:1px solid #c9ced6;padding-top:.75rem}',
  'dt{color:#4d545b}dd{margin:0;overflow-wrap:anywhere}',
].join('\n');

/** The page's own style and nothing else, by its hash (CSP Level 3, 8.3). */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

interface Words {
  mark: string;
  zh: string;
  en: string;
  more: string;
}

const words: Record<VerificationAnswer | 'busy', Words> = {
  valid: {
    mark: '✓',
    zh: '报告有效',
    en: 'This report is valid and unaltered.',
    more: '本院签发且现行有效。请核对姓名、条码后四位和时间；对结果有疑问请联系检验科。 / Issued here and in force. Compare name, last digits of the barcode and time; ask the laboratory if a result looks wrong.',
  },
  recalled: {
    mark: '✕',
    zh: '该报告已召回，请勿使用',
    en: 'This report was recalled: do not use it.',
    more: '请联系检验科。 / Ask the laboratory.',
  },
  superseded: {
    mark: '✕',
    zh: '该报告已更正，此版本请勿使用',
    en: 'This report was replaced by a corrected version: do not use it.',
    more: '请向检验科索取更正报告。 / Ask the laboratory for the corrected one.',
  },
  altered: {
    mark: '✕',
    zh: '核验失败',
    en: 'Verification failed: the content differs from what was released.',
    more: '内容与签发时不一致，请联系检验科。 / Ask the laboratory.',
  },
  unknown: {
    mark: '?',
    zh: '没有此验证码的报告',
    en: 'There is no report with this code.',
    more: '请核对验证码后重试。 / Check the code and try again.',
  },
  busy: {
    mark: '…',
    zh: '查询过于频繁',
    en: 'Too many requests.',
    more: '请一分钟后再试。 / Try again in a minute.',
  },
};

/** The papers of other departments name who wrote them. */
function ofExam(text: string): string {
  return text
    .replaceAll('检验科', '出具报告的科室')
    .replaceAll('the laboratory', 'the department that issued it')
    .replaceAll('条码', '检查号')
    .replaceAll('the barcode', 'the accession number');
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function facts({ of, patientName, barcode, releasedAt, version }: Verification): string {
  const rows: [string, string][] = [
    ['姓名 / Name', patientName ?? ''],
    [of === 'exam' ? '检查号 / Accession number' : '条码 / Barcode', barcode ?? ''],
    ['报告时间 / Released', releasedAt === null ? '' : localMinute(releasedAt)],
    ['版本 / Version', String(version ?? '')],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${html(name)}</dt><dd>${html(value)}</dd>`).join('')}</dl>`;
}

const verdictWords: Record<SignatureAnswer['verdict'], string> = {
  valid: '签名有效 / The signature is valid',
  contentChanged: '签名后内容已被改动 / The content was changed after it was signed',
  broken: '签名已损坏 / The signature is damaged',
  untrusted: '签名证书不受本院信任 / The certificate is not trusted here',
  notValidThen: '签名时证书无效 / The certificate was not valid when it was used',
};

const actWords: Record<SignatureAnswer['of'], string> = {
  submit: '报告医师签名 / Author',
  release: '审核医师签名 / Released by',
  paper: '纸面文件签名 / Signed file',
};

/** Who signed with which certificate, and what that is worth now. */
function signed({ signatures = [] }: Verification): string {
  const items = signatures.map((one) => {
    const later = one.withdrawnAt
      ? `（证书已于 ${localMinute(one.withdrawnAt)} 撤销，此前的签名仍有效 / certificate withdrawn later, this signature stands）`
      : '';
    const rows: [string, string][] = [
      [actWords[one.of], `${one.personName}，${localMinute(one.at)}`],
      ['结论 / Result', `${one.verdict === 'valid' ? '✓' : '✕'} ${verdictWords[one.verdict]}${later}`],
      ['证书 / Certificate', one.subject],
      ['序列号 / Serial', one.serial],
      ['签发者 / Issuer', one.issuer],
    ];
    return `<dl>${rows.map(([name, value]) => `<dt>${html(name)}</dt><dd>${html(value)}</dd>`).join('')}</dl>`;
  });
  return items.length === 0
    ? ''
    : `<section class="signed"><h2>电子签名 / Electronic signatures</h2>${items.join('')}</section>`;
}

/** `busy`: the address asked too often, nothing was looked up. */
export function verificationPage(verification: Verification | 'busy', hospital: string): string {
  const answer = verification === 'busy' ? 'busy' : answerOf(verification);
  const { mark, zh, en, more: whom } = words[answer];
  const isExam = verification !== 'busy' && verification.of === 'exam';
  const more = isExam ? ofExam(whom) : whom;
  const known = verification !== 'busy' && verification.version !== null ? facts(verification) : '';
  return [
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">',
    `<title>报告核验 / Report verification</title><style>${style}</style></head><body><main>`,
    `<h1>${html(hospital)} · 报告核验 / Report verification</h1>`,
    `<div class="answer ${answer === 'valid' ? 'valid' : 'bad'}" role="status">`,
    `<h2><span aria-hidden="true">${mark}</span> ${zh}</h2><p lang="en">${en}</p><p>${more}</p></div>`,
    known,
    verification === 'busy' ? '' : signed(verification),
    '</main></body></html>',
  ].join('');
}

/** Status, headers and page of an answer. */
export function verificationResponse(verification: Verification | 'busy', hospital: string): Response {
  const busy = verification === 'busy';
  return new Response(verificationPage(verification, hospital), {
    status: busy ? 429 : verification.state === null ? 404 : 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': pagePolicy,
      ...(busy ? { 'retry-after': '60' } : {}),
    },
  });
}
