// By whatever way a series comes into a viewport, it opens the same: PET in SUV and dark on white, CT in a window of its body part.
import { describe, expect, test } from 'vitest';
import { madeStudy, type SeriesPlan } from '../../../test/support/study-manifests.ts';
import type { ImageDescriptor, SuvInputs } from '../descriptor.ts';
import { HangingProtocol } from '../hanging/model.ts';
import { shippedProtocols } from '../hanging/shipped.ts';
import { type ReadingEvent, reduceReading } from './reduce.ts';
import { emptyReading, type ReadingState, type Viewport } from './state.ts';

/** 70 kg; what is left of the dose at the scan makes one SUV so many becquerel a millilitre. */
const suvInputs = (bqPerSuv: number): SuvInputs => ({
  units: 'BQML',
  decayCorrection: 'ADMIN',
  correctedImage: ['ATTN', 'DECY'],
  patientWeightKg: 70,
  totalDoseBq: bqPerSuv * 70_000,
  halfLifeSeconds: 6586,
  injectionTime: '080000',
  seriesTime: '090000',
  acquisitionTime: '090000',
  philipsSuvFactor: null,
});
const display = (part: Partial<ImageDescriptor['display']> = {}): ImageDescriptor['display'] => ({
  ...{ slope: 1, intercept: 0, rescaleType: '', modalityLut: null, windows: [], voiFunction: 'linear' },
  ...{ voiLuts: [], inverted: false },
  ...part,
});
// The first image is empty, so that the window which it asks for shows nothing.
const narrow = display({ windows: [{ center: 1, width: 2, explanation: '' }] });
const pet = (bqPerSuv: number, part: Partial<SeriesPlan> = {}): SeriesPlan => ({
  modality: 'PT',
  description: 'PET WB',
  count: 9,
  image: { suv: suvInputs(bqPerSuv), display: narrow },
  ...part,
});
const ct: SeriesPlan = { modality: 'CT', description: 'CT WB', bodyPart: 'CHEST', count: 9 };

const protocols = shippedProtocols();
const run = (events: readonly ReadingEvent[], from = emptyReading) => events.reduce(reduceReading, from);
const open = (...uids: string[]): ReadingEvent => ({
  kind: 'open',
  studies: uids.map((studyUid, index) => ({ studyUid, role: index === 0 ? 'current' : 'prior' })),
});
const arrived = (uid: string, plans: SeriesPlan[], known = protocols): ReadingEvent => ({
  kind: 'manifest',
  manifest: madeStudy(uid, plans),
  protocols: known,
});
const seen = (viewport: Viewport | undefined) => {
  const window = viewport?.presentation.window;
  return { to: window && window.center + window.width / 2, from: window && window.center - window.width / 2 };
};
const show = (viewport: number, stackId: string, studyUid = '1'): ReadingEvent => ({
  kind: 'show',
  viewport,
  studyUid,
  stackId,
});
const suv5 = { from: 0, to: 5000 };

