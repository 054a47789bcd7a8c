// What we write for other viewers, read back as they would: windows, areas, graphics, and one state for each kind of image.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotationOf, anyAnnotation, sampleContext } from '../../../test/support/evidence-samples.ts';
import { readPart10 } from '../../dicom/read.ts';
import type { KeyMark } from '../annotation/model.ts';
import { evidenceFile } from './evidence.ts';
import { plainLook, writePresentation, writePresentations } from './gsps.ts';
import { readPresentation } from './gsps-read.ts';
import { readKeyObjects, writeKeyObjects } from './ko.ts';

const context = sampleContext();
const images = [...context.images.values()];
const there = (object: Parameters<typeof evidenceFile>[0]) =>
  readPresentation(readPart10(evidenceFile(object)).dataSet);

describe('presentation states', () => {
  test('every annotation is drawn once, on its frame, within a hundredth of a pixel', () => {
    fc.assert(
      fc.property(fc.array(anyAnnotation, { minLength: 1, maxLength: 12 }), (annotations) => {
        const states = writePresentations({ annotations, keyMarks: [] }, context).map(({ object }) => there(object));
        const drawn = states.flatMap(({ layers }) => layers.flatMap((layer) => layer.annotations));
        expect(drawn).toHaveLength(annotations.length);
        for (const annotation of annotations) {
          const { x, y } = annotation.points[0] ?? { x: 0, y: 0 };
          const mine = drawn.filter(({ of }) => of[0]?.sopInstanceUid === annotation.sopInstanceUid);
          const near = mine
            .flatMap(({ objects }) => objects)
            .flatMap((object) => (object.kind === 'graphic' ? object.points : []))
            .some((point) => Math.hypot(point.x - x, point.y - y) <= 0.01);
          // An ellipse has no point at the corner of its box.
          if (annotation.kind !== 'ellipse' && annotation.kind !== 'circle') expect(near).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('one state a kind of image: grey with one rescaling, colour, inverted', () => {
    const annotations = fc.sample(annotationOf('length'), { numRuns: 200, seed: 9 });
    const states = writePresentations({ annotations, keyMarks: [] }, context);
    const classes = states.map(({ object }) => object.string('SOPClassUID'));
    expect(new Set(classes).size).toBe(2);
    for (const { object } of states) {
      const state = there(object);
      const of = state.references.map(({ sopInstanceUid }) => context.images.get(sopInstanceUid));
      const slopes = new Set(of.map((image) => image?.image.display.intercept));
      expect(slopes.size).toBe(1);
      expect(object.number('RescaleIntercept') ?? 0).toBe([...slopes][0] ?? 0);
      // Digital X-ray stored inverted is shown so.
      expect(state.inverted).toBe(of.some((image) => image?.image.photometric === 'MONOCHROME1'));
    }
  });

  test('window, area, turn and shutter come back', () => {
    const [image] = images;
    if (!image) throw new Error('no image');
    const { sopInstanceUid } = image;
    const plane = { group: 0x6000, rows: 4, columns: 4, originRow: 2, originColumn: 3, frames: 1, firstFrame: 1 };
    const shutter = {
      shapes: ['rectangular' as const, 'circular' as const, 'bitmap' as const],
      bitmap: { ...plane, kind: 'graphics' as const, description: '', bits: btoa('\x0f\xf1') },
      left: 5,
      right: 500,
      upper: 7,
      lower: 505,
      centre: [256, 250] as [number, number],
      radius: 200,
      polygon: [],
    };
    const object = writePresentation(context, {
      purpose: 'look',
      images: [image],
      annotations: [],
      looks: [
        {
          sopInstanceUid,
          frame: 1,
          window: { center: 40.5, width: 350 },
          area: { from: { x: 10, y: 20 }, to: { x: 300, y: 310 } },
        },
      ],
      look: { ...plainLook, rotation: 90, flipped: true, inverted: true, shutter },
    });
    const state = there(object);
    expect(state).toMatchObject({ rotation: 90, flipped: true, inverted: true, shutter, shutterGrey: 0 });
    expect(state.voi[0]?.window).toMatchObject({ center: 40.5, width: 350 });
    expect(state.areas).toMatchObject([{ from: { x: 10, y: 20 }, to: { x: 300, y: 310 }, mode: 'fit' }]);
  });
});

test('key objects keep frames, captions and the state that shows them', () => {
  const keyMarks = images.map(
    ({ seriesUid, sopInstanceUid, image }, index): KeyMark => ({
      seriesUid,
      sopInstanceUid,
      frame: Math.min(3, image.frames),
      window: index % 2 ? { center: 50, width: 350 } : null,
      invert: index === 2,
      caption: index === 0 ? '右肺下叶' : '',
      madeAt: '2026-11-21T09:00:00.000Z',
    }),
  );
  const states = writePresentations({ annotations: [], keyMarks }, context);
  const { object } = writeKeyObjects(keyMarks, context, ({ sopInstanceUid, frame }) => {
    const state = states.find(({ frames }) => frames.has(`${sopInstanceUid}/${frame}`))?.object;
    return { sopClassUid: state?.string('SOPClassUID') ?? '', sopInstanceUid: state?.string('SOPInstanceUID') ?? '' };
  });
  if (!object) throw new Error('not written');
  const read = readKeyObjects(readPart10(evidenceFile(object)).dataSet);
  expect(read.title?.value).toBe('113000');
  expect(read.description).toContain('1. 右肺下叶');
  expect(
    read.references.map(({ seriesUid, sopInstanceUid, frames }) => ({ seriesUid, sopInstanceUid, frames })),
  ).toEqual(
    images.map(({ seriesUid, sopInstanceUid, image }) => ({
      seriesUid,
      sopInstanceUid,
      frames: image.frames > 1 ? [Math.min(3, image.frames)] : [],
    })),
  );
  const uids = new Set(states.map(({ object: state }) => state.string('SOPInstanceUID')));
  for (const { presentationUid } of read.references) expect(uids.has(presentationUid)).toBe(true);
});

test('a marked frame that was turned by any angle has a state of its own with the nearest quarter', () => {
  const [first, second] = images;
  if (!first || !second) throw new Error('the samples are not there');
  const mark = (image: typeof first, turn?: KeyMark['turn']): KeyMark => ({
    seriesUid: image.seriesUid,
    sopInstanceUid: image.sopInstanceUid,
    frame: 1,
    window: null,
    invert: false,
    ...(turn ? { turn } : {}),
    caption: '',
    madeAt: '2026-11-21T09:00:00.000Z',
  });
  const states = writePresentations(
    {
      annotations: [],
      keyMarks: [mark(first, { rotation: 97.5, flipH: true, flipV: false }), mark(second)],
    },
    context,
  );
  const seen = states.map(({ object, frames }) => {
    const { rotation, flipped } = there(object);
    return [[...frames][0], rotation, flipped];
  });
  expect(seen).toEqual([
    [`${first.sopInstanceUid}/1`, 90, true],
    [`${second.sopInstanceUid}/1`, 0, false],
  ]);
});
