// A prior beside a case that is already open: nothing in view moves or is replaced, the likest series comes, and it goes as it came.
import { describe, expect, test } from 'vitest';
import { madeStudy, type SeriesPlan } from '../../../test/support/study-manifests.ts';
import { type ReadingEvent, reduceReading } from '../reading/reduce.ts';
import { emptyReading, type ReadingState, stackOf } from '../reading/state.ts';
import { asksForPrior } from './beside.ts';
import { shippedProtocols } from './shipped.ts';

const protocols = shippedProtocols();
const run = (events: readonly ReadingEvent[], from = emptyReading) => events.reduce(reduceReading, from);
const open = (...uids: string[]): ReadingEvent => ({
  kind: 'open',
  studies: uids.map((studyUid, index) => ({ studyUid, role: index === 0 ? 'current' : 'prior' })),
});
const arrived = (uid: string, plans: SeriesPlan[]): ReadingEvent => ({
  kind: 'manifest',
  manifest: madeStudy(uid, plans),
  protocols,
});
const seen = (state: ReadingState) =>
  state.viewports.map((viewport) => {
    const frame = stackOf(state, viewport)?.frames[viewport.index];
    return frame?.sopInstanceUid ?? viewport.awaits;
  });

const knee: SeriesPlan[] = [{ modality: 'CT', description: 'KNEE', count: 11 }];

describe('a case that hangs alone', () => {
  const reader: ReadingEvent[] = [
    { kind: 'go', viewport: 0, to: 5 },
    { kind: 'present', viewport: 0, change: { window: { center: 400, width: 1800, shape: 'linear' } } },
    { kind: 'place', viewport: 0, change: { zoom: 2, rotation: 12 } },
  ];
  const alone = run([open('1'), arrived('1', knee), ...reader]);
  const asked = run([open('1', '2')], alone);
  const prior = arrived('2', [
    { modality: 'CT', description: 'SCOUT', count: 1, image: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] } },
    { modality: 'CT', description: 'KNEE', count: 21, frameOfReferenceUid: '9' },
  ]);
  const both = run([prior], asked);

  test('a place waits for the prior; the case keeps its image, window, zoom and turn', () => {
    expect([asked.rows, asked.columns, seen(asked)]).toEqual([1, 2, [seen(alone)[0], 'prior']]);
    expect(both.viewports[0]).toBe(alone.viewports[0]);
  });

  test('the likest series, at the same share of the way, with the same window', () => {
    const frame = both.viewports[1];
    expect([frame?.studyUid, frame?.index]).toEqual(['2', 10]);
    expect(frame?.presentation.window?.width).toBe(1800);
    expect(frame?.presentation.placement.zoom).toBe(1);
    // CT with a prior scrolls by offset (its protocol), for the two have no place in common.
    expect(both.link.scroll).toBe('offset');
  });

  test('closed again: one picture, as it was', () => {
    const closed = run([open('1')], both);
    expect([closed.rows, closed.columns, closed.viewports]).toEqual([1, 1, [alone.viewports[0]]]);
  });

  test('another prior takes the place of the former', () => {
    const other = run([open('1', '3'), arrived('3', knee)], both);
    expect([other.columns, other.viewports.map(({ studyUid }) => studyUid)]).toEqual([2, ['1', '3']]);
    expect(other.viewports[0]).toBe(alone.viewports[0]);
  });
});

test('several pictures: a row under them, each with its own counterpart', () => {
  const plans: SeriesPlan[] = [
    { modality: 'MR', description: 'T1', count: 9 },
    { modality: 'MR', description: 'T2', count: 9 },
  ];
  const alone = run([open('1'), arrived('1', plans)]);
  expect([alone.rows, alone.columns]).toEqual([1, 2]);
  const both = run([open('1', '2'), arrived('2', [...plans].reverse())], alone);
  expect([both.rows, both.columns]).toEqual([2, 2]);
  expect(both.viewports.slice(0, 2)).toEqual(alone.viewports);
  const descriptions = both.viewports.slice(2).map((viewport) => {
    const stack = stackOf(both, viewport);
    const study = both.studies.find(({ uid }) => uid === viewport.studyUid);
    return study?.manifest.series.find((one) => one.seriesInstanceUid === stack?.seriesInstanceUid)?.description;
  });
  expect(descriptions).toEqual(['T1', 'T2']);
});

test('a prior of another modality leaves its place empty and says so; the case stays', () => {
  const alone = run([open('1'), arrived('1', knee)]);
  const both = run([open('1', '2'), arrived('2', [{ modality: 'DX', count: 1 }])], alone);
  expect(seen(both)).toEqual([seen(alone)[0], 'prior']);
});

test('known before the case is hung: the protocol with a place for it, and a place where the protocol has none', () => {
  const chest = run([open('1', '2'), arrived('1', [{ modality: 'CT', description: 'CHEST LUNG' }])]);
  expect([chest.protocolId, seen(chest).includes('prior')]).toEqual(['ct-chest-prior', true]);
  const resonance = run([open('1', '2'), arrived('1', [{ modality: 'MR', count: 9 }])]);
  expect(seen(resonance)).toContain('prior');
});

test('whether the hanging protocol asks for a prior', () => {
  const asks = (modality: string, text: string, prior = modality) => asksForPrior(protocols, { modality, text }, prior);
  expect([asks('CT', '胸部平扫'), asks('DX', '膝'), asks('MG', '')]).toEqual([true, true, true]);
  expect([asks('MR', '头'), asks('US', '腹部'), asks('CT', '胸部', 'DX')]).toEqual([false, false, false]);
  expect(asksForPrior([], { modality: 'CT', text: '' }, 'CT')).toBe(false);
});
