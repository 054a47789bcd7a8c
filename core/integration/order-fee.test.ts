// FT1 behind an order: unpaid, paid, refunded, and amounts in fen.
import { expect, test } from 'vitest';
import { parseHl7 } from '../hl7/index.ts';
import { readOrders } from './order-message.ts';

const head = ['MSH|^~\\&|HIS|H|YISHU|H|20260701||ORM^O01|1|P|2.5.1', 'ORC|NW|P1', 'OBR|1|P1||CT-HEAD^颅脑CT'];

function order(...charges: string[]) {
  const [message] = parseHl7([...head, ...charges].join('\r'));
  if (!message) throw new Error('no message');
  return readOrders(message).orders[0]?.items[0];
}

test.each([
  [['FT1|1|||20260701||CG|CT-HEAD||||120.50'], { state: 'unpaid', amountCent: 12050 }],
  [
    ['FT1|1|||20260701||CG|CT-HEAD||||120.5^CNY', 'FT1|2|||20260701||PY|CT-HEAD||||120.50'],
    { state: 'paid', amountCent: 12050 },
  ],
  [['FT1|1|||20260701||PY|CT-HEAD||||80&CNY'], { state: 'paid', amountCent: 8000 }],
  [['FT1|1|||20260701||CG|CT-HEAD|||2||60.25'], { state: 'unpaid', amountCent: 12050 }],
  [
    ['FT1|1|||20260701||PY|CT-HEAD||||80', 'FT1|2|||20260701||CD|CT-HEAD||||-80'],
    { state: 'refunded', amountCent: 8000 },
  ],
  [['FT1|1|||20260701||PY|CT-HEAD||||eighty'], { state: 'paid', amountCent: null }],
])('%j', (charges, fee) => {
  expect(order(...charges)).toEqual({ code: 'CT-HEAD', name: '颅脑CT', fee });
});

test('nothing is said of charges', () => {
  expect(order()).toEqual({ code: 'CT-HEAD', name: '颅脑CT' });
  expect(order('FT1|1|||20260701||AJ|CT-HEAD||||5')).toEqual({ code: 'CT-HEAD', name: '颅脑CT' });
});
