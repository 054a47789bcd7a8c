// Every file of the imaging data set: read, written, indexed, or refused for the reason that is named here.
import { describe, expect, test } from 'vitest';
import { inflate } from '../../test/support/dicom-corpus.ts';
import { hasSharedData, sharedData } from '../../test/support/shared-data.ts';
import { createTextEncoding } from './character-encode.ts';
import type { DataSet } from './data-set.ts';
import type { Element } from './element.ts';
import { DicomError } from './errors.ts';
import { indexFrames, pixelLocation } from './frames.ts';
import { type DicomObject, readDataSet, readHead, readPart10 } from './read.ts';
import { checkText } from './text-check.ts';
import { explicitLittleEndian } from './transfer-syntax.ts';
import { writeDataSet } from './write.ts';

const refused: Record<string, string> = {
  'malformed/GH179B.dcm': 'truncated',
  'malformed/MR_truncated.dcm': 'truncated',
  'malformed/rtplan_truncated.dcm': 'truncated',
  // One stray byte stands before its first element.
  'malformed/no_meta.dcm': 'not-dicom',
  'wsi/4D-series.ome.tiff': 'not-dicom',
  'wsi/OS-2-vsi.ome.tif': 'not-dicom',
  'wsi/OrthancLogoJpeg.tiff': 'not-dicom',
  'wsi/cmu-1-small-region.svs': 'not-dicom',
  'wsi/small_HE_levels.tiff': 'not-dicom',
  'wsi/test3-DAPI-2-_387_.ndpi': 'not-dicom',
};
/** Headers that promise more pixels than there are, or give no size. */
const noFrames = new Set(['malformed/meta_missing_tsyntax.dcm', 'malformed/nested_priv_SQ.dcm']);
const fewerFrames = new Set(['malformed/2026-05-26-oob-monochrome-65535.dcm', 'malformed/GH1146.dcm']);

const manifest = hasSharedData
  ? new TextDecoder()
      .decode(sharedData('imaging/MANIFEST.tsv'))
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
  : [];
const paths = manifest.flatMap(([path]) => path ?? []);
const framesOf = new Map(
  manifest.map(([path, , , , , size]) => [path, Number(/^\d+x\d+x(\d+)/.exec(size ?? '')?.[1])]),
);

const sameBytes = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

/** Whether two elements hold the same value, padding of odd lengths aside. */
function sameElement(one: Element, other: Element | undefined, of: DataSet): boolean {
  if (one.kind !== other?.kind || one.vr !== other.vr) return false;
  if (one.kind === 'sequence' && other.kind === 'sequence') {
    return one.items.length === other.items.length && one.items.every((item, at) => sameDataSet(item, other.items[at]));
  }
  if (one.kind === 'encapsulated' && other.kind === 'encapsulated') {
    return one.fragments.every(({ bytes }, at) => sameBytes(bytes, other.fragments[at]?.bytes ?? new Uint8Array()));
  }
  if (one.kind !== 'bytes' || other.kind !== 'bytes') return false;
  return sameBytes(of.littleEndianBytes(one), other.bytes.subarray(0, one.bytes.length));
}

const sameDataSet = (one: DataSet, other: DataSet | undefined): boolean =>
  one
    .elements()
    .every((element) => (element.tag & 0xffff) === 0 || sameElement(element, other?.element(element.tag), one));

interface Reading {
  path: string;
  bytes: Uint8Array;
  object?: DicomObject;
  code?: string;
}

function read(path: string): Reading {
  const bytes = sharedData(`imaging/${path}`);
  try {
    return { path, bytes, object: readPart10(bytes, { inflate }) };
  } catch (error) {
    if (error instanceof DicomError) return { path, bytes, code: error.code };
    throw error;
  }
}

const pathsWhere = (readings: readonly Reading[], wrong: (object: DicomObject, one: Reading) => unknown): string[] =>
  readings.filter((one) => one.object && wrong(one.object, one)).map(({ path }) => path);

describe.skipIf(!hasSharedData)('the imaging data set (needs the shared data beside the project)', () => {
  const readings = paths.map(read);

  test('every file is read or refused for its reason', () => {
    const codes = readings.flatMap(({ path, code }) => (code === undefined ? [] : [[path, code]]));
    expect(Object.fromEntries(codes)).toEqual(refused);
  });

  test('what is read is written the same', () => {
    const text = createTextEncoding();
    const different = pathsWhere(readings, ({ dataSet, transferSyntax: syntax }) => {
      const uid = syntax.littleEndian && !syntax.deflated ? syntax.uid : explicitLittleEndian;
      const back = readDataSet(writeDataSet(dataSet, { transferSyntax: uid, text }), uid);
      return !sameDataSet(dataSet, back.dataSet);
    });
    expect(different).toEqual([]);
  });

  test('the beginning of each file gives its header', () => {
    const different = pathsWhere(readings, ({ dataSet: all, transferSyntax }, { bytes }) => {
      if (transferSyntax.deflated) return false;
      let length = Math.min(1000, bytes.length);
      for (;;) {
        const head = readHead(bytes.subarray(0, length), bytes.length);
        if ('object' in head) {
          const { dataSet, pending } = head.object;
          const whole = all.elements().filter(({ tag }) => pending === undefined || tag < pending.tag);
          return dataSet.size !== whole.length || (pending && all.element(pending.tag)?.offset !== pending.offset);
        }
        length = Math.min(bytes.length, head.needed + 4000);
      }
    });
    expect(different).toEqual([]);
  });

  test('frames are found as the list says', () => {
    const wrong = pathsWhere(readings, ({ dataSet, transferSyntax, source }, { path }) => {
      const element = dataSet.element('PixelData') ?? dataSet.element('FloatPixelData');
      const location = element && pixelLocation(element);
      if (!location || noFrames.has(path)) return false;
      const peek = (offset: number, length: number) => source.subarray(offset, offset + length);
      const index = indexFrames({ dataSet, transferSyntax, location, peek });
      if (fewerFrames.has(path)) return index.problems.length !== 1;
      const count = index.kind === 'encapsulated' ? index.frames.length : index.count;
      return index.problems.length > 0 || (framesOf.get(path) || count) !== count;
    });
    expect(wrong).toEqual([]);
  });

  test('no text is doubted that is right', () => {
    expect(pathsWhere(readings, ({ dataSet }) => checkText(dataSet).length > 0)).toEqual([]);
  });
});
