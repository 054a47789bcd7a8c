// The hospital's clock: instants to local times and back, whatever zone the computer has; times that name their own zone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compactFromWritten,
  compactTime,
  dayAfter,
  dayStart,
  hospitalDay,
  hospitalTime,
  instantAt,
  localMinute,
  onHospitalClock,
} from './hospital-time.ts';

test.each([
  ['2026-07-17T15:59:59.999Z', '2026-07-17T23:59:59.999', '20260717235959'],
  ['2026-07-17T16:00:00Z', '2026-07-18T00:00:00.000', '20260718000000'],
  ['2026-12-31T17:05:59Z', '2027-01-01T01:05:59.000', '20270101010559'],
  ['2028-02-28T16:30:00Z', '2028-02-29T00:30:00.000', '20280229003000'],
])('%s is %s', (instant, local, digits) => {
  expect(hospitalTime(instant)).toBe(local);
  expect(hospitalTime(new Date(instant))).toBe(local);
  expect(hospitalDay(instant)).toBe(local.slice(0, 10));
  expect(localMinute(instant)).toBe(local.slice(0, 16).replace('T', ' '));
  expect(compactTime(instant)).toBe(digits);
});

describe('a written time', () => {
  test.each([
    ['2026-07-18T00:00', '2026-07-17T16:00:00.000Z'],
    ['2026-07-18 08:30:15.25', '2026-07-18T00:30:15.250Z'],
    ['2026-07-18', '2026-07-17T16:00:00.000Z'],
    ['2026-07-18T08:30:00Z', '2026-07-18T08:30:00.000Z'],
    ['2026-07-18T08:30:00-0500', '2026-07-18T13:30:00.000Z'],
    ['2026-07-18 08:30:00+08', '2026-07-18T00:30:00.000Z'],
    ['2026-02-30T08:00', null],
    ['2026-13-01', null],
    ['2026-07-18T08:60', null],
    ['2026-07', null],
    ['', null],
  ])('%s means %s', (time, instant) => {
    expect(instantAt(time)).toBe(instant);
  });

  test.each([
    ['2026-07-18T08:30:00', '2026-07-18T08:30:00', '20260718083000'],
    ['2026-07-18T08:30:00.123', '2026-07-18T08:30:00.123', '20260718083000'],
    ['2026-07-18T18:30:00.5Z', '2026-07-19T02:30:00.500', '20260719023000'],
    ['2026-07-18T18:30+09:00', '2026-07-18T17:30:00', '20260718173000'],
    ['1988-09-22', '1988-09-22', '19880922'],
    ['1988-09', '1988-09', '198809'],
    ['2026-02-30T08:00Z', '2026-02-30T08:00Z', '202602300800'],
    ['', '', ''],
  ])('%s on the clock is %s', (time, local, digits) => {
    expect(onHospitalClock(time)).toBe(local);
    expect(compactFromWritten(time)).toBe(digits);
  });
});

test('a day is from its midnight to the next', () => {
  expect(dayStart('2026-03-01').toISOString()).toBe('2026-02-28T16:00:00.000Z');
  expect(dayAfter('2026-02-28')).toEqual(dayStart('2026-03-01'));
  for (const wrong of ['2026-02-30', '2026-3-1', '2026-03-01T00:00', ''])
    expect(() => dayStart(wrong)).toThrow(RangeError);
});

test('what an instant shows means that instant', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), (at) => {
      expect(instantAt(hospitalTime(at))).toBe(at.toISOString());
      expect(dayStart(hospitalDay(at)).getTime()).toBeLessThanOrEqual(at.getTime());
      expect(dayAfter(hospitalDay(at)).getTime()).toBeGreaterThan(at.getTime());
    }),
  );
});
