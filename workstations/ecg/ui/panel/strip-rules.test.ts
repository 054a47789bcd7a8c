// The reader's own strips: where they begin and end, how a time is typed, and what of them is printed.
import { describe, expect, test } from 'vitest';
import { chosenStrips } from '../../../../core/ecg/paper/key-strips.ts';
import { ReportStrip } from '../../../../core/reporting/report-strip.ts';
import { moved, typedTime, withStrip } from './strip-rules.ts';

const recording = { id: '00000000-0000-4000-8000-000000000001', durationMs: 1_805_000 };
const strip = (fromMs: number, toMs: number, label = ''): ReportStrip => ({
  recordingId: recording.id,
  fromMs,
  toMs,
  label,
});

test.each([
  ['0:10:00', 600_000],
  ['30:00', 1_800_000],
  ['90', 90_000],
  ['0:30:05', null],
  ['1:2:3:4', null],
  ['soon', null],
  ['', null],
])('%s is %s ms of a record of half an hour', (text, ms) => expect(typedTime(text, recording.durationMs)).toBe(ms));

describe('the page becomes a strip', () => {
  test('at its place in time, once', () => {
    const two = withStrip(withStrip([], recording, 60_000, ''), recording, 10_000, '');
    expect(two.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [10_000, 20_000],
      [60_000, 70_000],
    ]);
    expect(withStrip(two, recording, 60_000, '')).toEqual(two);
  });

  test('the last page ends with the recording', () =>
    expect(withStrip([], recording, 1_804_000, '')[0]).toMatchObject({ fromMs: 1_795_000, toMs: 1_805_000 }));

  test('no more than a report holds', () => {
    let strips: ReportStrip[] = [];
    for (let at = 0; at < 60; at += 1) strips = withStrip(strips, recording, at * 20_000, '');
    expect(strips).toHaveLength(24);
  });
});

test.each([
  [{ seconds: 60 }, [100_000, 160_000]],
  [{ fromMs: 1_804_000 }, [1_795_000, 1_805_000]],
  [{ fromMs: 5_000, seconds: undefined }, [5_000, 15_000]],
] as const)('moved by %o it stays within the recording and the limits', (part, [fromMs, toMs]) => {
  const after = moved(strip(100_000, 110_000), recording.durationMs, part);
  expect([after.fromMs, after.toMs]).toEqual([fromMs, toMs]);
  expect(ReportStrip.safeParse(after).success).toBe(true);
});

test('a strip of a minute and more, and one of nothing, is none', () => {
  expect(ReportStrip.safeParse(strip(0, 61_000)).success).toBe(false);
  expect(ReportStrip.safeParse(strip(5000, 5000)).success).toBe(false);
});

test('a strip is printed in rows of ten seconds with its words; one of another recording is not', () => {
  const other = { ...strip(0, 10_000), recordingId: '00000000-0000-4000-8000-000000000002' };
  expect(chosenStrips([strip(60_000, 85_000, '室速'), other, strip(0, 5000, '起始')], recording)).toEqual([
    { fromMs: 0, lead: null, title: '0:00:00–0:00:05   起始' },
    { fromMs: 60_000, lead: null, title: '0:01:00–0:01:25   室速（1/3）' },
    { fromMs: 70_000, lead: null, title: '0:01:00–0:01:25   室速（2/3）' },
    { fromMs: 80_000, lead: null, title: '0:01:00–0:01:25   室速（3/3）' },
  ]);
});
