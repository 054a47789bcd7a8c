// Confirming and cancelling several exams, and what is said of those that could not be.
import { errorTable, isErrorCode } from '../../../../core/kernel/errors.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutExam } from '../worklist/use-worklist.ts';
import { useSettleText } from './settle-texts.ts';

export function useSettle(onDone: () => void) {
  const text = useSettleText();
  const locale = useLocale();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutExam();
  return useCommand(client.orders.settleExams, {
    onDone: ({ done, refused }, { act }) => {
      done.forEach(put);
      const lines = refused.map(({ accessionNumber: accession, code }) => {
        const why = isErrorCode(code) ? errorTable[code][locale === 'en' ? 'en' : 'zh'] : code;
        return text('refused.line', { accession, why });
      });
      show({ tone: refused.length > 0 ? 'error' : 'done', title: text(`done.${act}`, { count: done.length }), lines });
      onDone();
    },
  });
}
