// ECG types (心电类型): what kind of ECG an exam item is and a recorder makes; some ship, a hospital names, orders, adds and switches off (ECG-50).
import { z } from 'zod';
import { Code, ShortText, Version } from '../kernel/contract.ts';
import type { ExamItem } from './exam-items.ts';

export const EcgTypeEntry = z.object({
  code: Code,
  name: ShortText.min(1),
  nameEn: ShortText,
  /** 使用状态: what is switched off is chosen no more; what has it keeps it. */
  active: z.boolean(),
  /** Its place in lists, from 1; equal ones stand by their code. */
  position: z.number().int().min(1).max(9999),
});
export type EcgTypeEntry = z.infer<typeof EcgTypeEntry>;

export const EcgType = EcgTypeEntry.extend({
  version: Version,
  /** Came with the product: its code is known elsewhere, so it cannot be taken away. */
  shipped: z.boolean(),
});
export type EcgType = z.infer<typeof EcgType>;

/** What an ECG item is that says nothing else. */
export const otherEcgType = 'other';

export const shippedEcgTypes: readonly EcgTypeEntry[] = (
  [
    ['resting', '静息心电', 'Resting ECG', true],
    ['holter', '动态心电', 'Holter', true],
    ['exercise', '运动心电', 'Exercise ECG', true],
    [otherEcgType, '其他', 'Other', true],
    // What the ECG room of many hospitals does besides (脑电肌电神经电, ECG-14): there to be switched on.
    ['eeg', '脑电图', 'EEG', false],
    ['emg', '肌电图', 'EMG', false],
    ['ep', '诱发电位', 'Evoked potentials', false],
  ] as const
).map(([code, name, nameEn, active], index) => ({ code, name, nameEn, active, position: (index + 1) * 10 }));

export function inOrder<Entry extends Pick<EcgType, 'code' | 'position'>>(types: readonly Entry[]): Entry[] {
  return types.toSorted((a, b) => a.position - b.position || a.code.localeCompare(b.code));
}

/** What can be chosen, in order: the types in use, and the one that stands there already. */
export function chooseable(types: readonly EcgType[], present = ''): EcgType[] {
  return inOrder(types.filter(({ active, code }) => active || code === present));
}

/** Items of types in use, in the order of their types; the present one stays, whatever became of it. Without the list of types all items. */
export function itemsByType(
  items: readonly ExamItem[],
  types: readonly EcgType[] | undefined,
  present: string,
): ExamItem[] {
  if (!types) return [...items];
  const places = new Map(inOrder(types).map(({ code, active }, index) => [code, { active, index }]));
  const placeOf = (item: ExamItem) => places.get(item.ecgType ?? otherEcgType);
  return items
    .filter((item) => item.code === present || placeOf(item)?.active !== false)
    .toSorted((a, b) => (placeOf(a)?.index ?? places.size) - (placeOf(b)?.index ?? places.size));
}

/** The type of an exam: its own, or, where it is from before there were any, that of its item. */
export function ecgTypeOf(
  exam: { ecgType?: string | undefined; procedureCode: string },
  items: readonly Pick<ExamItem, 'code' | 'ecgType'>[],
): string | undefined {
  return exam.ecgType ?? items.find(({ code }) => code === exam.procedureCode)?.ecgType;
}
