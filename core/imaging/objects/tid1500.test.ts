// Annotations of every kind survive a measurement report: points within a hundredth of a pixel, values to the last digit.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotationOf, anyAnnotation, sampleContext } from '../../../test/support/evidence-samples.ts';
import { readPart10 } from '../../dicom/read.ts';
import { type Annotation, annotationKinds } from '../annotation/model.ts';
import { evidenceFile } from './evidence.ts';
import { writeMeasurementReport } from './tid1500.ts';
import { readMeasurementReport } from './tid1500-read.ts';

function there(annotations: readonly Annotation[]) {
  const { object, left } = writeMeasurementReport(annotations, sampleContext());
  expect(left).toEqual([]);
  if (!object) throw new Error('no report was written');
  return readMeasurementReport(readPart10(evidenceFile(object)).dataSet);
}

function expectSame(before: readonly Annotation[], after: readonly Annotation[]): void {
  expect(after.map(({ points: _, label: __, ...rest }) => rest)).toEqual(
    before.map(({ points: _, label: __, ...rest }) => rest),
  );
  for (const [index, { points, label }] of before.entries()) {
    const other = after[index];
    expect(other?.points.length).toBe(points.length);
    expect(other?.label === null).toBe(label === null);
    const all = label ? [...points, label] : points;
    const found = other ? (other.label ? [...other.points, other.label] : other.points) : [];
    let worst = 0;
    for (const [at, point] of all.entries()) {
      const to = found[at] ?? { x: Number.NaN, y: Number.NaN };
      worst = Math.max(worst, Math.hypot(to.x - point.x, to.y - point.y));
    }
    expect(worst).toBeLessThanOrEqual(0.01);
  }
}

describe('there and back', () => {
  // Two hundred of each kind; dcmtk.integration.test.ts does a thousand.
  test.each(annotationKinds)('%s', (kind) => {
    fc.assert(
      fc.property(fc.array(annotationOf(kind), { minLength: 50, maxLength: 50 }), (annotations) => {
        const { annotations: after, foreign } = there(annotations);
        expect(foreign).toEqual([]);
        expectSame(annotations, after);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('mixed, in their order', () => {
    fc.assert(
      fc.property(fc.array(anyAnnotation, { minLength: 1, maxLength: 10 }), (annotations) => {
        expectSame(annotations, there(annotations).annotations);
      }),
      { numRuns: 40 },
    );
  });

  test('a detector plane stays one, a unit that nobody knows stays as it was', () => {
    const [one] = fc.sample(annotationOf('length'), { numRuns: 1, seed: 1 });
    if (!one) throw new Error('no sample');
    const quantities = [
      { name: 'length', value: 0.1 + 0.2, unit: 'mm@detector' },
      { name: 'length', value: 1e-300, unit: 'a{b}c' },
      { name: '自定义', value: -0.5, unit: '' },
    ];
    expect(there([{ ...one, quantities }]).annotations[0]?.quantities).toEqual(quantities);
  });

  test('an outline too long for explicit VR', () => {
    const [one] = fc.sample(annotationOf('freehand'), { numRuns: 1, seed: 2 });
    if (!one) throw new Error('no sample');
    const points = Array.from({ length: 20_000 }, (_, index) => ({ x: index / 7, y: (index * 13) % 911 }));
    expectSame([{ ...one, points }], there([{ ...one, points }]).annotations);
  });
});

test('what lies on no image of the study is named, not written', () => {
  const [one, two] = fc.sample(annotationOf('length'), { numRuns: 2, seed: 3 });
  if (!one || !two) throw new Error('no sample');
  const gone = { ...one, id: 'gone', sopInstanceUid: '1.2.3' };
  const { object, left } = writeMeasurementReport([gone, two], sampleContext());
  expect(left).toEqual(['gone']);
  expect(object && readMeasurementReport(object).annotations.map(({ id }) => id)).toEqual([two.id]);
  expect(writeMeasurementReport([gone], sampleContext()).object).toBeUndefined();
});

test('a later report names the ones before', () => {
  const [one] = fc.sample(annotationOf('angle'), { numRuns: 1, seed: 4 });
  if (!one) throw new Error('no sample');
  const { object } = writeMeasurementReport([one], sampleContext(2), [{ sopInstanceUid: '1.2.3', seriesUid: '1.2.4' }]);
  const series = object?.item('PredecessorDocumentsSequence')?.item('ReferencedSeriesSequence');
  expect(series?.string('SeriesInstanceUID')).toBe('1.2.4');
  expect(series?.item('ReferencedSOPSequence')?.string('ReferencedSOPInstanceUID')).toBe('1.2.3');
  expect(object?.string('PatientName')).toBe('Wang^XiaoDong=王^小东');
});

test('a damaged code in the image does not keep its measurements from being stored', () => {
  const [one] = fc.sample(annotationOf('angle'), { numRuns: 1, seed: 5 });
  if (!one) throw new Error('no sample');
  const context = sampleContext();
  const subject = context.subject.copy();
  subject.put({ kind: 'bytes', tag: 0x00100040, vr: 'CS', bytes: Uint8Array.of(0x46, 0xd7) });
  const { object } = writeMeasurementReport([one], { ...context, subject });
  expect(object && readPart10(evidenceFile(object)).dataSet.string('PatientSex')).toBe('F');
});
