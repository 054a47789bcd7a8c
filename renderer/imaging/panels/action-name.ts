// The words of an action: tools by their name, presets by theirs.
import type { Text } from '../../i18n/text.tsx';
import type { RoomActionId } from '../desk/actions.ts';
import type { ReadingTextKey } from '../locales/zh-CN.ts';

export function actionName(id: RoomActionId, text: Text<ReadingTextKey>): string {
  const digit = /^preset\.(\d)$/.exec(id)?.[1];
  if (digit) return text('action.preset', { digit });
  const key = (id.startsWith('tool.') || id === 'keyImage' ? id : `action.${id}`) as ReadingTextKey;
  return text(id === 'keyImage' ? 'action.keyImage' : key);
}
