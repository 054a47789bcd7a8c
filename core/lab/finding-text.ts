// Findings in words, Chinese and English: what it is, and what to do about it.
import type { ReviewFinding } from './contract.ts';

export type Language = 'zh' | 'en';

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
      return zh ? `当前状态不能审核${tail}` : `Cannot be reviewed in this state${tail}`;
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
