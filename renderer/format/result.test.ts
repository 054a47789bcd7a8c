// Result marks and deltas.
import { expect, test } from 'vitest';
import { arrowOf, deltaIsLarge, deltaText, severityOf } from './result.ts';

test('arrows double when critical', () => {
  expect(arrowOf('high') + arrowOf('low') + arrowOf('criticalHigh') + arrowOf('criticalLow')).toBe('↑↓⇈⇊');
  expect(arrowOf('normal')).toBe('');
  expect(severityOf('criticalAbnormal')).toBe('critical');
});

test('delta needs two numbers of one unit', () => {
  expect(deltaText({ numeric: 12, unit: 'g/L' }, { value: '10', unit: 'g/L' })).toBe('+20%');
  expect(deltaText({ numeric: 5, unit: 'g/L' }, { value: '10', unit: 'g/L' })).toBe('−50%');
  expect(deltaText({ numeric: 5, unit: 'g/L' }, { value: '10', unit: 'mg/L' })).toBe('');
  expect(deltaText({ numeric: 5, unit: '' }, { value: '阴性', unit: '' })).toBe('');
  expect(deltaText({ numeric: 5, unit: '' }, null)).toBe('');
  expect(deltaIsLarge('−50%')).toBe(true);
  expect(deltaIsLarge('+8%')).toBe(false);
});
