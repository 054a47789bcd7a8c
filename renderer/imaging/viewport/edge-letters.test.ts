// The letters at the edges at any turn: from the direction cosines where there are some, else composed from the object's own letters.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { stacksOf } from '../../../core/imaging/stack.ts';
import { type Placement, restingPlacement, viewMatrix } from '../../../core/imaging/view-transform.ts';
import { madeStudy, type SeriesPlan } from '../../../test/support/study-manifests.ts';
import { edgeLetters, turned } from './edge-letters.ts';

function lettersOf(plan: SeriesPlan, placement: Partial<Placement>) {
  const frame = madeStudy('1.2', [plan]).series.flatMap(stacksOf)[0]?.frames[0];
  if (!frame) throw new Error('the plan gives no frame');
  const size = { columns: 64, rows: 64, aspect: 1 };
  return edgeLetters(frame, viewMatrix(size, { width: 500, height: 400 }, { ...restingPlacement, ...placement }));
}

const axial: SeriesPlan = {};
const unplaced = (along: readonly string[]): SeriesPlan => ({
  origin: null,
  image: { patientOrientation: [...along] },
});

// Rows run to the patient's left, columns to the back. Turned clockwise by t, the screen's right is the image's cos t along, -sin t down.
test.each([
  [{}, 'L', 'P'],
  [{ rotation: 3 }, 'L', 'P'],
  [{ rotation: 30 }, 'LA', 'PL'],
  [{ rotation: 60 }, 'AL', 'LP'],
  [{ rotation: 90 }, 'A', 'L'],
  [{ rotation: 200 }, 'RP', 'AR'],
  [{ rotation: 30, flipH: true }, 'RP', 'PL'],
])('axial, %j', (placement, right, bottom) => {
  expect(lettersOf(axial, placement)).toEqual({ right, bottom });
});

test.each([
  [['A', 'F'] as const, { rotation: 0 }, 'A', 'F'],
  [['A', 'F'] as const, { rotation: 30 }, 'AH', 'FA'],
  [['L', 'FP'] as const, { rotation: 90 }, 'HA', 'L'],
  [['L', 'F'] as const, { rotation: 320 }, 'LF', 'FR'],
  [['A', 'F'] as const, { rotation: 20, flipV: true }, 'AH', 'HP'],
])('by letters only, %j %j', (along, placement, right, bottom) => {
  const found = lettersOf(unplaced(along), placement);
  expect([found?.right, found?.bottom?.split('').sort().join('')]).toEqual([right, bottom.split('').sort().join('')]);
});

test('at any turn and mirror the first letter is the axis nearest to the screen direction', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 359 }), fc.boolean(), fc.boolean(), (rotation, flipH, flipV) => {
      const found = lettersOf(axial, { rotation, flipH, flipV });
      const turn = (rotation * Math.PI) / 180;
      // Undo the mirror, then the turn: which way in the patient the screen's right and bottom go.
      const toward = (x: number, y: number): Vector3 => {
        const [mx, my] = [flipH ? -x : x, flipV ? -y : y];
        return [mx * Math.cos(turn) + my * Math.sin(turn), -mx * Math.sin(turn) + my * Math.cos(turn), 0];
      };
      for (const [letters, [l, p]] of [
        [found?.right ?? '', toward(1, 0)] as const,
        [found?.bottom ?? '', toward(0, 1)] as const,
      ]) {
        const share = (letter: string) => ({ L: l, R: -l, P: p, A: -p })[letter] ?? 0;
        const [first = '', second] = letters;
        expect(share(first)).toBeGreaterThanOrEqual(Math.SQRT1_2 - 1e-9);
        if (second) expect(share(second)).toBeGreaterThan(0.1);
        expect(turned(turned(letters))).toBe(letters);
      }
    }),
  );
});
