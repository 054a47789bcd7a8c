// Slots of a day, days that differ, places, and who may not be booked twice.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hospitalDay } from '../kernel/hospital-time.ts';
import type { BookingResource, BookingSettings, TakenSlot } from './booking.ts';
import { clashOf, freePlace, requireSlot, settingsTroubles } from './booking-rules.ts';
import { shippedBooking } from './booking-shipped.ts';
import { addDays, firstOpenDay, leftIn, resourceDay, slotsOf, spanOf, weekdayOf } from './booking-slots.ts';

const resource: BookingResource = {
  id: 'R1',
  name: '心电图室',
  nameEn: 'ECG room',
  room: '心电图室',
  deviceId: '',
  modality: 'ECG',
  itemCodes: ['ECG-12'],
  slotMinutes: 30,
  capacity: 2,
  hours: [
    { weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '17:15' },
    { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '12:00' },
  ],
  notice: '',
  active: true,
};
const settings: BookingSettings = { service: 'ecg', version: 1, daysAhead: 30, resources: [resource], exceptions: [] };
const monday = '2026-11-23';
const now = '2026-11-23T01:10:00.000Z';
const exam = { modality: 'ECG', procedureCode: 'ECG-12' };
const codeOf = (act: () => unknown) => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const fieldsOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error instanceof Error && 'detail' in error ? Object(error.detail).fields : error;
  }
  return [];
};

describe('slots', () => {
  test('the hours of the weekday in local time, in order; a rest shorter than a slot is not offered', () => {
    const { slots } = slotsOf(settings, resource, monday);
    expect(slots).toHaveLength(8 + 6);
    expect(slots[0]).toEqual({ startsAt: '2026-11-23T00:00:00.000Z', endsAt: '2026-11-23T00:30:00.000Z' });
    expect(slots.at(-1)?.endsAt).toBe('2026-11-23T09:00:00.000Z');
    expect(slotsOf(settings, resource, '2026-11-22')).toMatchObject({ closed: true, slots: [] });
    expect([weekdayOf(monday), weekdayOf('2026-11-29')]).toEqual([1, 7]);
  });

  test('a holiday closes, a Sunday can be worked like a Friday, and the room goes before the service', () => {
    const holidays: BookingSettings = {
      ...settings,
      exceptions: [
        { from: '2026-11-22', to: '2026-11-22', resourceId: '', worksAs: 5, note: '调休' },
        { from: monday, to: '2026-11-24', resourceId: '', worksAs: null, note: '节假日' },
        { from: '2026-11-24', to: '2026-11-24', resourceId: 'R1', worksAs: 2, note: '加班' },
      ],
    };
    expect(slotsOf(holidays, resource, '2026-11-22').slots).toHaveLength(14);
    expect(slotsOf(holidays, resource, monday)).toMatchObject({ closed: true, note: '节假日' });
    expect(slotsOf(holidays, resource, '2026-11-24')).toMatchObject({ closed: false, note: '加班' });
  });

  test('taken places count; what was booked under other hours stays visible and is not offered', () => {
    const taken: TakenSlot[] = [
      { resourceId: 'R1', startsAt: '2026-11-23T02:00:00.000Z', endsAt: '2026-11-23T02:30:00.000Z', count: 1 },
      { resourceId: 'R1', startsAt: '2026-11-23T04:40:00.000Z', endsAt: '2026-11-23T05:00:00.000Z', count: 1 },
      { resourceId: 'other', startsAt: '2026-11-23T02:00:00.000Z', endsAt: '2026-11-23T02:30:00.000Z', count: 1 },
    ];
    const { slots } = resourceDay(settings, resource, monday, taken, now);
    const at = (startsAt: string) => slots.find((slot) => slot.startsAt === startsAt);
    expect(at('2026-11-23T02:00:00.000Z')).toMatchObject({ taken: 1, capacity: 2, past: false, outside: false });
    expect(at('2026-11-23T04:40:00.000Z')).toMatchObject({ taken: 1, outside: true });
    expect(slots.map(leftIn).slice(0, 6)).toEqual([0, 0, 2, 2, 1, 2]);
    expect(slots.map(leftIn)[8]).toBe(0);
  });

  test('slots never overlap, stay within their day and are as long as said', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 480 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 2000 }),
        (slotMinutes, hour, ahead) => {
          const day = addDays('2024-02-27', ahead);
          const from = `${String(hour).padStart(2, '0')}:00`;
          const own = { ...resource, slotMinutes, hours: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from, to: '24:00' }] };
          const { slots } = slotsOf(settings, own, day);
          slots.forEach((slot, i) => {
            expect(Date.parse(slot.endsAt) - Date.parse(slot.startsAt)).toBe(slotMinutes * 60_000);
            expect(hospitalDay(slot.startsAt)).toBe(day);
            if (i > 0) expect(slots[i - 1]?.endsAt).toBe(slot.startsAt);
          });
          expect(slots.every(({ endsAt }) => Date.parse(endsAt) <= spanOf(day, day).before.getTime())).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('the first day that can be booked: not a Sunday, not behind the last hour', () => {
  const what = { modality: 'ECG', procedureCode: 'ECG-12' };
  expect(firstOpenDay(settings, what, '2026-11-22', now)).toBe(monday);
  expect(firstOpenDay(settings, what, monday, '2026-11-23T09:00:00.000Z')).toBe('2026-11-24');
  expect(firstOpenDay(settings, { ...what, procedureCode: 'X' }, monday, now)).toBeNull();
});

