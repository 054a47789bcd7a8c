// Signs for critical values.
import type { CriticalDocument } from '../../core/critical/model.ts';

export function directionArrow(direction: CriticalDocument['direction']): string {
  switch (direction) {
    case 'low':
      return '⇊';
    case 'high':
      return '⇈';
    case 'abnormal':
      return '‼';
    default:
      return direction satisfies never;
  }
}
