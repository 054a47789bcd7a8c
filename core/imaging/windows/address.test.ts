// Only the exact address of an image window is read as one.
import { expect, test } from 'vitest';
import { imageWindowSearch, mostImageWindows, readImageWindowSearch } from './address.ts';

const desk = '9b2f4c1e-7d3a-4e5f-8a6b-0c1d2e3f4a5b';

test('what is written is read', () => {
  for (let place = 1; place <= mostImageWindows; place += 1)
    expect(readImageWindowSearch(imageWindowSearch({ desk, place }))).toEqual({ desk, place });
});

test('anything more, less or else is no image window', () => {
  const good = imageWindowSearch({ desk, place: 1 });
  const others = ['', '?', `${good}&x=1`, `${good}0`, `?images=${desk}`, `?window=1&images=${desk}`, `${good}#x`];
  others.push(imageWindowSearch({ desk, place: 0 }), imageWindowSearch({ desk, place: mostImageWindows + 1 }));
  others.push(imageWindowSearch({ desk: 'x', place: 1 }), imageWindowSearch({ desk: `${desk}/..`, place: 1 }));
  for (const text of others) expect([text, readImageWindowSearch(text)]).toEqual([text, null]);
});
