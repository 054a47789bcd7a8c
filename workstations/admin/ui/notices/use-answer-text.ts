// What stands for an answer where the gateway gave none, in words.
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';

const words: ReadonlyMap<string, AdminTextKey> = new Map([
  ['outcome unknown', 'notice.answer.lost'],
  ['no longer waiting', 'notice.answer.done'],
  ['too old', 'notice.answer.old'],
  ['no gateway', 'notice.answer.none'],
]);

export function useAnswerText(): (answer: string) => string {
  const text = useAdminText();
  return (answer) => {
    const key = words.get(answer);
    return key ? text(key) : answer;
  };
}
