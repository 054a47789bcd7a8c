// What lies over the pictures is kept, comes back, never crosses to another case, and says why it is not there.
import { describe, expect, test } from 'vitest';
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { ObjectHead, ObjectView } from '../../../core/imaging/objects/view.ts';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import { layablesOf, ShownObjects } from './shown-objects.ts';

const head: ObjectHead = {
  sopInstanceUid: '',
  sopClassUid: '',
  sopClass: '',
  seriesUid: '',
  studyUid: '',
  modality: '',
  seriesDescription: '',
  patientName: '',
  manufacturer: '',
};
const state = {
  label: 'A',
  description: '',
  creator: '',
  created: '',
  colour: false,
  inverted: false,
  modality: { slope: 1, intercept: 0, modalityLut: null },
  rotation: 0 as const,
  flipped: false,
  references: [],
  voi: [],
  areas: [],
  shutter: null,
  shutterGrey: 0,
  layers: [],
};
const segmentation = {
  type: 'binary' as const,
  rows: 2,
  columns: 2,
  maximum: 1,
  fractionalType: '',
  frameOfReferenceUid: '',
  segments: [],
  frames: [],
};
const views: Record<string, ObjectView> = {
  pr: { head, kind: 'presentation', presentation: state },
  pr2: { head, kind: 'presentation', presentation: state },
  seg: { head, kind: 'segmentation', segmentation, masks: [] },
  odd: { head, kind: 'refused', reason: 'The pixel data ends' },
};

function manifest(): StudyManifest {
  const study = madeStudy('1', [{ count: 1 }]);
  const [series] = study.series;
  const [instance] = series?.instances ?? [];
  if (!series || !instance) throw new Error('no series');
  const made = (sopInstanceUid: string, kind: 'presentation' | 'segmentation') => ({
    ...instance,
    sopInstanceUid,
    kind,
    image: null,
    pixels: null,
  });
  const instances = [made('pr', 'presentation'), made('pr2', 'presentation'), made('seg', 'segmentation')];
  return { ...study, studyInstanceUid: '1', series: [...study.series, { ...series, instances }] };
}

function storage() {
  const kept = new Map<string, string>();
  return {
    read: (name: string): unknown => JSON.parse(kept.get(name) ?? 'null'),
    write: (name: string, value: unknown) => void kept.set(name, JSON.stringify(value)),
  };
}

const load = async (uid: string): Promise<ObjectView> => {
  const view = views[uid];
  if (!view) throw new Error('OFFLINE');
  return view;
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('what lies over the pictures', () => {
  test('only states and segmentations can', () => {
    expect(layablesOf(manifest()).map(({ uid, kind }) => [uid, kind])).toEqual([
      ['pr', 'presentation'],
      ['pr2', 'presentation'],
      ['seg', 'segmentation'],
    ]);
  });

  test('one state a study; chosen again it is the other', async () => {
    const shown = new ShownObjects(load, storage());
    await shown.choose('1', 'pr');
    await shown.choose('1', 'pr2');
    await shown.choose('2', 'pr');
    expect(shown.state.get().presentations.map(({ uid, studyUid }) => [studyUid, uid])).toEqual([
      ['1', 'pr2'],
      ['2', 'pr'],
    ]);
    await shown.choose('1', null);
    expect(shown.state.get().presentations.map(({ studyUid }) => studyUid)).toEqual(['2']);
  });

  test('the choice is there again after a restart, with strength, hidden segments and layers', async () => {
    const place = storage();
    const before = new ShownObjects(load, place);
    await before.choose('1', 'pr', new Set(['B']));
    await before.show('1', 'seg');
    before.change('seg', { opacity: 0.8, hiddenSegments: new Set([2]) });
    const after = new ShownObjects(load, place);
    after.restore(manifest());
    await settled();
    const [chosen] = after.state.get().presentations;
    expect(chosen).toMatchObject({ uid: 'pr', hiddenLayers: new Set(['B']) });
    expect(after.state.get().segmentations).toMatchObject([{ uid: 'seg', opacity: 0.8, hiddenSegments: new Set([2]) }]);
    after.hide('seg');
    await after.choose('1', null);
    expect(place.read('shown.1')).toBeNull();
  });

  test('objects that are gone are not asked for, and damaged settings are as none', async () => {
    const place = storage();
    place.write('shown.1', { presentation: 'gone', segmentations: [{ uid: 7 }, 'x', { uid: 'seg', opacity: 9 }] });
    const asked: string[] = [];
    const shown = new ShownObjects((uid) => {
      asked.push(uid);
      return load(uid);
    }, place);
    shown.restore(manifest());
    await settled();
    expect(asked).toEqual(['seg']);
    expect(shown.state.get().segmentations[0]?.opacity).toBe(1);
  });

  test('why an object is not shown, and a second try that succeeds', async () => {
    const shown = new ShownObjects(load, storage());
    expect(await shown.show('1', 'odd')).toBe(false);
    expect(await shown.choose('1', 'missing')).toBe(false);
    expect(Object.fromEntries(shown.state.get().problems)).toEqual({ odd: 'The pixel data ends', missing: 'OFFLINE' });
    expect(shown.state.get().loading.size).toBe(0);
    views.odd = { head, kind: 'segmentation', segmentation, masks: [] };
    expect(await shown.show('1', 'odd')).toBe(true);
    expect(shown.state.get().problems.has('odd')).toBe(false);
  });

  test('another case starts with nothing', async () => {
    const shown = new ShownObjects(load, storage());
    await shown.choose('1', 'pr');
    shown.clear();
    expect(shown.state.get().presentations).toEqual([]);
  });

  test('an answer that comes after the case was changed lies over nothing', async () => {
    let answer: (view: ObjectView) => void = () => undefined;
    const shown = new ShownObjects(() => new Promise((resolve) => (answer = resolve)), storage());
    const coming = shown.choose('1', 'pr');
    shown.clear();
    answer({ head, kind: 'presentation', presentation: state });
    expect(await coming).toBe(false);
    expect(shown.state.get().presentations).toEqual([]);
  });
});
