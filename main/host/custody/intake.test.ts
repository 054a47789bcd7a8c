// What stays in the journal after a message was stored: the beginning of the next one, and nothing else.
import { expect, test } from 'vitest';
import { holdsMore } from './intake.ts';

const frame = (text: string) => new TextEncoder().encode(`\x021${text}\x03FF\r\n`);

test('the end of a message that was cut in the middle of its last record is an end', () => {
  for (const text of ['L|1|N\r', '2|N\r', '|N\r', 'R|1|^^^HGB|5\rL|1|N\r', 'HGB|5|g/L\r', 'N\r'])
    expect([text, holdsMore(frame(text))]).toEqual([text, false]);
});

test('a message that begins behind the end of another one is kept', () => {
  for (const text of ['L|1|N\rH|\\^&|||XN\r', 'L|1|N\rH|\\^&\rR|1|^^^WBC|5', '|N\rH|\\^&\r', 'L|1|N\rH'])
    expect([text, holdsMore(frame(text))]).toEqual([text, true]);
});

test('a block of MLLP is whole', () => {
  expect(holdsMore(new TextEncoder().encode('\x0bMSH|^~\\&|A\rPID|1\r\x1c\r'))).toBe(false);
});
