// ECG types in lists: order, what is switched off, what stands there already, exams from before.
import { expect, test } from 'vitest';
import { chooseable, type EcgType, ecgTypeOf, itemsByType, shippedEcgTypes } from './ecg-type.ts';
import { type ExamItem, shippedExamItems } from './exam-items.ts';

const type = (code: string, position: number, active = true): EcgType => ({
  ...{ code, name: code, nameEn: code, version: 1, shipped: false },
  ...{ position, active },
});
const types = [type('late', 30), type('b', 10), type('off', 5, false), type('a', 10)];
const item = (code: string, ecgType?: string): ExamItem => ({
  ...{ code, service: 'ecg', modality: 'ECG', bodyPart: '', name: code, nameEn: '', method: '', room: '' },
  ...{ active: true, ecgType },
});
const codes = (all: readonly { code: string }[]) => all.map(({ code }) => code);

test('types stand by place, then code; one that is off only where it stands already', () => {
  expect(codes(chooseable(types))).toEqual(['a', 'b', 'late']);
  expect(codes(chooseable(types, 'off'))).toEqual(['off', 'a', 'b', 'late']);
});

test('items follow their types; items of a type that is off are not offered, but the present one stays', () => {
  const items = [item('1', 'late'), item('2', 'off'), item('3', 'a'), item('4', 'unknown')];
  expect(codes(itemsByType(items, types, ''))).toEqual(['3', '1', '4']);
  expect(codes(itemsByType(items, types, '2'))).toEqual(['2', '3', '1', '4']);
  expect(codes(itemsByType(items, undefined, ''))).toEqual(['1', '2', '3', '4']);
});

test('an exam keeps the type that it was registered with; one from before has that of its item', () => {
  const items = [item('1', 'late')];
  expect(ecgTypeOf({ ecgType: 'a', procedureCode: '1' }, items)).toBe('a');
  expect(ecgTypeOf({ procedureCode: '1' }, items)).toBe('late');
  expect(ecgTypeOf({ procedureCode: 'none' }, items)).toBeUndefined();
});

test('every shipped ECG item is of a shipped type, and no image is', () => {
  const known = new Set(codes(shippedEcgTypes));
  for (const { service, ecgType } of shippedExamItems)
    expect(ecgType !== undefined && known.has(ecgType)).toBe(service === 'ecg');
});
