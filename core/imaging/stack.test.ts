// Odd series as devices send them, from their attributes to the stacks of the reading room: what is irregular is never taken for a volume,
// judged by the formula that made it; what several times or echoes tell apart is one stack each.
import { describe, expect, test } from 'vitest';
import { DataSet } from '../dicom/data-set.ts';
import { describeInstance } from './describe/describe.ts';
import type { InstanceDescriptor, SeriesManifest, Vector3 } from './descriptor.ts';
import { type Stack, stacksOf } from './stack.ts';

const common = (number: number): DataSet =>
  new DataSet()
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.2')
    .set('SOPInstanceUID', `1.2.${number}`)
    .set('Modality', 'CT')
    .set('InstanceNumber', number)
    .set('Rows', 64)
    .set('Columns', 64)
    .set('FrameOfReferenceUID', '1.9');
const described = (dataSet: DataSet, frames?: number): InstanceDescriptor =>
  describeInstance(dataSet, {
    ...{ transferSyntaxUid: '1.2.840.10008.1.2.1', problem: '', frames: frames ?? 1 },
    pixels: { kind: 'native', offset: 0, frameLength: 8192, bigEndian: false },
  });
const series = (instances: InstanceDescriptor[]): SeriesManifest => ({
  ...{ seriesInstanceUid: '1.2', modality: 'CT', number: 1, description: '', bodyPart: '', protocol: '', date: '' },
  ...{ time: '', frameOfReferenceUid: '1.9', instances },
});

interface Slice {
  position: Vector3;
  orientation?: readonly number[];
  set?(dataSet: DataSet): unknown;
}
const axial = [1, 0, 0, 0, 1, 0];
function slices(made: readonly Slice[], pixel = 0.7): Stack[] {
  const instances = made.map(({ position, orientation = axial, set }, index) => {
    const dataSet = common(index + 1)
      .set('ImagePositionPatient', [...position])
      .set('ImageOrientationPatient', [...orientation])
      .set('PixelSpacing', [pixel, pixel]);
    set?.(dataSet);
    return described(dataSet);
  });
  return stacksOf(series(instances));
}
const row = (count: number, place: (at: number) => Vector3): Slice[] =>
  Array.from({ length: count }, (_, at) => ({ position: place(at) }));
const verdicts = (stacks: readonly Stack[]) =>
  stacks.map(({ volume }) => ('refused' in volume ? volume.refused : Number(volume.spacing.toFixed(4))));
const tenth = (value: number) => Math.round(value * 10) / 10;

describe('one direction', () => {
  test.each([
    ['even', row(60, (at) => [0, 0, at * 1.25]), [1.25]],
    ['even, written with one decimal', row(60, (at) => [0, 0, tenth(at * 1.25)]), [1.25]],
    ['even, each a hair beside its place', row(60, (at) => [0, 0, at * 1.25 + (at % 3) * 0.02]), [1.25]],
    ['one slice missing', row(60, (at) => [0, 0, (at < 30 ? at : at + 1) * 1.25]), ['uneven']],
    ['the last one missing is even', row(59, (at) => [0, 0, at * 1.25]), [1.25]],
    [
      'distances that grow by less than a tenth each',
      row(200, (at) => [0, 0, at * 1 + (0.09 * at * at) / 400]),
      ['uneven'],
    ],
    ['half of them farther apart by a little', row(200, (at) => [0, 0, at + Math.max(0, at - 100) * 0.08]), ['uneven']],
    ['a slice twice', row(20, (at) => [0, 0, at === 7 ? 6 : at]), ['repeated']],
  ] as const)('%s', (_name, made, expected) => {
    expect(verdicts(slices(made)).map((one) => (typeof one === 'number' ? Number(one.toFixed(2)) : one))).toEqual(
      expected,
    );
  });
});

describe('a tilted gantry: each image is shifted by the tangent of the angle times its distance', () => {
  const tilted = (degrees: number, gap: number, count: number) => {
    const angle = (degrees * Math.PI) / 180;
    const orientation = [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle)];
    // The table moves along z; images stand across the tilted beam.
    return slices(row(count, (at) => [0, 0, (at * gap) / Math.cos(angle)]).map((one) => ({ ...one, orientation })));
  };
  test.each([
    [20, 5, 30],
    [5, 1, 300],
    [3, 0.625, 300],
    [1, 1, 100],
  ])('%d degrees, %d mm, %d images: no volume, though from image to image it may be less than a tenth', (...tilt) => {
    expect(verdicts(tilted(...tilt))).toEqual(['tilted']);
  });
  test('none, and directions written with five decimals', () => {
    const angle = Math.PI / 7;
    const down: Vector3 = [0, Math.sin(angle), Math.cos(angle)];
    const orientation = [1, 0, 0, 0, Number(Math.cos(angle).toFixed(5)), -Number(Math.sin(angle).toFixed(5))];
    const made = row(300, (at) => [0, down[1] * at, down[2] * at]).map((one) => ({ ...one, orientation }));
    expect(verdicts(slices(made))).toEqual([1]);
  });
});

