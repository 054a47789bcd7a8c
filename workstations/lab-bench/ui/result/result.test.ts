// What the result pane works out before it draws: rows, delta, reasons, milestones, histogram outlines, trends, own versions.
import { describe, expect, test } from 'vitest';
import type { Milestones, ResultVersion, TestLine } from '../../../../core/lab/model.ts';
import { discriminators, graphKind, isPicture } from './histogram-shape.ts';
import { countMarks, isUnchanged, lineView, lineViews, needsReason } from './line-view.ts';
import { milestoneSteps, turnaround } from './milestone-steps.ts';
import { OwnVersions } from './own-versions.ts';
import { trendOf } from './trend-series.ts';

const version = (id: string, change: Partial<ResultVersion> = {}): ResultVersion => ({
  id,
  testCode: 'K',
  value: '5.0',
  unit: 'mmol/L',
  numeric: 5,
  noValue: false,
  abnormality: 'normal',
  range: { text: '3.5-5.3', low: 3.5, high: 5.3, criticalLow: 2.8, criticalHigh: 6.2, dictionaryVersion: 1 },
  instrumentFlags: [],
  source: 'instrument',
  instrumentId: 'AU5800',
  channel: null,
  messageId: null,
  instrumentTime: null,
  clockSuspect: false,
  receivedAt: '2026-03-01T02:00:00Z',
  enteredBy: null,
  supersedes: null,
  reason: null,
  comments: [],
  qualifiers: {},
  ...change,
});

const line = (change: Partial<TestLine> = {}): TestLine => ({
  testCode: 'K',
  name: '钾',
  nameEn: 'Potassium',
  unit: 'mmol/L',
  printOrder: 1,
  origin: 'ordered',
  versions: [version('a')],
  currentId: 'a',
  previous: null,
  ...change,
});

describe('rows', () => {
  test('stand in the order of the report, equal places by code', () => {
    const lines = [
      line({ testCode: 'NA', printOrder: 2 }),
      line({ testCode: 'K', printOrder: 2 }),
      line({ testCode: 'CL' }),
    ];
    expect(lineViews(lines).map((view) => view.line.testCode)).toEqual(['CL', 'K', 'NA']);
  });

  test('say what kind of value they have', () => {
    expect(lineView(line()).kind).toBe('value');
    expect(lineView(line({ versions: [], currentId: null })).kind).toBe('missing');
    expect(lineView(line({ versions: [version('a', { noValue: true, value: '.....' })] })).kind).toBe('noValue');
    const reruns = [version('a'), version('b', { value: '6.9', abnormality: 'criticalHigh' })];
    const undecided = lineView(line({ versions: reruns, currentId: null }));
    expect(undecided.kind).toBe('choose');
    expect(undecided.abnormality).toBe('criticalHigh');
  });

  test('show the change only in the same unit', () => {
    const previous = { value: '2.5', abnormality: 'low' as const, at: '2026-02-27T02:00:00Z', specimenId: 's' };
    const same = lineView(line({ previous: { ...previous, unit: 'mmol/L' } }));
    expect([same.delta, same.deltaLarge]).toEqual(['+100%', true]);
    expect(lineView(line({ previous: { ...previous, unit: 'mg/dL' } })).delta).toBe('');
  });

  test('count what stands out; what nobody ordered is not waited for', () => {
    const none = { versions: [], currentId: null };
    const views = [
      line({ versions: [version('a', { abnormality: 'high' })] }),
      line({ versions: [version('a', { abnormality: 'criticalLow' })] }),
      line(none),
      line({ ...none, origin: 'unordered' }),
    ].map(lineView);
    expect(countMarks(views)).toEqual({ abnormal: 1, critical: 1, missing: 1 });
  });

  test('a reason is asked when a value is there, and nothing is sent when nothing changes', () => {
    expect(needsReason(line())).toBe(true);
    expect(needsReason(line({ versions: [], currentId: null }))).toBe(false);
    expect(isUnchanged(line(), ' 5.0 ')).toBe(true);
    expect(isUnchanged(line(), '5')).toBe(false);
    expect(isUnchanged(line({ versions: [], currentId: null }), '')).toBe(true);
  });
});

