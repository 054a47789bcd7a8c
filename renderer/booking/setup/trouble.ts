// Why booking settings cannot be saved as they stand, as the text that says so. Pure.
import { parseDay } from '../../../core/kernel/age.ts';
import { BookingResource, type BookingSettings } from '../../../core/orders/booking.ts';
import { settingsTroubles } from '../../../core/orders/booking-rules.ts';
import type { BookingSetupTextKey } from './texts.ts';

/** The first trouble with the name of its room; null when all is well. */
export function bookingTrouble(settings: BookingSettings): { key: BookingSetupTextKey; name: string } | null {
  for (const resource of settings.resources) {
    if (resource.name.trim() === '') return { key: 'trouble.blank', name: '' };
    if (resource.hours.some(({ weekdays }) => weekdays.length === 0))
      return { key: 'trouble.weekdays', name: resource.name };
    if (!BookingResource.shape.hours.safeParse(resource.hours).success)
      return { key: 'trouble.clock', name: resource.name };
  }
  if (settings.exceptions.some(({ from, to }) => parseDay(from) === null || parseDay(to) === null))
    return { key: 'trouble.day', name: '' };
  const [first] = settingsTroubles(settings);
  if (!first) return null;
  const name = 'resourceId' in first ? (settings.resources.find(({ id }) => id === first.resourceId)?.name ?? '') : '';
  return { key: `trouble.${first.code}`, name };
}

/** `R1`, `R2` …: the first that is free. */
export function freshId(settings: BookingSettings): string {
  let at = 1;
  while (settings.resources.some(({ id }) => id === `R${at}`)) at += 1;
  return `R${at}`;
}
