// Hours as people type them, with and without the colon.
import { describe, expect, test } from 'vitest';
import { hourTyped } from './moment-entry.tsx';

describe('an hour as it is typed', () => {
  test.each([
    ['18:45', '18:45'],
    ['1845', '18:45'],
    ['8:05', '08:05'],
    ['8.05', '08:05'],
    ['8：05', '08:05'],
    ['00:00', '00:00'],
    ['24:00', null],
    ['12:60', null],
    ['13:0', null],
    ['', null],
    ['noon', null],
  ])('%j is %j', (typed, hour) => {
    expect(hourTyped(typed)).toBe(hour);
  });
});
