// The address in the printed code: the public one where it is known, else the one that the print came by.
import { expect, test } from 'vitest';
import { verifyBase } from './paper-routes.ts';

test('a public address is printed, whatever the station came by', () => {
  const url = new URL('http://10.0.0.7:4600/reports/pdf?job=1');
  expect(verifyBase({ publicOrigin: 'https://yishu.hospital.cn' }, url)).toBe('https://yishu.hospital.cn/verify/');
  expect(verifyBase({ publicOrigin: null }, url)).toBe('http://10.0.0.7:4600/verify/');
});
