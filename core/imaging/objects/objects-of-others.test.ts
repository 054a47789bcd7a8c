// Segmentations, reports, key objects, presentation states, documents and waveforms of other programs, as panels show them.
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedData } from '../../../test/support/shared-data.ts';
import { DataSet } from '../../dicom/data-set.ts';
import { readPart10 } from '../../dicom/read.ts';
import { concept } from './concepts.ts';
import { codeValue, container, content, holding, imageItem, numberItem, spatial, textItem } from './content.ts';
import { markItems, presentationItems } from './draw-list.ts';
import { maskFrom } from './seg.ts';
import { type ObjectView, viewObject } from './view.ts';
import { readWaveforms } from './waveform.ts';

const inflate = (bytes: Uint8Array, maximum: number) =>
  new Uint8Array(inflateRawSync(bytes, { maxOutputLength: maximum }));
const view = (name: string): ObjectView => viewObject(readPart10(sharedData(`imaging/${name}`), { inflate }).dataSet);
function viewOf<Kind extends ObjectView['kind']>(name: string, kind: Kind): Extract<ObjectView, { kind: Kind }> {
  const found = view(name);
  const is = (one: ObjectView): one is Extract<ObjectView, { kind: Kind }> => one.kind === kind;
  if (!is(found)) throw new Error(`${name} is ${found.kind}`);
  return found;
}
const held = (runs: readonly number[]) => runs.reduce((sum, run, at) => (at % 2 && runs[at - 1] ? sum + run : sum), 0);

