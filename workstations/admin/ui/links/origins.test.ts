// Pasted addresses become origins, and nothing else gets into a header.
import { expect, test } from 'vitest';
import { originsOfLines } from './origins.ts';

test('addresses of pages become origins, each once', () => {
  expect(
    originsOfLines(' https://EMR.hospital.cn/doctor/index?x=1\n\nhttps://emr.hospital.cn\nhttp://10.1.2.3:8080 '),
  ).toEqual({
    origins: ['https://emr.hospital.cn', 'http://10.1.2.3:8080'],
  });
  expect(originsOfLines('')).toEqual({ origins: [] });
});

test.each([
  'emr.hospital.cn',
  'ftp://emr.hospital.cn',
  'javascript:alert(1)',
  'https://a.cn; script-src *',
  '*',
  'https://*.cn',
])('the line “%s” is refused by name', (line) => {
  expect(originsOfLines(`https://a.cn\n${line}`)).toEqual({ bad: line });
});