test('own versions carry what was seen forward, a stranger does not', () => {
  const own = new OwnVersions();
  own.record(3, 4);
  own.record(4, 5);
  own.record(7, 7);
  expect([own.latest(3), own.latest(5), own.latest(6), own.latest(7)]).toEqual([5, 5, 6, 7]);
});

describe('milestones', () => {
  const none: Milestones = {
    orderedAt: null,
    labelPrintedAt: null,
    collectedAt: null,
    receivedAt: null,
    firstResultAt: null,
    testedAt: null,
    reviewedAt: null,
    releasedAt: null,
    printedAt: null,
  };

  test('minutes run from the last step that has a time', () => {
    const steps = milestoneSteps({
      ...none,
      orderedAt: '2026-03-01T01:00:00Z',
      receivedAt: '2026-03-01T01:38:20Z',
      releasedAt: '2026-03-01T03:08:20Z',
    });
    const of = (name: string) => steps.find((step) => step.name === name)?.minutes;
    expect([of('ordered'), of('collected'), of('received'), of('released')]).toEqual([null, null, 38, 90]);
  });

  test('turnaround needs both ends', () => {
    const receivedAt = '2026-03-01T01:00:00Z';
    expect(turnaround({ ...none, receivedAt })).toBe(null);
    expect(turnaround({ ...none, receivedAt, releasedAt: '2026-03-01T02:30:00Z' })).toBe(90);
  });
});

describe('histograms', () => {
  test('discriminators are the lines within the channels', () => {
    const meta = { rightLine: '72', leftLine: '12', metaLength: '2', farLine: '900', emptyLine: '' };
    expect(discriminators(meta, 128)).toEqual([
      { name: 'leftLine', channel: 12 },
      { name: 'rightLine', channel: 72 },
    ]);
    expect(discriminators(undefined, 128)).toEqual([]);
  });

  test('only pictures that a browser knows are shown', () => {
    expect(isPicture({ mediaType: 'image/bmp', encoding: 'base64' })).toBe(true);
    expect(isPicture({ mediaType: 'image/tiff', encoding: 'base64' })).toBe(false);
    expect(isPicture({ mediaType: 'image/png', encoding: 'reference' })).toBe(false);
  });
});

describe('trend', () => {
  const point = {
    testCode: 'K',
    specimenId: 'old',
    barcode: '1',
    at: '2026-01-01T00:00:00Z',
    value: '4.0',
    numeric: 4,
    unit: 'mmol/L',
    abnormality: 'normal' as const,
  };

  test('is oldest first, ends with the present value and draws one unit only', () => {
    const history = [
      point,
      { ...point, specimenId: 'older', at: '2025-01-01T00:00:00Z', unit: 'mg/dL', value: '15', numeric: 15 },
      { ...point, testCode: 'NA' },
    ];
    const trend = trendOf(history, lineView(line()), 'this');
    expect(trend.points.map((one) => one.value)).toEqual(['15 mg/dL', '4.0', '5.0']);
    expect(trend.drawn).toEqual([
      { at: '2026-01-01T00:00:00Z', value: 4, critical: false },
      { at: '2026-03-01T02:00:00Z', value: 5, critical: false },
    ]);
    expect(trend.points.at(-1)?.present).toBe(true);
    expect([trend.low, trend.high]).toEqual([3.5, 5.3]);
    expect(
      trendOf([], lineView(line({ versions: [version('a', { value: '阴性', numeric: null })] })), 'this').drawn,
    ).toEqual([]);
  });
});

test('graphs of a blood counter have names in words, others keep the analyzer’s', () => {
  expect(graphKind('WBC Histogram. Binary')).toBe('WBC');
  expect(graphKind('WBC DIFF Scattergram. BMP')).toBe('scattergram');
  expect(graphKind('SCAT_WDF')).toBeNull();
});
