// A recorded capture on a demo tube: another barcode, today's times, and every value and flag as the analyzer sent them.
import { expect, test } from 'vitest';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { demoRecordings, readRecording, reuseRecording } from './demo-recordings.ts';

const now = new Date('2026-11-21T08:00:00Z');
const cases = Object.entries(demoRecordings).flatMap(([id, list]) => list.map((recording) => ({ id, recording })));

test.each(cases)('$recording.file', ({ id, recording }) => {
  const driver = driverById(id);
  const content = readRecording(recording);
  const before = driver?.interpret(content).messages[0];
  const after = driver?.interpret(reuseRecording(content, '9100000043', now)).messages[0];
  expect(after?.specimenId).toBe('9100000043');
  expect(after?.instrumentTime).toBe('2026-11-21T08:00:00');
  const measured = (message: typeof before) => message?.results.map(({ time: _time, ...result }) => result);
  expect(measured(after)).toEqual(measured(before));
  expect(after?.results.every(({ time }) => (time ?? '').startsWith('2026-11-'))).toBe(true);
  expect(driver?.interpret(reuseRecording(content, null, now)).messages[0]?.specimenId).toBe(before?.specimenId);
});
