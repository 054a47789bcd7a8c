// A thousand annotations of each kind there and back, and what dcmtk says of the objects. Skipped, by name, where dcmtk is not installed.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { type Annotation, annotationKinds, type KeyMark } from '../../../../core/imaging/annotation/model.ts';
import { evidenceFile } from '../../../../core/imaging/objects/evidence.ts';
import { writePresentations } from '../../../../core/imaging/objects/gsps.ts';
import { writeKeyObjects } from '../../../../core/imaging/objects/ko.ts';
import { writeMeasurementReport } from '../../../../core/imaging/objects/tid1500.ts';
import { readMeasurementReport } from '../../../../core/imaging/objects/tid1500-read.ts';
import { annotationOf, sampleContext } from '../../../../test/support/evidence-samples.ts';

const hasDcmtk = spawnSync('dsrdump', ['--version']).status === 0;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-evidence-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Said of every object in UTF-8 or GB 18030, and of every key object selection: limits of the checker, not of the object. */
const ofTheChecker = /VR checker does not support this Specific Character Set|Check for template constraints not yet/;

async function complaints(program: string, bytes: Uint8Array): Promise<string[]> {
  const file = join(folder, 'object.dcm');
  await writeFile(file, bytes);
  const heard = program === 'dcmpschk' ? 'pipe' : 'ignore';
  const run = spawnSync(program, [file], { encoding: 'utf8', stdio: ['ignore', heard, 'pipe'] });
  expect(run.error).toBeUndefined();
  const lines = `${run.stderr}\n${run.stdout ?? ''}`.split('\n');
  return lines.filter((line) => /^[WEF]: /.test(line) && !ofTheChecker.test(line));
}

function report(annotations: readonly Annotation[]): Uint8Array {
  const { object, left } = writeMeasurementReport(annotations, sampleContext());
  expect(left).toEqual([]);
  if (!object) throw new Error('no report');
  return evidenceFile(object);
}

describe('a thousand annotations', () => {
  test.each(annotationKinds)('%s', async (kind) => {
    const annotations = fc.sample(annotationOf(kind), 1000);
    const bytes = report(annotations);
    const after = readMeasurementReport(readPart10(bytes).dataSet).annotations;
    expect(after.map(({ quantities }) => quantities)).toEqual(annotations.map(({ quantities }) => quantities));
    let worst = 0;
    for (const [index, { points }] of annotations.entries()) {
      expect(after[index]?.points.length).toBe(points.length);
      for (const [at, point] of points.entries()) {
        const to = after[index]?.points[at] ?? { x: Number.NaN, y: Number.NaN };
        worst = Math.max(worst, Math.hypot(to.x - point.x, to.y - point.y));
      }
    }
    expect(worst).toBeLessThanOrEqual(0.01);
    if (!hasDcmtk) return;
    expect(await complaints('dsrdump', bytes)).toEqual([]);
    expect(await complaints('dcmdump', bytes)).toEqual([]);
  });
});

describe.skipIf(!hasDcmtk)('dcmtk', () => {
  const annotations = annotationKinds.flatMap((kind) => fc.sample(annotationOf(kind), { numRuns: 30, seed: 21 }));
  const keyMarks = [...sampleContext().images.values()].map(
    ({ seriesUid, sopInstanceUid }, index): KeyMark => ({
      seriesUid,
      sopInstanceUid,
      frame: 1,
      window: { center: 40, width: 400 },
      invert: index % 3 === 1,
      caption: '',
      madeAt: '',
    }),
  );

  test('presentation states pass its check; in Chinese it stumbles over the letters alone', async () => {
    const context = sampleContext();
    const states = writePresentations({ annotations, keyMarks }, context);
    expect(states.length).toBeGreaterThan(3);
    for (const { object } of states) {
      const chinese = await complaints('dcmpschk', evidenceFile(object));
      for (const line of chinese.filter((one) => one.includes('Affected attribute'))) {
        expect(line).toMatch(/UnformattedTextValue|Name|Description/);
      }
    }
    const plain = annotations.map((one) => ({
      ...one,
      text: one.text && 'words',
      quantities: one.quantities.map((quantity) => ({
        ...quantity,
        unit: quantity.unit.replaceAll(/[^\x20-\x7e]/g, 'x'),
      })),
    }));
    const subject = context.subject.copy().set('PatientName', 'Wang^XiaoDong').set('StudyDescription', 'CHEST');
    const ascii = { ...context, subject, observer: { name: 'Li^Y', organization: 'X' } };
    for (const { object } of writePresentations({ annotations: plain, keyMarks }, ascii)) {
      object.set('SeriesDescription', 'Annotations').set('ContentDescription', 'revision 1');
      const said = await complaints('dcmpschk', evidenceFile(object));
      expect(said.filter((line) => !/^W: (Testing: |Test passed)/.test(line))).toEqual([]);
      expect(said.some((line) => line.startsWith('W: Test passed'))).toBe(true);
    }
  });

  test('key objects are read without complaint', async () => {
    const { object } = writeKeyObjects(keyMarks, sampleContext(), () => undefined);
    if (!object) throw new Error('not written');
    expect(await complaints('dsrdump', evidenceFile(object))).toEqual([]);
  });
});
