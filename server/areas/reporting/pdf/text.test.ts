// Text that fits and units with exponents.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitText, unitRuns, widthOf } from './text.ts';

describe('text on paper', () => {
  test.each([
    ['10^9/L', [{ text: '10' }, { text: '9', sup: true }, { text: '/L' }]],
    ['10*12/L', [{ text: '10' }, { text: '12', sup: true }, { text: '/L' }]],
    ['×10⁹/L', [{ text: '×10' }, { text: '9', sup: true }, { text: '/L' }]],
    ['mmol/L', [{ text: 'mmol/L' }]],
    ['mL/min/1.73m²', [{ text: 'mL/min/1.73m²' }]],
    ['', []],
  ])('unit %s', (unit, runs) => {
    expect(unitRuns(unit)).toEqual(runs);
  });

  test('what is fitted is no wider than the place, or one mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 10, max: 200 }), (text, width) => {
        const fitted = fitText(text, width, 9);
        expect(fitted === '…' || widthOf(fitted, 9) <= width + 0.001).toBe(true);
      }),
    );
  });

  test('short text stays as it is', () => {
    expect(fitText('血常规', 100, 9)).toBe('血常规');
    expect(fitText('贫血待查；发热', 40, 9)).toBe('贫血待…');
  });
});
