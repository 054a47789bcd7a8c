// Control results that some senders put into Q records: test^lot^level | value | unit | time | flag. They are no queries.

import type { InstrumentMessage } from '../../../core/lab/instrument-message.ts';
import { componentsOf, firstText, type Lis02Record, textAt } from '../../codecs/lis02/record.ts';
import { isoTime } from '../../codecs/lis02/time.ts';

function isControlResult(query: Lis02Record): boolean {
  const [test = '', lot = '', level = ''] = componentsOf(query, 3);
  const filled = [test, lot, level, textAt(query, [4])].every((text) => text.trim() !== '');
  return filled && isoTime(textAt(query, [6])) !== undefined;
}

/** One message for each lot and level, in the order of their first record; empty when the records are real queries. */
export function qcMessagesOf(queries: readonly Lis02Record[]): InstrumentMessage[] {
  if (!queries.every(isControlResult)) return [];
  const byControl = new Map<string, InstrumentMessage>();
  for (const query of queries) {
    const [code = '', lot = '', level = ''] = componentsOf(query, 3).map((part) => part.trim());
    const key = JSON.stringify([lot, level]);
    const message = byControl.get(key) ?? { kind: 'qc', specimenId: '', results: [], control: { lot, level } };
    byControl.set(key, message);
    const unit = firstText(query, [[5]]);
    const flag = firstText(query, [[7]]);
    const time = isoTime(textAt(query, [6]));
    message.results.push({
      code,
      value: textAt(query, [4]),
      flags: flag === '' ? [] : [flag],
      ...(unit === '' ? {} : { unit }),
      ...(time === undefined ? {} : { time }),
    });
  }
  return [...byControl.values()];
}
