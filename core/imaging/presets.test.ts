// Presets by modality and body part, and the window that is found from the values.
import { expect, test } from 'vitest';
import {
  automaticWindow,
  presetsFor,
  relativePresets,
  relativePresetsFor,
  relativeWindow,
  windowPresets,
} from './presets.ts';

test('those of the body part come first, in Chinese or English', () => {
  expect(
    presetsFor('CT', 'HEAD')
      .slice(0, 3)
      .map(({ id }) => id),
  ).toEqual(['ct-brain', 'ct-stroke', 'ct-subdural']);
  expect(presetsFor('CT', '胸部平扫')[0]?.id).toBe('ct-lung');
  expect(presetsFor('CT', 'C-SPINE')[0]?.id).toBe('ct-spine-soft');
  expect(presetsFor('CT', '').length).toBeGreaterThan(9);
  // Its values have no common scale: no fixed window may pretend otherwise.
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

test('presets without a common scale come from the image: scaling its values scales them alike', () => {
  const ids = new Set(relativePresets.map(({ id }) => id));
  expect(ids.size).toBe(relativePresets.length);
  const values = Float64Array.from({ length: 1001 }, (_, index) => index);
  const tenfold = values.map((value) => value * 10);
  const own = { center: 400, width: 300, shape: 'linear' as const };
  for (const preset of relativePresets) {
    const once = relativeWindow(preset, own, values);
    const ten = relativeWindow(preset, { ...own, center: 4000, width: 3000 }, tenfold);
    expect(ten?.center).toBeCloseTo((once?.center ?? Number.NaN) * 10, 6);
    expect(ten?.width).toBeCloseTo((once?.width ?? Number.NaN) * 10, 6);
  }
});

test.each([
  ['MR', 'own-hard', 400, 180],
  ['DX', 'own-bright', 340, 300],
  ['MG', 'own-soft', 400, 480],
  ['MR', 'values-upper', 747.5, 495],
  ['NM', 'counts-50', 250, 500],
  ['NM', 'counts-cut', 350, 500],
])('%s %s', (modality, id, center, width) => {
  const preset = relativePresetsFor(modality).find((one) => one.id === id);
  if (!preset) throw new Error(`${modality} has no ${id}`);
  const values = Float64Array.from({ length: 1001 }, (_, index) => index);
  const found = relativeWindow(preset, { center: 400, width: 300, shape: 'linear' }, values);
  expect(found?.center).toBeCloseTo(center, 9);
  expect(found?.width).toBeCloseTo(width, 9);
});

test('nothing to make it from: no window', () => {
  for (const preset of relativePresets) expect(relativeWindow(preset, null, new Float64Array())).toBeNull();
});