describe('taking a slot', () => {
  const at = (startsAt: string, resourceId = 'R1') => ({ resourceId, startsAt });
  test.each([
    ['unknown', at('2026-11-23T02:00:00.000Z', 'R9'), exam, 'slot.resourceId: unknown'],
    ['another exam', at('2026-11-23T02:00:00.000Z'), { ...exam, procedureCode: 'ECG-HOLTER' }, 'does not do this exam'],
    ['no beginning', at('2026-11-23T02:05:00.000Z'), exam, 'no slot begins then'],
    ['over', at('2026-11-23T00:00:00.000Z'), exam, 'over'],
    ['Sunday', at('2026-11-29T02:00:00.000Z'), exam, 'closed'],
    ['far', at('2027-01-04T02:00:00.000Z'), exam, 'too far ahead'],
  ])('refused: %s', (_name, slot, what, word) => {
    expect(fieldsOf(() => requireSlot(settings, slot, what, now))).toEqual([expect.stringContaining(word)]);
  });

  test('one that runs is given, whatever form its instant has', () => {
    expect(requireSlot(settings, at('2026-11-23T01:00:00Z'), exam, now)).toMatchObject({
      startsAt: '2026-11-23T01:00:00.000Z',
      endsAt: '2026-11-23T01:30:00.000Z',
    });
    expect(codeOf(() => requireSlot({ ...settings, resources: [] }, at(now), exam, now))).toContain('INPUT_INVALID');
  });

  test('the lowest free place; none when all are held', () => {
    expect([freePlace([], 2), freePlace([2], 2), freePlace([1, 3], 3), freePlace([2, 1], 2)]).toEqual([1, 1, 2, null]);
  });

  test('nobody is in two places, nor twice for one exam on a day', () => {
    const known = {
      examId: 'a',
      procedureCode: 'ECG-12',
      startsAt: '2026-11-23T02:00:00.000Z',
      endsAt: '2026-11-23T02:30:00.000Z',
    };
    const wanted = (from: string, to: string, procedureCode = 'ECG-STRESS', examId = 'b') => ({
      examId,
      procedureCode,
      startsAt: `2026-11-${from}:00.000Z`,
      endsAt: `2026-11-${to}:00.000Z`,
    });
    expect(clashOf([known], wanted('23T02:15', '23T02:45'))).toBe(known);
    expect(clashOf([known], wanted('23T02:30', '23T03:00'))).toBeNull();
    expect(clashOf([known], wanted('23T08:00', '23T08:30', 'ECG-12'))).toBe(known);
    expect(clashOf([known], wanted('24T02:00', '24T02:30', 'ECG-12'))).toBeNull();
    expect(clashOf([known], wanted('23T02:00', '23T02:30', 'ECG-12', 'a'))).toBeNull();
  });
});

test('settings say what is wrong with them; the shipped ones have nothing', () => {
  expect(settingsTroubles(shippedBooking('ecg'))).toEqual([]);
  expect(settingsTroubles(shippedBooking('radiology'))).toEqual([]);
  const hours = (...rows: [string, string, number[]][]) => ({
    ...resource,
    hours: rows.map(([from, to, weekdays]) => ({ from, to, weekdays })),
  });
  const codes = (...resources: BookingResource[]) =>
    settingsTroubles({ ...settings, resources }).map(({ code }) => code);
  expect(codes(resource, resource)).toEqual(['sameId']);
  expect(codes(hours(['09:00', '08:00', [1]]))).toEqual(['hoursOrder']);
  expect(codes(hours(['08:00', '08:20', [1]]))).toEqual(['slotTooLong']);
  expect(codes(hours(['08:00', '12:00', [1, 2]], ['11:00', '13:00', [2]]))).toEqual(['hoursOverlap']);
  expect(codes(hours(['08:00', '12:00', [1]], ['11:00', '13:00', [2]]))).toEqual([]);
  const bad = { from: '2026-12-02', to: '2026-12-01', resourceId: 'R9', worksAs: null, note: '' };
  expect(settingsTroubles({ ...settings, exceptions: [bad] }).map(({ code }) => code)).toEqual([
    'exceptionOrder',
    'exceptionResource',
  ]);
});
