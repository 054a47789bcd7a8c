// Presets by modality and body part, and the window that is found from the values.
import { expect, test } from 'vitest';
import { automaticWindow, presetsFor, windowPresets } from './presets.ts';

test('those of the body part come first, in Chinese or English, never more than nine', () => {
  expect(
    presetsFor('CT', 'HEAD')
      .slice(0, 3)
      .map(({ id }) => id),
  ).toEqual(['ct-brain', 'ct-stroke', 'ct-subdural']);
  expect(presetsFor('CT', '胸部平扫')[0]?.id).toBe('ct-lung');
  expect(presetsFor('CT', '').length).toBe(9);
  expect(presetsFor('MR', 'HEAD')).toEqual([]);
  expect(new Set(windowPresets.map(({ id }) => id)).size).toBe(windowPresets.length);
});

test('the automatic window leaves the outermost hundredths out', () => {
  const values = Float64Array.from({ length: 1001 }, (_, index) => index);
  values[1000] = 1e6;
  expect(automaticWindow(values)).toEqual({ center: 500, width: 980 });
  expect(automaticWindow(new Float64Array([7, 7, 7])).center).toBe(7);
  expect(automaticWindow(new Float64Array()).width).toBeGreaterThan(0);
});
