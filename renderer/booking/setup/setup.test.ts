// What stands between the booking settings as typed and as saved.
import { describe, expect, test } from 'vitest';
import type { BookingResource } from '../../../core/orders/booking.ts';
import { shippedBooking } from '../../../core/orders/booking-shipped.ts';
import type { ExamItem } from '../../../core/orders/exam-items.ts';
import { freshModality, itemsAt, modalitiesOf, withModality } from './modality.ts';
import { bookingTrouble, freshId } from './trouble.ts';

const item = (code: string, modality: string, active = true): ExamItem => ({
  code,
  service: 'radiology',
  modality,
  bodyPart: '',
  name: code,
  nameEn: '',
  method: '',
  room: '',
  active,
});
const items = [item('CT-HEAD', 'CT'), item('CT-OLD', 'CT', false), item('MR-HEAD', 'MR'), item('MG-BILAT', 'MG')];
const shipped = shippedBooking('radiology');
const withFirst = (part: Partial<BookingResource>) => ({
  ...shipped,
  resources: shipped.resources.map((one, at) => (at === 0 ? { ...one, ...part } : one)),
});
const place = (part: Partial<BookingResource>): BookingResource => {
  const [first] = shipped.resources;
  if (!first) throw new Error('radiology ships no place');
  return { ...first, ...part };
};
const codes = (found: readonly ExamItem[]) => found.map(({ code }) => code);

describe('trouble', () => {
  test('what ships can be saved, for every service', () => {
    expect(bookingTrouble(shipped)).toBeNull();
    expect(bookingTrouble(shippedBooking('ecg'))).toBeNull();
  });

  test.each([
    [{ name: ' ' }, { key: 'trouble.blank', name: '' }],
    [{ hours: [{ weekdays: [], from: '08:00', to: '12:00' }] }, { key: 'trouble.weekdays', name: 'CT室' }],
    [{ hours: [{ weekdays: [1], from: '8:00', to: '12:00' }] }, { key: 'trouble.clock', name: 'CT室' }],
    [{ hours: [{ weekdays: [1], from: '12:00', to: '08:00' }] }, { key: 'trouble.hoursOrder', name: 'CT室' }],
    [{ slotMinutes: 480 }, { key: 'trouble.slotTooLong', name: 'CT室' }],
    [{ id: 'MR' }, { key: 'trouble.sameId', name: 'CT室' }],
  ])('%j is said with the name of its place', (part, said) => {
    expect(bookingTrouble(withFirst(part))).toEqual(said);
  });

  test('a day that does not exist is said', () => {
    const exceptions = [{ from: '2027-02-30', to: '2027-02-30', resourceId: '', worksAs: null, note: '' }];
    expect(bookingTrouble({ ...shipped, exceptions })?.key).toBe('trouble.day');
  });

  test('a new place gets the first number that is free', () => {
    expect(freshId(shipped)).toBe('R1');
    expect(freshId(withFirst({ id: 'R1' }))).toBe('R2');
  });
});

describe('modality', () => {
  test('those of exams and of places, once each', () => {
    expect(modalitiesOf(items, shipped.resources)).toEqual(['CT', 'MG', 'MR', 'US']);
    expect(modalitiesOf([], [])).toEqual([]);
  });

  test('exams of the modality that can be ordered, and what was chosen before', () => {
    expect(codes(itemsAt(place({ modality: 'CT' }), items))).toEqual(['CT-HEAD']);
    expect(codes(itemsAt(place({ modality: 'CT', itemCodes: ['CT-OLD'] }), items))).toEqual(['CT-HEAD', 'CT-OLD']);
    expect(codes(itemsAt(place({ modality: '' }), items))).toEqual(['CT-HEAD', 'MR-HEAD', 'MG-BILAT']);
  });

  test('another modality lets go of exams that it cannot do', () => {
    const both = place({ modality: '', itemCodes: ['CT-HEAD', 'MR-HEAD'] });
    expect(withModality(both, 'MR', items)).toEqual({ modality: 'MR', itemCodes: ['MR-HEAD'] });
    expect(withModality(both, '', items).itemCodes).toEqual(['CT-HEAD', 'MR-HEAD']);
  });

  test('a new place is for what nobody does yet', () => {
    expect(freshModality(items, shipped.resources)).toBe('MG');
    expect(freshModality(items.slice(0, 1), [])).toBe('CT');
    expect(freshModality([], shipped.resources)).toBe('CT');
    expect(freshModality([], [])).toBe('');
  });
});
