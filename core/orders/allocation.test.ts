// Which registered place an exam is given to: by its device, else by a room without devices of its own.
import { expect, test } from 'vitest';
import { isAllocated, placeNamed, placesFor } from './allocation.ts';
import type { BookingResource } from './booking.ts';
import { shippedBooking } from './booking-shipped.ts';

const shipped = shippedBooking('radiology');
const [template] = shipped.resources;
function place(part: Partial<BookingResource>): BookingResource {
  if (!template) throw new Error('nothing is shipped');
  return { ...template, modality: 'CT', itemCodes: [], ...part };
}
const settings = {
  ...shipped,
  resources: [
    place({ id: 'CT1', room: 'CT室', deviceId: 'CT_ONE' }),
    place({ id: 'CT2', room: 'CT室', deviceId: 'CT_TWO', itemCodes: ['CT-HEAD'] }),
    place({ id: 'CT3', room: '急诊CT', deviceId: '' }),
    place({ id: 'OLD', room: '旧楼', deviceId: 'OLD', active: false }),
    place({ id: 'MR', room: 'MR室', deviceId: '', modality: 'MR' }),
  ],
};
const head = { modality: 'CT', procedureCode: 'CT-HEAD' };

test('places that do the exam', () => {
  expect(placesFor(settings, head).map(({ id }) => id)).toEqual(['CT1', 'CT2', 'CT3']);
  expect(placesFor(settings, { ...head, procedureCode: 'CT-CHEST' }).map(({ id }) => id)).toEqual(['CT1', 'CT3']);
  expect(placesFor(undefined, head)).toEqual([]);
});

test.each([
  ['its device', { room: '', deviceId: 'CT_TWO' }, 'CT2', true],
  ['a room without devices of its own', { room: '急诊CT', deviceId: '' }, 'CT3', true],
  ['a room of several devices', { room: 'CT室', deviceId: '' }, undefined, false],
  ['a device that is not registered', { room: '', deviceId: 'FOREIGN' }, undefined, true],
  ['nothing', { room: '', deviceId: '' }, undefined, false],
] as const)('%s', (_, where, id, allocated) => {
  expect(placeNamed(placesFor(settings, head), where)?.id).toBe(id);
  expect(isAllocated(settings, { ...head, ...where })).toBe(allocated);
});
