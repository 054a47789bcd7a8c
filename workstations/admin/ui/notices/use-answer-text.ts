// An answer of the gateway in words: what stands for one where it gave none, and what to do about it; its own words stay as they are.
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';

const words: readonly (readonly [RegExp, AdminTextKey])[] = [
  [/^outcome unknown$/, 'notice.answer.lost'],
  [/^no longer waiting$/, 'notice.answer.done'],
  [/^too old$/, 'notice.answer.old'],
  [/^no gateway$/, 'notice.answer.none'],
  [/^the certificate is not trusted/, 'notice.answer.certificate'],
  [/^the address is not allowed|leads (?:to|nowhere)\b/, 'notice.answer.address'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'notice.answer.name'],
  [/^(?:ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|EPROTO|ERR_SSL)/, 'notice.answer.line'],
  [/^no answer within/, 'notice.answer.silent'],
  [/^HTTP 3\d\d /, 'notice.answer.moved'],
  [/^HTTP 40[13]\b/, 'notice.answer.login'],
  [/^HTTP 5\d\d\b/, 'notice.answer.down'],
];
/** What the server itself says, which the sentence says whole. */
const whole: ReadonlySet<AdminTextKey> = new Set([
  'notice.answer.lost',
  'notice.answer.done',
  'notice.answer.old',
  'notice.answer.none',
]);

export function useAnswerText(): (answer: string) => string {
  const text = useAdminText();
  return (answer) => {
    const key = words.find(([pattern]) => pattern.test(answer))?.[1];
    if (!key) return answer;
    return whole.has(key) ? text(key) : `${text(key)} · ${answer}`;
  };
}