describe('several things in one series', () => {
  test('a localizer and two directions are stacks of their own', () => {
    const coronal = [1, 0, 0, 0, 0, -1];
    const stacks = slices([
      { position: [0, 0, 0], set: (one) => one.set('ImageType', ['ORIGINAL', 'PRIMARY', 'LOCALIZER']) },
      ...row(10, (at) => [0, 0, at * 2]),
      ...row(8, (at) => [0, at * 3, 0]).map((one) => ({ ...one, orientation: coronal })),
    ]);
    expect(stacks.map(({ frames }) => frames.length)).toEqual([1, 10, 8]);
    expect(verdicts(stacks)).toEqual(['not-placed', 2, 3]);
  });
  test('volumes one after the other in time, by temporal position', () => {
    const stacks = slices(
      [1, 2, 3].flatMap((time) =>
        row(10, (at) => [0, 0, at * 2]).map((one) => ({
          ...one,
          set: (dataSet: DataSet) => dataSet.set('TemporalPositionIdentifier', time),
        })),
      ),
    );
    expect(stacks.map(({ label }) => label)).toEqual(['position 1', 'position 2', 'position 3']);
    expect(verdicts(stacks)).toEqual([2, 2, 2]);
  });
  test('two echoes at three times: only both together tell them apart', () => {
    const stacks = slices(
      [1, 2, 3].flatMap((time) =>
        [1, 2].flatMap((echo) =>
          row(10, (at) => [0, 0, at * 2]).map((one) => ({
            ...one,
            set: (dataSet: DataSet) => dataSet.set('TemporalPositionIdentifier', time).set('EchoNumbers', echo),
          })),
        ),
      ),
    );
    expect(stacks.map(({ label }) => label)).toContain('echo 2 · position 3');
    expect(verdicts(stacks)).toEqual([2, 2, 2, 2, 2, 2]);
  });
  test('volumes that nothing tells apart stay one list in the order of their numbers', () => {
    const [stack, ...more] = slices([...row(10, (at) => [0, 0, at * 2]), ...row(10, (at) => [0, 0, at * 2])]);
    expect(more).toEqual([]);
    expect(stack?.order).toBe('number');
    expect(stack?.volume).toMatchObject({ refused: 'repeated' });
    expect(stack?.frames.map(({ instance }) => instance.instanceNumber)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
  });
});

/** Frames with their own place, dimensions and label. */
function enhanced(frames: readonly { position: Vector3; dimension: number[]; label?: string }[], number = 1): DataSet {
  const item = ({ position, dimension, label }: (typeof frames)[number]) => {
    const content = new DataSet().set('DimensionIndexValues', dimension);
    if (label !== undefined) content.set('FrameLabel', label);
    return new DataSet()
      .set('PlanePositionSequence', [new DataSet().set('ImagePositionPatient', [...position])])
      .set('FrameContentSequence', [content]);
  };
  const shared = new DataSet()
    .set('PlaneOrientationSequence', [new DataSet().set('ImageOrientationPatient', axial)])
    .set('PixelMeasuresSequence', [new DataSet().set('PixelSpacing', [0.7, 0.7])]);
  return common(number)
    .set('NumberOfFrames', frames.length)
    .set('SharedFunctionalGroupsSequence', [shared])
    .set('PerFrameFunctionalGroupsSequence', frames.map(item));
}

describe('enhanced multi-frame', () => {
  const times = [1, 2, 3].flatMap((time) =>
    Array.from({ length: 6 }, (_, at) => ({ position: [0, 0, at * 3] as Vector3, dimension: [time, at + 1] })),
  );
  test.each([
    ['by their dimensions', times],
    ['where each frame has a label of its own', times.map((one, at) => ({ ...one, label: `Frame ${at + 1}` }))],
  ])('temporal positions, %s', (_name, frames) => {
    const stacks = stacksOf(series([described(enhanced(frames), frames.length)]));
    expect(verdicts(stacks)).toEqual([3, 3, 3]);
    expect(stacks.map((stack) => stack.frames.map(({ frame }) => frame))).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12],
      [13, 14, 15, 16, 17, 18],
    ]);
  });
});

describe('a concatenation (C.7.6.16.1): parts with one instance number, in whatever order their UIDs fall', () => {
  const part = (number: number, uid: string, dataSet: DataSet) =>
    dataSet
      .set('SOPInstanceUID', uid)
      .set('InstanceNumber', 4)
      .set('ConcatenationUID', '1.7')
      .set('InConcatenationNumber', number);
  test('of a loop without places is one loop in the order of its parts', () => {
    const loop = (number: number, uid: string) => described(part(number, uid, common(4).set('NumberOfFrames', 3)), 3);
    const stacks = stacksOf(series([loop(2, '1.2.1'), loop(3, '1.2.2'), loop(1, '1.2.3')]));
    expect(stacks).toHaveLength(1);
    expect(stacks[0]?.order).toBe('time');
    const shown = stacks[0]?.frames.map(({ sopInstanceUid, frame }) => `${sopInstanceUid}/${frame}`);
    expect(shown).toEqual(['1.2.3', '1.2.1', '1.2.2'].flatMap((uid) => [1, 2, 3].map((frame) => `${uid}/${frame}`)));
  });
  test('of placed frames is one volume', () => {
    const half = (number: number, uid: string, from: number) =>
      described(
        part(
          number,
          uid,
          enhanced(
            Array.from({ length: 5 }, (_, at) => ({
              position: [0, 0, (from + at) * 2] as Vector3,
              dimension: [from + at],
            })),
          ),
        ),
        5,
      );
    const stacks = stacksOf(series([half(2, '1.2.1', 5), half(1, '1.2.2', 0)]));
    expect(verdicts(stacks)).toEqual([2]);
    expect(stacks[0]?.frames.map(({ plane }) => plane.position?.[2])).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });
});
