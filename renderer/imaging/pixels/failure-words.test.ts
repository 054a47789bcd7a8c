// Failures of frames as a reader reads them: by code, without an answer, and in words of their own.
import { expect, test } from 'vitest';
import { failureWords } from './failure-words.ts';

test.each([
  ['NOT_RENDERABLE', 'zh-CN', '该对象无法显示为图像，原因见详情。原始数据完好保存。'],
  [
    'NOT_RENDERABLE codec of JPEG 2000',
    'zh-CN',
    '该对象无法显示为图像，原因见详情。原始数据完好保存。（codec of JPEG 2000）',
  ],
  [
    'NOT_RENDERABLE',
    'en',
    'This object cannot be shown as an image, for the reason given. The original is kept as it came.',
  ],
  ['Failed to fetch', 'zh-CN', '没有应答'],
  ['9 bytes are no 2 x 2 u16', 'zh-CN', '9 bytes are no 2 x 2 u16'],
  ['', 'en', ''],
] as const)('%s (%s)', (message, locale, words) => {
  expect(failureWords(message, locale, '没有应答')).toBe(words);
});
