// That the report of an exam was printed, when and by whom; and that printing it where it was asked for closed the request (RAD-58).
import type { ExamDocument } from '../../core/orders/exam.ts';
import { isClosed } from '../../core/orders/remote-close.ts';
import { dateTime, shortTime } from '../format/time.ts';
import { defineTexts } from '../i18n/text.tsx';
import { Glyph } from './glyph.tsx';
import { ToneChip } from './state-chip.tsx';

const useText = defineTexts({
  'zh-CN': {
    printed: '已打印',
    'printed.first': '首次打印：{time} {name}',
    closed: '已闭环',
    'closed.hint': '申请方 {name} 于 {time} 打印了报告，本次远程申请已闭环',
  },
  en: {
    printed: 'Printed',
    'printed.first': 'First printed: {time} {name}',
    closed: 'Closed',
    'closed.hint': '{name} printed the report where it was asked for, {time}: the request is closed',
  },
});

/** Nothing while the newest released edition was not printed. */
export function PrintedChip({ exam }: { exam: Pick<ExamDocument, 'report'> }) {
  const text = useText();
  const { printed, printedAt, printedBy } = exam.report;
  if (!printed) return null;
  const when = printedAt ? ` ${shortTime(printedAt, new Date())}` : '';
  return (
    <span
      className="state state-final printed-chip"
      title={text('printed.first', { time: dateTime(printedAt), name: printedBy ?? '' })}
      data-testid="printed-chip"
    >
      <Glyph name="print" size={12} />
      <span>{`${text('printed')}${when}${printedBy ? ` ${printedBy}` : ''}`}</span>
    </span>
  );
}

/** Of a remote request: nothing until the institution that asked has printed the report in force. */
export function ClosedChip({ exam }: { exam: Pick<ExamDocument, 'remote' | 'report'> }) {
  const text = useText();
  const closed = exam.remote?.closed;
  if (!closed || !isClosed(exam)) return null;
  return (
    <span title={text('closed.hint', { name: closed.by, time: dateTime(closed.at) })} data-testid="closed-chip">
      <ToneChip tone="final" glyph="yes" word={text('closed')} />
    </span>
  );
}
