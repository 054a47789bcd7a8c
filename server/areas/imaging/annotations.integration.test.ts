// Random annotations of each tool over modalities and orientations: saved, the server started anew, read again, measured again.
// `YISHU_ANNOTATIONS=1000` for a thousand of each tool.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePart10 } from '../../../core/dicom/write.ts';
import { type Annotation, AnnotationDocument, annotationKinds } from '../../../core/imaging/annotation/model.ts';
import type { ImageDescriptor } from '../../../core/imaging/descriptor.ts';
import { measure } from '../../../core/imaging/measure/measure.ts';
import type { Quantity } from '../../../core/imaging/measure/quantity.ts';
import { annotationOf, sampleHeads } from '../../../test/support/evidence-samples.ts';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';
import { createServer, type Server } from '../../app.ts';
import { issueToken } from './tokens.ts';

const each = Number(process.env.YISHU_ANNOTATIONS ?? 100);
const studyUid = sampleHeads[0]?.string('StudyInstanceUID') ?? '';
const drawn: Annotation[][] = annotationKinds.map((kind) => fc.sample(annotationOf(kind), { numRuns: each, seed: 7 }));

let started: TestServer;
let server: Server;

beforeAll(async () => {
  started = await startTestServer();
  server = started.server;
  await addPeople(server, ['radiologist']);
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  const token = await issueToken(server.kernel, grant);
  for (const head of sampleHeads) {
    // The pixels themselves do not matter here.
    const object = head.copy().set('PixelData', new Uint8Array(2), head.number('BitsAllocated') === 16 ? 'OW' : 'OB');
    if (head.number('SamplesPerPixel') === 3) object.set('PlanarConfiguration', 0);
    const answer = await fetch(`${server.url}/dicom-web/studies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
      body: Buffer.from(writePart10(object, { transferSyntax: '1.2.840.10008.1.2.1' })),
    });
    expect(answer.status).toBe(200);
  }
});
afterAll(async () => {
  await server?.close();
  await started?.close();
});

/** What the tool says of the points, without what it takes from pixels. */
function measuredAgain({ kind, points }: Annotation, image: ImageDescriptor): Quantity[] {
  const frame = { image, plane: image.plane, values: null, valueUnit: '', suvFactor: null };
  return measure({ kind, points }, frame).filter(({ value }) => Number.isFinite(value));
}

test(`${each} of each tool`, async () => {
  let version = 0;
  let reader = await loggedIn(server, 'radiologist');
  const different: string[] = [];
  for (const [at, annotations] of drawn.entries()) {
    const doc = { schema: 1, annotations, keyMarks: [] };
    ({ version } = await reader.api.imaging.saveAnnotations({
      studyUid,
      expectedVersion: version,
      doc,
      command: command(started.clock),
    }));
    // Twice is enough for the disk; the other kinds are read from the running server.
    if (at === drawn.length - 1 || at === 0) {
      await server.close();
      server = await createServer(started.options);
      reader = await loggedIn(server, 'radiologist');
    }
    const manifest = await reader.api.imaging.manifest({ studyUid });
    const images = new Map(
      manifest.series.flatMap(({ instances }) => instances.map(({ sopInstanceUid, image }) => [sopInstanceUid, image])),
    );
    const [kept] = await reader.api.imaging.annotations({ studyUid });
    const after = AnnotationDocument.parse(kept?.doc).annotations;
    expect(after).toEqual(annotations);
    for (const annotation of after) {
      const image = images.get(annotation.sopInstanceUid);
      if (!image) throw new Error(`no image of ${annotation.id}`);
      const stored = new Map(annotation.quantities.map((one) => [one.name, one]));
      for (const quantity of measuredAgain(annotation, image)) {
        const before = stored.get(quantity.name);
        if (before?.value === quantity.value && before.unit === quantity.unit) continue;
        different.push(`${annotation.kind} ${quantity.name}: ${before?.value} ${quantity.value}`);
      }
    }
  }
  expect(different).toEqual([]);
}, 120_000);
