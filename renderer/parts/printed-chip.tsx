// That the report of an exam was printed, when and by whom; that printing it where it was asked for closed the request; and that the
// patient was told to collect it (RAD-58).
import type { ExamDocument } from '../../core/orders/exam.ts';
import { isClosed } from '../../core/orders/remote-close.ts';
import { toldState } from '../../core/orders/remote-told.ts';
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
    told: '已通知患者',
    'told.again': '须重新通知患者',
    'told.hint': '{name} 于 {time} {way}通知患者取报告{note}',
    'told.again.hint': '{name} 于 {time} {way}通知过患者，此后报告已更正或召回',
    'way.phone': '电话',
    'way.inPerson': '当面',
    'way.message': '短信或微信',
    'way.family': '经家属',
  },
  en: {
    printed: 'Printed',
    'printed.first': 'First printed: {time} {name}',
    closed: 'Closed',
    'closed.hint': '{name} printed the report where it was asked for, {time}: the request is closed',
    told: 'Patient told',
    'told.again': 'Tell the patient again',
    'told.hint': '{name} told the patient to collect the report, {time}, {way}{note}',
    'told.again.hint': '{name} told the patient {time}, {way}; the report was corrected or recalled since',
    'way.phone': 'by telephone',
    'way.inPerson': 'in person',
    'way.message': 'by message',
    'way.family': 'through the family',
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

/** Of a remote request: who told the patient to collect the report, and that a corrected one is to be told anew. Nothing before. */
export function ToldChip({ exam }: { exam: Pick<ExamDocument, 'remote' | 'report'> }) {
  const text = useText();
  const told = exam.remote?.told;
  const state = toldState(exam);
  if (!told || state === null) return null;
  const { by: name, at, way, note } = told;
  const words = { name, time: dateTime(at), way: text(`way.${way}`), note: note === '' ? '' : ` · ${note}` };
  return (
    <span
      title={text(state === 'told' ? 'told.hint' : 'told.again.hint', words)}
      data-testid="told-chip"
      data-state={state}
    >
      {state === 'told' ? (
        <ToneChip tone="final" glyph="phone" word={`${text('told')} ${shortTime(at, new Date())} ${name}`} />
      ) : (
        <ToneChip tone="waiting" glyph="phone" word={text('told.again')} />
      )}
    </span>
  );
}
