// Which modality a place does and what that means for its exams. Pure.
import type { BookingResource } from '../../../core/orders/booking.ts';
import type { ExamItem } from '../../../core/orders/exam-items.ts';

/** Modalities of the service that are in use, in their alphabet: of its exams and of its places. */
export function modalitiesOf(items: readonly ExamItem[], resources: readonly BookingResource[]): string[] {
  const active = items.filter((item) => item.active);
  const all = [...active, ...resources].map(({ modality }) => modality).filter(Boolean);
  return [...new Set(all)].toSorted();
}

/** The exams to choose from at a place: those of its modality that can be ordered, and those chosen once that cannot any more. */
export function itemsAt(resource: BookingResource, items: readonly ExamItem[]): ExamItem[] {
  return items.filter(
    ({ code, active, modality }) =>
      resource.itemCodes.includes(code) || (active && (resource.modality === '' || resource.modality === modality)),
  );
}

/** The place with another modality: exams of others, which it could not do, are let go. */
export function withModality(
  resource: BookingResource,
  modality: string,
  items: readonly ExamItem[],
): Pick<BookingResource, 'modality' | 'itemCodes'> {
  const fits = (code: string) => modality === '' || items.find((item) => item.code === code)?.modality === modality;
  return { modality, itemCodes: resource.itemCodes.filter(fits) };
}

/** What a new place is likely for: the first modality that no place does yet, else the first one. */
export function freshModality(items: readonly ExamItem[], resources: readonly BookingResource[]): string {
  const all = modalitiesOf(items, resources);
  return all.find((one) => !resources.some(({ modality }) => modality === one)) ?? all[0] ?? '';
}
