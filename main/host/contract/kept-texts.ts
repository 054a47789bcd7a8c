// Text of reports that the server does not have, enciphered at this station: its author's alone, while they may write, for three days.
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { KeptText } from '../../../core/reporting/draft-copy.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import { type HostSession, requireRight } from './sessions.ts';

/** As long as a login without the server is good. */
export const textKeptMs = 72 * 3_600_000;
const writes: readonly Right[] = ['ecg.write', 'ecg.review', 'radiology.write', 'radiology.review'];

export interface KeptTexts {
  /** @throws LOGIN_REQUIRED, RIGHT_MISSING */
  read(session: HostSession | null, examId: string): Promise<KeptText | null>;
  keep(session: HostSession | null, examId: string, text: KeptText | null): Promise<void>;
}

export function createKeptTexts({ custody, now }: { custody: CustodyStore; now(): Date }): KeptTexts {
  function authorOf(session: HostSession | null): string {
    const { info } = requireRight(session, null);
    if (!writes.some((right) => info.rights.includes(right))) throw fail('RIGHT_MISSING', { right: 'ecg.write' });
    return info.person.id;
  }
  return {
    async read(session, examId) {
      const stored = await custody.read.keptText(authorOf(session), examId);
      if (!stored || now().getTime() - Date.parse(stored.at) > textKeptMs) return null;
      const read = KeptText.safeParse(JSON.parse(stored.text));
      return read.success ? read.data : null;
    },
    async keep(session, examId, text) {
      const author = authorOf(session);
      if (text === null || (text.typed === null && text.left.length === 0))
        await custody.write.dropText(author, examId);
      else await custody.write.keepText(author, examId, now().toISOString(), JSON.stringify(text));
    },
  };
}
