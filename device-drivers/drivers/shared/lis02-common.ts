// The usual places of LIS02-A2 and the usual wording of its records, which dialects take over and change in parts.

import type { InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import { componentsOf, type Lis02Record, rawField, repeatsOf, unescapeText } from '../../codecs/lis02/record.ts';
import type { RecordFields } from '../../codecs/lis02/serialize.ts';
import { lis02FromIso } from '../../codecs/lis02/time.ts';
import type { Lis02Reading, TestCode } from './lis02-dialect.ts';

/** Component 4 of the universal test id; analyzers that leave it empty put a number and a code, or just a code, elsewhere. */
export function usualTestCode(components: readonly string[]): TestCode {
  const parts = components.map((part) => part.trim());
  const [first = '', second = '', , fourth = ''] = parts;
  const numbered = fourth === '' && /^\d+$/.test(first) && /[A-Za-z]/.test(second);
  const at = fourth !== '' ? 3 : numbered ? 1 : parts.findIndex((part) => part !== '');
  const code = parts[at] ?? '';
  const after = parts[at + 1] ?? '';
  const named = /[A-Za-z]{2}/.test(after);
  const qualifiers: Record<string, string> = {};
  parts.forEach((part, index) => {
    if (index > (named ? at + 1 : at) && part !== '') qualifiers[`component${index + 1}`] = part;
  });
  return {
    code,
    ...(named ? { name: after } : {}),
    ...(Object.keys(qualifiers).length > 0 ? { qualifiers } : {}),
  };
}

/** The field as sent; of components the only one that holds something. */
export function usualValue(record: Lis02Record): { value: string } {
  const repeats = repeatsOf(record, 4);
  const components = repeats[0] ?? [];
  const filled = components.filter((part) => part.trim() !== '');
  if (repeats.length === 1 && filled.length <= 1) return { value: filled[0] ?? '' };
  const raw = rawField(record, 4);
  const { component } = record.delimiters;
  let end = raw.length;
  while (end > 0 && raw[end - 1] === component) end -= 1;
  return { value: unescapeText(raw.slice(0, end), record.delimiters) };
}

/** `.....`, `***.**`, `-----`, NA, No Result; a single dash stays a value (negative). */
export const usualNoValue = /^(?:\.{2,}|[*.]*\*[*.]*|-{3,}|NA|N\/A|NULL|NO RESULT)$/i;

export const usualReading: Lis02Reading = {
  specimenId: [
    [3, 1],
    [4, 1],
    [4, 2],
    [4, 3],
  ],
  patientId: [[3], [4], [5, 1]],
  resultTime: [[13], [12], [10], [11], [14]],
  orderTime: [],
  messageTime: [[14], [13], [12]],
  details: { instrumentSpecimenId: [4], priority: [6], specimenType: [16] },
  querySpecimen: [2, 1, 3],
  queryDetails: {},
  queryCancel: 'A',
  testCode: usualTestCode,
  value: usualValue,
  noValue: usualNoValue,
};

/** Text of a C record without the delimiters around it. */
export function commentText(comment: Lis02Record): string {
  const text = unescapeText(rawField(comment, 4), comment.delimiters);
  const { component } = comment.delimiters;
  const blank = componentsOf(comment, 4).every((part) => part.trim() === '');
  if (blank) return '';
  let end = text.length;
  while (end > 0 && (text[end - 1] === component || text[end - 1] === ' ')) end -= 1;
  return text.slice(0, end).trim();
}

const sexCodes = { male: 'M', female: 'F', unknown: 'U' } as const;

/** P of LIS02-A2 with practice id, name, birth date and sex. */
export function usualPatient(order: InstrumentOrder, number: number): RecordFields {
  const { patient } = order;
  if (patient === undefined) return { 2: String(number) };
  const birth = lis02FromIso(patient.birthDate).slice(0, 8);
  return { 2: String(number), 3: patient.id, 6: patient.name, 8: birth, 9: sexCodes[patient.sex] };
}

/** O.6 and O.12 of LIS02-A2 9.4. */
export const priorityCode = (order: InstrumentOrder): string => (order.priority === 'urgent' ? 'S' : 'R');

export function actionCode(order: InstrumentOrder, forNew = 'N'): string {
  switch (order.action) {
    case 'new':
      return forNew;
    case 'add':
      return 'A';
    case 'cancel':
      return 'C';
    default:
      return order.action satisfies never;
  }
}

/** Standard test ids: the code in component 4. */
export const usualTestIds = (tests: readonly string[]): string[][] => tests.map((test) => ['', '', '', test]);
