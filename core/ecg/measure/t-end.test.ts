// QT is called sure only where two looks at the end of T agree.
import { expect, test } from 'vitest';
import { madeHearts } from '../../../test/performance/ecg/made-hearts.ts';
import { measureRecording } from './measure-recording.ts';

/** Mean and deviation of IEC 60601-2-25 added up. */
const toleranceMs = 55;
const sure = 0.7;

const hearts = madeHearts();
const kinds = [...new Set(hearts.map(({ name }) => name.split(',')[0] ?? ''))];

test.each(kinds)('%s: no QT is both sure and wrong', (kind) => {
  for (const { name, truth, recording } of hearts.filter((one) => one.name.startsWith(`${kind},`)).slice(0, 3)) {
    const measured = measureRecording(recording);
    const wrong = Math.abs((measured?.qtMs ?? truth.qtMs) - truth.qtMs) > toleranceMs;
    if (wrong) expect(measured?.confidence.qtMs ?? 0, name).toBeLessThan(sure);
  }
});

test('a usual T stays sure', () => {
  const usual = hearts.filter(({ name, truth }) => name.startsWith('T narrow') && truth.qtMs > 320);
  const confident = usual.filter(({ recording }) => (measureRecording(recording)?.confidence.qtMs ?? 0) >= sure);
  expect(confident.length).toBeGreaterThanOrEqual(0.8 * usual.length);
});

test('the other end is told beside the doubt', () => {
  const notched = hearts.find(({ name }) => name.startsWith('T notched'));
  const measured = notched && measureRecording(notched.recording);
  expect(Math.abs((measured?.qtOtherMs ?? 0) - (notched?.truth.qtMs ?? 0))).toBeLessThan(toleranceMs);
  expect(measured?.withheld?.map(({ reason }) => reason)).toContain('t-end-doubtful');
});
