// What is printed beside a value: arrow and word, never colour alone.
import type { ReportLine } from '../../../../core/reporting/model.ts';

export interface Mark {
  /** Noto Sans SC has ↑ and ↓ but not ⇈ and ⇊: two single arrows say the same. */
  arrow: string;
  word: string;
  critical: boolean;
}

/** The mark of a line; null for a value without remark. */
export function markOf(mark: ReportLine['mark']): Mark | null {
  switch (mark) {
    case '':
      return null;
    case 'low':
      return { arrow: '↓', word: '低', critical: false };
    case 'high':
      return { arrow: '↑', word: '高', critical: false };
    case 'abnormal':
      return { arrow: '*', word: '异常', critical: false };
    case 'criticalLow':
      return { arrow: '↓↓', word: '危', critical: true };
    case 'criticalHigh':
      return { arrow: '↑↑', word: '危', critical: true };
    case 'criticalAbnormal':
      return { arrow: '*', word: '危', critical: true };
    default:
      return mark satisfies never;
  }
}
