// Every thrown thing becomes a failure that can be explained.
import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { detailLines, failureOf, sentenceOf } from './failure.ts';

test('codes of the table keep their class and sentence', () => {
  const failure = failureOf(new ORPCError('VERSION_CONFLICT', { status: 409, data: { by: '李敏' } }));
  expect(failure).toEqual({ code: 'VERSION_CONFLICT', retry: 'ask', detail: { by: '李敏' } });
  expect(sentenceOf(failure, 'zh-CN')).toContain('已被他人修改');
});

test('bad input names the field', () => {
  const failure = failureOf(
    new ORPCError('BAD_REQUEST', {
      status: 400,
      data: { issues: [{ path: ['command', 'id'], message: 'Invalid UUID' }] },
    }),
  );
  expect(failure.code).toBe('INPUT_INVALID');
  expect(detailLines(failure.detail)).toEqual(['command.id: Invalid UUID']);
});

test('a connection that fails is not an internal error', () => {
  const failure = failureOf(new TypeError('Failed to fetch'));
  expect(failure).toMatchObject({ code: 'UNREACHABLE', retry: 'again' });
  expect(sentenceOf(failure, 'en')).toBeNull();
});
