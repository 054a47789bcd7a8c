// The shipped protocols on the studies they are for: which one holds, and what each cell shows and how.
import { describe, expect, test } from 'vitest';
import { madeStudy, type SeriesPlan } from '../../../test/support/study-manifests.ts';
import { reduceReading } from '../reading/reduce.ts';
import { emptyReading, type ReadingState } from '../reading/state.ts';
import { HangingProtocol } from './model.ts';
import { shippedProtocols } from './shipped.ts';

const shipped = shippedProtocols();

function hung(series: SeriesPlan[], prior: SeriesPlan[] = [], protocols = shipped): ReadingState {
  const studies = [
    { studyUid: '1', role: 'current' as const },
    ...(prior.length > 0 ? [{ studyUid: '2', role: 'prior' as const }] : []),
  ];
  let state = reduceReading(emptyReading, { kind: 'open', studies });
  state = reduceReading(state, { kind: 'manifest', manifest: madeStudy('1', series), protocols });
  if (prior.length > 0) state = reduceReading(state, { kind: 'manifest', manifest: madeStudy('2', prior), protocols });
  return state;
}

const stacks = (state: ReadingState) => state.viewports.map(({ stackId }) => stackId);
const scout: SeriesPlan = {
  description: 'Scout',
  count: 1,
  image: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
};

test('every shipped protocol has a cell for each place and is read by its own schema', () => {
  for (const protocol of shipped) {
    expect(protocol.cells.length, protocol.id).toBe(protocol.rows * protocol.columns);
    expect(HangingProtocol.parse(structuredClone(protocol))).toEqual(protocol);
  }
  expect(new Set(shipped.map(({ id }) => id)).size).toBe(shipped.length);
});

describe('which protocol holds', () => {
  test('CT head: not the scout, in the brain window', () => {
    const state = hung([scout, { description: 'STD BRAIN 1MM, iDose', bodyPart: 'BRAIN', count: 9 }]);
    expect([state.protocolId, stacks(state)]).toEqual(['ct-head', ['1.2#0']]);
    expect(state.viewports[0]?.presentation.window).toMatchObject({ center: 40, width: 80 });
  });
  test('CT chest: lung and soft tissue beside each other, each series once', () => {
    const state = hung([{ description: 'Mediastinum', bodyPart: 'CHEST' }, { description: 'Lung 1.0' }]);
    expect([state.protocolId, stacks(state)]).toEqual(['ct-chest', ['1.2#0', '1.1#0']]);
  });
  test('CT chest without a lung series: the next protocol that can show something', () => {
    expect(hung([{ description: 'STANDARD', bodyPart: 'CHEST' }]).protocolId).toBe('ct');
  });
  test('MR: four series from their middle', () => {
    const state = hung(
      ['T1', 'T2', 'FLAIR', 'DWI', 'ADC'].map((description) => ({ modality: 'MR', description, count: 9 })),
    );
    expect([state.protocolId, stacks(state)]).toEqual(['mr', ['1.1#0', '1.2#0', '1.3#0', '1.4#0']]);
    expect(state.viewports.map(({ index }) => index)).toEqual([4, 4, 4, 4]);
  });
  test('chest radiographs: frontal left, lateral right, and the prior beside when there is one', () => {
    const view = (viewPosition: string): SeriesPlan => ({
      modality: 'DX',
      bodyPart: 'CHEST',
      count: 1,
      origin: null,
      image: { viewPosition },
    });
    expect(stacks(hung([view('LATERAL'), view('PA')]))).toEqual(['1.2#0', '1.1#0']);
    expect(stacks(hung([view('PA')], [view('PA')]))).toEqual(['1.1#0', '2.1#0']);
  });
  test('fewer series than cells: no empty quarters', () => {
    const one: SeriesPlan = { modality: 'MR', description: 'T2' };
    const sizes = [1, 2, 3, 4].map((count) => hung(Array.from({ length: count }, () => one)));
    expect(sizes.map(({ rows, columns }) => [rows, columns])).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 2],
    ]);
  });
  test('ultrasound and angiography play at the rate of the object', () => {
    const state = hung([{ modality: 'XA', count: 1, frames: 20, origin: null, image: { frameTimeMs: 40 } }]);
    expect(state.viewports[0]?.cine).toEqual({ playing: true, framesPerSecond: 25 });
  });
  test('PET/CT: CT and PET, PET dark on white', () => {
    const state = hung([
      { modality: 'CT', count: 9 },
      { modality: 'PT', count: 9 },
    ]);
    expect([state.protocolId, stacks(state), state.viewports[1]?.presentation.invert]).toEqual([
      'pet-ct',
      ['1.1#0', '1.2#0'],
      true,
    ]);
  });
  test('nothing known: the first series fills the room', () => {
    const state = hung([{ modality: 'OT', count: 1, origin: null }]);
    expect([state.rows, state.columns, stacks(state)]).toEqual([1, 1, ['1.1#0']]);
  });
});

test('mammography: chest wall to chest wall, whichever way the detector wrote it', () => {
  const breast = (laterality: string, viewPosition: string, rows: string): SeriesPlan => ({
    modality: 'MG',
    count: 1,
    origin: null,
    image: { laterality, viewPosition, patientOrientation: [rows, 'F'] },
  });
  // Rows that run towards A have the chest wall at the left of the image, towards P at the right.
  const state = hung([
    breast('L', 'MLO', 'A'),
    breast('R', 'CC', 'P'),
    breast('L', 'CC', 'P'),
    breast('R', 'MLO', 'A'),
  ]);
  expect(stacks(state)).toEqual(['1.2#0', '1.3#0', '1.4#0', '1.1#0']);
  const seen = state.viewports.map(({ presentation: { placement } }) => [placement.align, placement.flipH]);
  expect(seen).toEqual([
    ['right', false],
    ['left', true],
    ['right', true],
    ['left', false],
  ]);
});

test('the reader’s own protocol comes before a shipped one of the same rank', () => {
  const own = HangingProtocol.parse({
    id: 'mine',
    name: { 'zh-CN': '我的', en: '' },
    match: { modalities: ['MR'] },
    rank: 15,
    rows: 1,
    columns: 1,
    cells: [{}],
  });
  expect(hung([{ modality: 'MR' }], [], [...shipped, own]).protocolId).toBe('mine');
});
