// Findings in words, Chinese and English: what it is, and what to do about it.
import type { ReviewFinding } from './contract.ts';
import type { SpecimenState } from './model.ts';

export type Language = 'zh' | 'en';

/** The states as every station says them (renderer/locales: `state.*`), with what to do about those that stop a review. */
const states: Readonly<Record<SpecimenState, Readonly<Record<Language, string>>>> = {
  ordered: { zh: '未登记，请先采集和接收', en: 'ordered; collect and receive it first' },
  collected: { zh: '已采集，请先接收', en: 'collected; receive it first' },
  received: { zh: '已登记，尚无结果', en: 'received; no result yet' },
  testing: { zh: '检测中', en: 'testing' },
  tested: { zh: '待审核', en: 'to be reviewed' },
  reviewed: { zh: '待复审，由第二人审核', en: 'reviewed; a second person signs' },
  released: { zh: '已发布，更正请先召回', en: 'released; recall it to correct it' },
  printed: { zh: '已打印，更正请先召回', en: 'printed; recall it to correct it' },
  rejected: { zh: '已拒收', en: 'rejected' },
  recalled: { zh: '已召回', en: 'recalled' },
};

const isState = (detail: string): detail is SpecimenState => detail in states;

/** `name` of the test and `detail` (values, state, reason) are put in as they are. */
export function findingText(kind: ReviewFinding['kind'], name: string, detail: string, language: Language): string {
  const zh = language === 'zh';
  const tail = detail === '' ? '' : zh ? `：${detail}` : `: ${detail}`;
  switch (kind) {
    case 'missing':
      return zh ? `漏项：${name || '没有检验项目'}尚无结果` : `Missing: ${name || 'no test'} has no result`;
    case 'negative':
      return zh ? `${name}为负值${tail}，请核对` : `${name} is negative${tail}; check it`;
    case 'critical':
      return zh ? `${name}为危急值${tail}` : `${name} is critical${tail}`;
    case 'criticalNotCalled':
      return zh ? `${name}危急值尚未通知临床${tail}` : `${name}: the critical value was not called yet${tail}`;
    case 'noValue':
      return zh ? `${name}仪器未给出结果${tail}` : `${name}: the analyzer gave no value${tail}`;
    case 'undecidedRerun':
      return zh ? `${name}有多次结果不一致，请选定${tail}` : `${name}: reruns differ, choose one${tail}`;
    case 'clock':
      return zh
        ? `${name}仪器时间异常${tail}，请核对标本`
        : `${name}: the analyzer's clock is off${tail}; check the specimen`;
    case 'unordered':
      return zh ? `${name}未申请但有结果${tail}` : `${name} was not ordered but has a result${tail}`;
    case 'state':
      return isState(detail)
        ? zh
          ? `不能审核：${states[detail].zh}`
          : `Cannot be reviewed: ${states[detail].en}`
        : zh
          ? `当前状态不能审核${tail}`
          : `Cannot be reviewed in this state${tail}`;
    case 'delta':
      return zh ? `${name}与既往结果差异过大${tail}` : `${name} changed much since the earlier result${tail}`;
    case 'rejected':
      return zh ? `标本已拒收${tail}` : `The specimen was rejected${tail}`;
    case 'implausible':
      return zh ? `结果不合理${tail}（${name}）` : `Implausible${tail} (${name})`;
    default:
      return kind satisfies never;
  }
}