describe.skipIf(!hasSharedData)('objects of others', () => {
  test('a liver of three slices lies on the slices that it was drawn on', () => {
    const { segmentation, masks } = viewOf('nonimage/seg-liver-dcmqi/liver.dcm', 'segmentation');
    expect(segmentation.segments[0]).toMatchObject({ number: 1, label: 'Liver', type: { meaning: 'Liver' } });
    // Every frame names its slice, and no two the same one.
    const slices = ['01', '02', '03'].map((name) =>
      readPart10(sharedData(`imaging/nonimage/seg-liver-dcmqi/${name}.dcm`)).dataSet.string('SOPInstanceUID'),
    );
    expect(new Set(segmentation.frames.map(({ sources }) => sources[0]?.sopInstanceUid))).toEqual(new Set(slices));
    for (const runs of masks) expect(runs.filter((_, at) => at % 2).reduce((sum, run) => sum + run, 0)).toBe(512 * 512);
    for (const runs of masks) expect(held(runs)).toBeGreaterThan(10_000);
  });

  test('overlapping segments each have frames of their own', () => {
    const { segmentation } = viewOf('nonimage/seg-liver-dcmqi/partial_overlaps.dcm', 'segmentation');
    expect(new Set(segmentation.frames.map(({ segment }) => segment))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(segmentation.segments.map(({ label }) => label)).toContain('LIGHT_BLUE');
  });

  test('fractions keep their values, and bits across bytes fall on their pixels', () => {
    const { segmentation, masks } = viewOf('nonimage/seg_image_ct_true_fractional.dcm', 'segmentation');
    expect(segmentation.type).toBe('fractional');
    const source = readPart10(sharedData('imaging/nonimage/seg_image_ct_true_fractional.dcm')).dataSet.bytes(
      'PixelData',
    );
    expect([...maskFrom(masks[0] ?? [], 256)]).toEqual([...(source ?? []).slice(0, 256)]);
    const binary = viewOf('nonimage/seg_image_ct_binary_single_frame.dcm', 'segmentation');
    const bits = readPart10(sharedData('imaging/nonimage/seg_image_ct_binary_single_frame.dcm')).dataSet.bytes(
      'PixelData',
    );
    const ones = [...(bits ?? [])].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(held(binary.masks[0] ?? [])).toBe(ones);
  });

  test('measurements of another program are marks with their values, units and segments', () => {
    const { measurements, outline } = viewOf('nonimage/sr-tid1500-dcmqi/sr.dcm', 'report');
    expect(outline.title).toEqual({ zh: '影像测量报告', en: 'Imaging Measurement Report' });
    expect(measurements.annotations).toEqual([]);
    expect(measurements.foreign).toHaveLength(1);
    const [mark] = measurements.foreign;
    expect(mark).toMatchObject({ trackingIdentifier: 'primary tumor', finding: { meaning: 'Neoplasm, Primary' } });
    expect(mark?.values[0]).toMatchObject({ value: 6.01529, derivation: { meaning: 'Mean' } });
    const segments = readPart10(sharedData('imaging/nonimage/sr-tid1500-dcmqi/seg.dcm')).dataSet.string(
      'SOPInstanceUID',
    );
    expect(mark?.segments).toContainEqual({ sopInstanceUid: segments, segments: [1] });
  });

  test('a report without measurement groups keeps its words, people and graphics', () => {
    const { outline, measurements } = viewOf('nonimage/test-SR.dcm', 'report');
    expect(outline.verification).toBe('VERIFIED');
    expect(outline.verifiers).toHaveLength(2);
    expect(JSON.stringify(outline.body)).toContain('A mass of');
    expect(JSON.stringify(outline.body)).toContain(String.raw`Sample Text\nA\nB`);
    expect(measurements.foreign[0]?.graphics[0]).toMatchObject({ graphic: 'CIRCLE', frame: 5 });
    expect(viewOf('nonimage/report_dfl', 'report').outline.body.length).toBeGreaterThan(3);
  });

  test('a presentation state says its window and its images', () => {
    const { presentation } = viewOf('mr-liver-philips/pr/PS_0181', 'presentation');
    expect(presentation.label).toBe('AS LAST SEEN');
    expect(presentation.references.length).toBeGreaterThan(20);
    expect(presentation.voi.length).toBeGreaterThan(0);
    for (const { window } of presentation.voi) expect(window?.width).toBeGreaterThan(0);
    // 19, 19 is the nineteenth pixel, whose corner lies at 18.
    expect(presentation.areas[0]?.from).toEqual({ x: 18, y: 18 });
  });

  test('a PDF ends where its length says, a waveform has its leads', () => {
    const document = viewOf('nonimage/generated/encapsulated-pdf.dcm', 'document');
    expect(document.mediaType).toBe('application/pdf');
    expect(atob(document.data).trimEnd().endsWith('%%EOF')).toBe(true);
    const { groups } = viewOf('nonimage/waveform_ecg.dcm', 'waveform');
    expect(groups.map(({ label, seconds, channels }) => [label, seconds, channels.length])).toEqual([
      ['RHYTHM', 10, 12],
      ['MEDIAN BEAT', 1.2, 12],
    ]);
    expect(groups[0]?.channels[1]).toMatchObject({ label: 'Lead II', unit: 'uV' });
  });

  test('key objects name their images; what is not shown says why', () => {
    const { keyObjects } = viewOf('nonimage/generated/ko-quality-issue-mr.dcm', 'key-objects');
    expect(keyObjects.title?.meaning).toBe('Quality Issue');
    expect(keyObjects.references.every(({ seriesUid }) => seriesUid !== '')).toBe(true);
    expect(viewOf('nonimage/hotiron.dcm', 'refused').reason).toBe('Color Palette Storage is not shown');
  });
});

describe('made here', () => {
  test.each([
    ['zero, which blanks nothing', [0, 0], [1, 0, -2]],
    ['the lowest value', [0xfe, 0xff], [1, 0, Number.NaN]],
  ])('a waveform whose padding value is %s', (_, padding, values) => {
    const group = new DataSet()
      .set('NumberOfWaveformSamples', 3)
      .set('SamplingFrequency', 500)
      .set('ChannelDefinitionSequence', [new DataSet().set('ChannelLabel', 'I')])
      .set('WaveformSampleInterpretation', 'SS')
      .set('WaveformPaddingValue', Uint8Array.from(padding), 'OW')
      .set('WaveformData', Uint8Array.of(1, 0, 0, 0, 0xfe, 0xff), 'OW');
    const [read] = readWaveforms(new DataSet().set('WaveformSequence', [group]));
    expect([...(read?.channels[0]?.values ?? [])]).toEqual(values);
  });

  const seg = (type: string, bits: number, pixels: Uint8Array) =>
    new DataSet()
      .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.66.4')
      .set('SegmentationType', type)
      .set('Rows', 3)
      .set('Columns', 3)
      .set('NumberOfFrames', 2)
      .set('BitsAllocated', bits)
      .set('PixelData', pixels, 'OB');

  test('frames of nine bits follow each other inside the bytes; a label map names its segments', () => {
    const binary = viewObject(seg('BINARY', 1, Uint8Array.of(0b00000001, 0b00000011, 0)));
    expect(binary.kind === 'segmentation' && binary.masks).toEqual([
      [1, 1, 0, 7, 1, 1],
      [1, 1, 0, 8],
    ]);
    const map = viewObject(seg('LABELMAP', 8, new Uint8Array(18).fill(7, 9)));
    expect(map.kind === 'segmentation' && map.masks).toEqual([
      [0, 9],
      [7, 9],
    ]);
  });

  test('a length and an ellipse as web viewers write them, a region in space, are marks on their frames', () => {
    const on = (frames: number[]) =>
      imageItem('SELECTED FROM', { sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '1.2.3', frames });
    const group = (name: string, children: DataSet[]) =>
      container('CONTAINS', concept.group, [
        textItem('HAS OBS CONTEXT', concept.trackingIdentifier, name),
        ...children,
      ]);
    const mm = { value: 'mm', scheme: 'UCUM', meaning: 'millimeter' };
    const srtLength = { value: 'G-D7FE', scheme: 'SRT', meaning: 'Length' };
    const measured = holding(numberItem('CONTAINS', srtLength, 12.5, mm), [
      spatial('INFERRED FROM', null, 'POLYLINE', [1, 2, 3, 4], on([])),
    ]);
    const label = { value: 'CORNERSTONEFREETEXT', scheme: 'CORNERSTONEJS', meaning: '结节' };
    const space = content('SCOORD3D', 'CONTAINS', concept.imageRegion)
      .set('GraphicType', 'POLYGON')
      .set('GraphicData', [0, 0, 5, 1, 0, 5, 1, 1, 5, 0, 0, 5])
      .set('ReferencedFrameOfReferenceUID', '1.2.9');
    const root = container(null, concept.report, [
      container('CONTAINS', concept.measurements, [
        group('viewer:Length', [measured, codeValue('CONTAINS', concept.finding, label)]),
        group('viewer:Ellipse', [
          spatial('CONTAINS', concept.imageRegion, 'ELLIPSE', [0, 5, 10, 5, 5, 3, 5, 7], on([4])),
        ]),
        group('roi in space', [space]),
      ]),
    ]);
    const shown = viewObject(root.set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.34'));
    if (shown.kind !== 'report') throw new Error(shown.kind);
    const { foreign, annotations } = shown.measurements;
    expect(annotations).toEqual([]);
    expect(foreign).toMatchObject([
      {
        finding: { meaning: '结节' },
        values: [{ value: 12.5, unit: 'mm' }],
        graphics: [
          {
            graphic: 'POLYLINE',
            points: [
              { x: 1, y: 2 },
              { x: 3, y: 4 },
            ],
            sopInstanceUid: '1.2.3',
            frame: 1,
          },
        ],
      },
      { graphics: [{ graphic: 'ELLIPSE', frame: 4 }] },
      { graphics: [], space: [{ frameOfReferenceUid: '1.2.9', points: { length: 4 } }] },
    ]);
    const items = markItems(foreign, '1.2.3', 1);
    expect(items).toMatchObject([
      { kind: 'line', closed: false },
      { kind: 'words', text: '结节\n12.5 mm', at: { x: 1, y: 2 } },
    ]);
    expect(markItems(foreign, '1.2.3', 4)).toMatchObject([{ kind: 'line', closed: true }, { kind: 'words' }]);
  });

  test('damage is an answer, not a crash', () => {
    expect(viewObject(seg('BINARY', 1, new Uint8Array(1)))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('ends before frame 1'),
    });
    expect(viewObject(new DataSet()).kind).toBe('refused');
    const empty = new DataSet().set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.33');
    expect(viewObject(empty)).toMatchObject({ kind: 'report', measurements: { annotations: [], foreign: [] } });
  });

  test('graphics of a state: a circle closes, words hang on their anchor, other frames stay clean', () => {
    const image = new DataSet()
      .set('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.2')
      .set('ReferencedSOPInstanceUID', '1.2.3')
      .set('ReferencedFrameNumber', [2]);
    const circle = new DataSet()
      .set('GraphicAnnotationUnits', 'PIXEL')
      .set('GraphicData', [10, 10, 13, 14])
      .set('GraphicType', 'CIRCLE');
    const words = new DataSet()
      .set('UnformattedTextValue', 'nodule\r\n12 mm')
      .set('BoundingBoxAnnotationUnits', 'DISPLAY')
      .set('BoundingBoxTopLeftHandCorner', [0.125, 0.25])
      .set('BoundingBoxBottomRightHandCorner', [0.4, 0.3])
      .set('AnchorPointAnnotationUnits', 'PIXEL')
      .set('AnchorPoint', [10, 10])
      .set('AnchorPointVisibility', 'Y');
    const state = new DataSet()
      .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.11.1')
      .set('ImageRotation', 270)
      .set('ImageHorizontalFlip', 'Y')
      .set('GraphicLayerSequence', [
        new DataSet().set('GraphicLayer', 'A').set('GraphicLayerRecommendedDisplayGrayscaleValue', 65535),
      ])
      .set('GraphicAnnotationSequence', [
        new DataSet()
          .set('GraphicLayer', 'A')
          .set('ReferencedImageSequence', [image])
          .set('GraphicObjectSequence', [circle])
          .set('TextObjectSequence', [words]),
      ]);
    const shown = viewObject(state);
    if (shown.kind !== 'presentation') throw new Error(shown.kind);
    expect(shown.presentation).toMatchObject({ rotation: 270, flipped: true });
    expect(presentationItems(shown.presentation, '1.2.3', 1)).toEqual([]);
    const [line, text] = presentationItems(shown.presentation, '1.2.3', 2);
    if (line?.kind !== 'line' || text?.kind !== 'words') throw new Error('not drawn');
    expect(line).toMatchObject({ closed: true, colour: [255, 255, 255], units: 'pixel' });
    for (const { x, y } of line.points) expect(Math.hypot(x - 10, y - 10)).toBeCloseTo(5, 9);
    expect(text).toMatchObject({ units: 'display', at: { x: 0.125 }, to: { at: { x: 10, y: 10 }, units: 'pixel' } });
  });
});