describe('PET of 1000 Bq/ml an SUV opens from SUV 0 to 5, dark on white', () => {
  const petCt = [open('1'), arrived('1', [ct, pet(1000)])];
  const ways: [string, ReadingState, number][] = [
    ['hung beside its CT', run(petCt), 1],
    ['dropped, double-clicked or brought by a key where the CT was', run([show(0, '1.2#0')], run(petCt)), 0],
    ['alone, without a protocol for it', run([open('1'), arrived('1', [pet(1000)])]), 0],
  ];
  test.each(ways)('%s', (_way, state, at) => {
    expect(seen(state.viewports[at])).toEqual(suv5);
    expect(state.viewports[at]?.presentation.invert).toBe(true);
    // The window of the CT did not stay, and a reset does not go back to the empty image's.
    const moved = run(
      [
        { kind: 'present', viewport: at, change: { window: { center: 9, width: 9, shape: 'linear' }, invert: false } },
        { kind: 'reset', viewport: at },
      ],
      state,
    );
    expect(moved.viewports[at]?.presentation).toEqual(state.viewports[at]?.presentation);
  });

  test('a prior of another dose has the same window in SUV, not in becquerel', () => {
    const state = run([arrived('2', [pet(500)])], run([open('1', '2'), arrived('1', [pet(1000)])]));
    expect(state.viewports.map((viewport) => [viewport.studyUid, seen(viewport).to])).toEqual([
      ['1', 5000],
      ['2', 2500],
    ]);
    const change = { window: { center: 3500, width: 7000, shape: 'linear-exact' as const } };
    const linked = run(
      [
        { kind: 'link', change: { window: true } },
        { kind: 'present', viewport: 0, change },
      ],
      state,
    );
    expect(seen(linked.viewports[1])).toEqual({ from: 0, to: 3500 });
  });

  test('without what SUV needs: as the object asks, still dark on white', () => {
    const bare = pet(1000, { image: { suv: { ...suvInputs(1000), patientWeightKg: 0 }, display: narrow } });
    const [viewport] = run([open('1'), arrived('1', [bare])]).viewports;
    expect([viewport?.presentation.window, viewport?.presentation.invert]).toEqual([null, true]);
  });

  test('a cell that names a window has that one', () => {
    const own = HangingProtocol.parse({
      ...{ id: 'mine', name: { 'zh-CN': '我的', en: '' }, match: { modalities: ['PT'] }, rank: 90 },
      ...{ rows: 1, columns: 1, cells: [{ preset: 'pt-suv10' }] },
    });
    const [viewport] = run([open('1'), arrived('1', [pet(1000)], [own])]).viewports;
    expect([seen(viewport), viewport?.presentation.invert]).toEqual([{ from: 0, to: 10_000 }, false]);
  });
});

describe('CT', () => {
  const windowOf = (plan: SeriesPlan) => run([open('1'), arrived('1', [plan])]).viewports[0]?.presentation.window;
  test('its own window stays: no other is put over it', () => {
    const image = { display: display({ rescaleType: 'HU', windows: [{ center: 300, width: 1500, explanation: '' }] }) };
    expect(windowOf({ ...ct, description: 'AX', bodyPart: '', image })).toBeNull();
  });
  test.each([
    ['KNEE', 1800],
    ['ABDOMEN', 350],
    ['', 400],
  ])('without one, of %s: %d HU wide', (bodyPart, width) => {
    expect(windowOf({ ...ct, description: 'AX', bodyPart })?.width).toBe(width);
  });
  test('a scout or values that are no HU: as the object asks', () => {
    const scout = { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] };
    const state = run([show(0, '1.2#0')], run([open('1'), arrived('1', [ct, { ...ct, image: scout }])]));
    expect(state.viewports[0]?.presentation.window).toBeNull();
    expect(
      windowOf({ ...ct, bodyPart: '', description: '', image: { display: display({ rescaleType: 'US' }) } }),
    ).toBeNull();
  });
});

test('values without a common scale: the prior of an MR opens as it asks itself, whatever window the reader set', () => {
  const mr: SeriesPlan = { modality: 'MR', description: 'T2', count: 9 };
  const set: ReadingEvent = {
    kind: 'present',
    viewport: 0,
    change: { window: { center: 500, width: 900, shape: 'linear' } },
  };
  const state = run([open('1'), arrived('1', [mr]), set, open('1', '2'), arrived('2', [mr])]);
  expect(state.viewports.map(({ presentation }) => presentation.window?.width ?? null)).toEqual([900, null]);
});

test('a cine put by hand plays at the rate of the object', () => {
  const run40: SeriesPlan = { modality: 'XA', count: 1, frames: 20, origin: null, image: { frameTimeMs: 40 } };
  const state = run([open('1'), arrived('1', [run40]), show(0, '1.1#0')]);
  expect(state.viewports[0]?.cine).toEqual({ playing: false, framesPerSecond: 25 });
});
