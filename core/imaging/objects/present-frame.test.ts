// A state on a frame: what it takes the place of, where its area comes to lie, and display units under every turn and mirror.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyMatrix, restingPlacement, viewMatrix } from '../view-transform.ts';
import { areaFor, displayToImage, frameBase, placementFor } from './present-frame.ts';
import type { PresentationState, PresentedArea } from './presentation.ts';

const plain: PresentationState = {
  label: '',
  description: '',
  creator: '',
  created: '',
  colour: false,
  inverted: false,
  modality: { slope: 2, intercept: -10, modalityLut: null },
  rotation: 0,
  flipped: false,
  references: [{ seriesUid: '1', sopInstanceUid: '1.1', frames: [2, 3] }],
  voi: [
    {
      of: [{ sopInstanceUid: '1.1', frames: [3] }],
      window: { center: 40, width: 80, explanation: '' },
      lut: null,
      voiFunction: 'sigmoid',
    },
  ],
  areas: [],
  shutter: null,
  shutterGrey: 0.5,
  layers: [],
};

const area = (part: Partial<PresentedArea> = {}): PresentedArea => ({
  of: [],
  mode: 'fit',
  from: { x: 100, y: 150 },
  to: { x: 300, y: 250 },
  magnification: null,
  ...part,
});
const image = { columns: 512, rows: 400, aspect: 1 };
const view = { width: 800, height: 600 };
const turns = [0, 90, 180, 270] as const;

describe('greys', () => {
  test('frames that the state does not name keep their own look', () => {
    expect(frameBase(plain, '1.1', 1)).toBeNull();
    expect(frameBase(plain, '1.2', 2)).toBeNull();
  });
  test('its modality transformation and polarity take the place of the image', () => {
    expect(frameBase({ ...plain, inverted: true }, '1.1', 2)).toEqual({
      display: { slope: 2, intercept: -10, modalityLut: null, inverted: true },
      voi: null,
      shutter: null,
      shutterGrey: 0.5,
    });
    expect(frameBase(plain, '1.1', 3)?.voi).toEqual({
      kind: 'window',
      window: { center: 40, width: 80, shape: 'sigmoid' },
    });
  });
  test('a colour state leaves the colours alone', () => {
    expect(frameBase({ ...plain, colour: true }, '1.1', 3)).toMatchObject({ display: null, voi: null });
  });
});

describe('the displayed area', () => {
  test('fills the view at every turn and mirror, its middle in the middle', () => {
    for (const rotation of turns) {
      for (const flipped of [false, true]) {
        const found = area();
        const matrix = viewMatrix(image, view, placementFor({ rotation, flipped }, found, image, view, 1));
        const corners = [found.from, found.to].map((point) => applyMatrix(matrix, point));
        const xs = corners.map(({ x }) => x);
        const ys = corners.map(({ y }) => y);
        expect((Math.min(...xs) + Math.max(...xs)) / 2).toBeCloseTo(400, 6);
        expect((Math.min(...ys) + Math.max(...ys)) / 2).toBeCloseTo(300, 6);
        const wide = Math.max(...xs) - Math.min(...xs);
        const high = Math.max(...ys) - Math.min(...ys);
        expect(Math.min(view.width / wide, view.height / high)).toBeCloseTo(1, 6);
        expect(wide / high).toBeCloseTo(rotation % 180 === 0 ? 2 : 0.5, 6);
      }
    }
  });
  test('magnified: so many screen pixels for one of the image', () => {
    const placement = placementFor(plain, area({ mode: 'magnify', magnification: 3 }), image, view, 2);
    expect(viewMatrix(image, view, placement).d).toBeCloseTo(1.5, 9);
  });
  test("without an area the whole image, and the frame's own area where there are several", () => {
    expect(placementFor(plain, null, image, view, 1)).toEqual(restingPlacement);
    const own = area({ of: [{ sopInstanceUid: '1.1', frames: [3] }] });
    expect(areaFor({ ...plain, areas: [own] }, '1.1', 3)).toBe(own);
    expect(areaFor({ ...plain, areas: [own] }, '1.1', 2)).toBeNull();
  });
});

test('fractions of the area lie where they are seen from its upper left corner', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...turns), fc.boolean(), share, share, (rotation, flipped, x, y) => {
      const found = area();
      const matrix = viewMatrix(image, view, placementFor({ rotation, flipped }, found, image, view, 1));
      const corners = [found.from, found.to].map((point) => applyMatrix(matrix, point));
      const left = Math.min(...corners.map((one) => one.x));
      const top = Math.min(...corners.map((one) => one.y));
      const wide = Math.max(...corners.map((one) => one.x)) - left;
      const high = Math.max(...corners.map((one) => one.y)) - top;
      const at = applyMatrix(matrix, displayToImage({ rotation, flipped }, found, { x, y }));
      expect(at.x).toBeCloseTo(left + x * wide, 6);
      expect(at.y).toBeCloseTo(top + y * high, 6);
    }),
  );
});
