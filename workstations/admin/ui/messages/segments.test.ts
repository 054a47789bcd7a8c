// Fields carry the numbers that the standard gives them.
import { expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';

test('MSH counts from 2, other segments from 1, empty fields are left out', () => {
  const [msh, pid] = segmentsOf('\u000bMSH|^~\\&|HIS||YISHU\rPID|1||P7^^^HOSP\r\u001c\r');
  expect(msh?.fields).toEqual([
    { number: 2, value: '^~\\&' },
    { number: 3, value: 'HIS' },
    { number: 5, value: 'YISHU' },
  ]);
  expect(pid?.name).toBe('PID');
  expect(pid?.fields).toEqual([
    { number: 1, value: '1' },
    { number: 3, value: 'P7^^^HOSP' },
  ]);
});
