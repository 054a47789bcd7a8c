// A report is read by what the device's descriptor says of it: bits, signs, relative and absolute fields, arrays, several reports.
import { expect, test } from 'vitest';
import { describedInputs, type HidItem, type HidReports, inputWords } from './controller-reports.ts';

const of = (...collections: HidReports[]) => ({ vendorId: 0x0b33, productId: 0x30, collections });
const reportOf = (items: HidItem[], reportId = 0): HidReports => ({ inputReports: [{ reportId, items }] });
const bytes = (...values: number[]) => Uint8Array.from(values);
const buttons: HidItem = {
  isAbsolute: true,
  isRange: true,
  usageMinimum: 0x00090001,
  usageMaximum: 0x0009000d,
  reportSize: 1,
  reportCount: 13,
  logicalMinimum: 0,
  logicalMaximum: 1,
};
const padding: HidItem = { isConstant: true, reportSize: 3, reportCount: 1 };
const field = (usage: number, part: HidItem): HidItem => ({ usages: [usage], reportSize: 8, reportCount: 1, ...part });
const ring = field(0x00010034, { isAbsolute: true, logicalMinimum: -7, logicalMaximum: 7 });
const counter = field(0x00010037, { isAbsolute: true, logicalMinimum: 0, logicalMaximum: 255 });

test('a jog wheel with a ring and thirteen buttons: each by its usage, the same press once', () => {
  const device = of(reportOf([ring, counter, buttons, padding]));
  const told = (before: Uint8Array | null, now: Uint8Array) => describedInputs(device, 0, before, now);
  expect(told(null, bytes(0, 200, 0, 0))).toEqual([]);
  expect(told(bytes(0, 200, 0, 0), bytes(0, 201, 0, 0))).toEqual(['0b33:0030:u1.37:+']);
  expect(told(bytes(0, 0, 0, 0), bytes(0, 254, 0, 0))).toEqual(['0b33:0030:u1.37:-', '0b33:0030:u1.37:-']);
  expect(told(bytes(0, 255, 0, 0), bytes(0, 0, 0, 0))).toEqual(['0b33:0030:u1.37:+']);
  expect(told(bytes(0, 9, 0, 0), bytes(0, 9, 0b10, 0b10000))).toEqual(['0b33:0030:u9.2', '0b33:0030:u9.d']);
  expect(told(bytes(0, 9, 0b10, 0), bytes(0, 9, 0b11, 0))).toEqual(['0b33:0030:u9.1']);
  expect(told(bytes(0, 9, 0b11, 0), bytes(0, 9, 0, 0))).toEqual([]);
  // The ring to the left, further, and let go.
  expect(told(bytes(0, 9, 0, 0), bytes(0xff, 9, 0, 0))).toEqual(['0b33:0030:u1.34:-']);
  expect(told(bytes(0xff, 9, 0, 0), bytes(0xfd, 9, 0, 0))).toEqual(['0b33:0030:u1.34:-']);
  expect(told(bytes(0xfd, 9, 0, 0), bytes(0, 9, 0, 0))).toEqual([]);
});

test('a relative wheel repeats for each notch, within bounds, and says the same twice as two', () => {
  const device = of(reportOf([field(0x00010038, { isAbsolute: false, logicalMinimum: -127, logicalMaximum: 127 })]));
  const told = (value: number) => describedInputs(device, 0, bytes(1), bytes(value));
  expect(told(1)).toEqual(['0b33:0030:u1.38:+']);
  expect(told(0xfe)).toEqual(['0b33:0030:u1.38:-', '0b33:0030:u1.38:-']);
  expect(told(100)).toHaveLength(8);
  expect(told(0)).toEqual([]);
});

test('keys of a consumer control come as an array; two reports do not speak for one another', () => {
  const keys: HidItem = {
    ...{ isArray: true, isRange: true, isAbsolute: true, usageMinimum: 0x000c0000, usageMaximum: 0x000c03ff },
    ...{ reportSize: 16, reportCount: 2, logicalMinimum: 0, logicalMaximum: 0x3ff },
  };
  const device = of({ inputReports: [], children: [reportOf([keys], 1)] }, reportOf([buttons, padding], 2));
  expect(describedInputs(device, 1, null, bytes(0xb5, 0, 0, 0))).toEqual(['0b33:0030:uc.b5']);
  expect(describedInputs(device, 1, bytes(0xb5, 0, 0, 0), bytes(0xb6, 0, 0xb5, 0))).toEqual(['0b33:0030:uc.b6']);
  expect(describedInputs(device, 2, null, bytes(1, 0))).toEqual(['0b33:0030:u9.1']);
  expect(describedInputs(device, 3, null, bytes(1, 0))).toBeNull();
});

test('an axis that jitters is left, middle or right; a hat names its direction; a short report says nothing', () => {
  const axis = field(0x00010030, { isAbsolute: true, logicalMinimum: 0, logicalMaximum: 255 });
  const hat = field(0x00010039, {
    isAbsolute: true,
    hasNull: true,
    reportSize: 4,
    logicalMinimum: 0,
    logicalMaximum: 7,
  });
  const device = of(reportOf([axis, hat, { ...padding, reportSize: 4 }]));
  const told = (before: Uint8Array, now: Uint8Array) => describedInputs(device, 0, before, now);
  expect(told(bytes(128, 8), bytes(130, 8))).toEqual([]);
  expect(told(bytes(130, 8), bytes(250, 8))).toEqual(['0b33:0030:u1.30:+']);
  expect(told(bytes(250, 8), bytes(255, 2))).toEqual(['0b33:0030:u1.39:2']);
  expect(told(bytes(250, 2), bytes(250, 8))).toEqual([]);
  expect(told(bytes(128), bytes(250))).toEqual(['0b33:0030:u1.30:+']);
  expect(told(bytes(), bytes())).toEqual([]);
});

test('what a person reads for an input', () => {
  expect(inputWords('0b33:0030:u9.d')).toEqual({ device: '0b33:0030', kind: 'button', which: '13', way: '' });
  expect(inputWords('0b33:0030:u1.37:-')).toEqual({ device: '0b33:0030', kind: 'wheel', which: 'u1.37', way: '-' });
  expect(inputWords('0b33:0030:u1.39:2')).toMatchObject({ kind: 'hat', way: '2' });
  expect(inputWords('0b33:0030:1:+')).toMatchObject({ kind: 'wheel', way: '+' });
  expect(inputWords('0b33:0030:0:4')).toMatchObject({ kind: 'other', which: '0:4' });
  expect(inputWords('Ctrl+Mouse4')).toBeNull();
});
