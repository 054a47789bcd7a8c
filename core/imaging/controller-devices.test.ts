// Wheels, pedals and pads are let in; a keyboard, a mouse or a security key never, not even as a part of something else.
import { expect, test } from 'vitest';
import { isReadersController } from './controller-devices.ts';

const device = (...collections: [number, number][]) => ({
  vendorId: 0x1234,
  productId: 0x5678,
  collections: collections.map(([usagePage, usage]) => ({ usagePage, usage })),
});

test.each([
  ['consumer control', device([0x0c, 0x01])],
  ['joystick', device([0x01, 0x04])],
  ['gamepad', device([0x01, 0x05])],
  ['multi-axis', device([0x01, 0x08])],
  ['game controls', device([0x05, 0x01])],
  ['of the maker', device([0xff00, 0x01])],
  ['of the maker, end of the range', device([0xffff, 0x01])],
  ['a known jog wheel', { vendorId: 0x0b33, productId: 0x0030, collections: [{ usagePage: 0x01, usage: 0x00 }] }],
])('%s', (_name, one) => expect(isReadersController(one)).toBe(true));

test.each([
  ['keyboard', device([0x01, 0x06])],
  ['keypad', device([0x01, 0x07])],
  ['mouse', device([0x01, 0x02])],
  ['pointer', device([0x01, 0x01])],
  ['security key', device([0xf1d0, 0x01])],
  ['a keyboard with a volume wheel', device([0x0c, 0x01], [0x01, 0x06])],
  ['a security key with a page of its maker', device([0xff00, 0x01], [0xf1d0, 0x01])],
  ['a touch screen', device([0x0d, 0x04])],
  ['a power supply', device([0x84, 0x04])],
  ['nothing', device()],
  ['a known wheel that has a keyboard', { ...device([0x01, 0x06]), vendorId: 0x0b33, productId: 0x0030 }],
])('not: %s', (_name, one) => expect(isReadersController(one)).toBe(false));
