// Presentation states and segmentations about a given image, written as other makers write them, for tests of what lies over the pictures.
import { DataSet } from '../../core/dicom/data-set.ts';
import { writePart10 } from '../../core/dicom/write.ts';

export const explicitLittle = '1.2.840.10008.1.2.1';
const gsps = '1.2.840.10008.5.1.4.1.1.11.1';
const segmentation = '1.2.840.10008.5.1.4.1.1.66.4';

function belonging(image: DataSet, sopClassUid: string, uid: string, modality: string): DataSet {
  const object = new DataSet()
    .set('SOPClassUID', sopClassUid)
    .set('SOPInstanceUID', uid)
    .set('StudyInstanceUID', image.string('StudyInstanceUID') ?? '')
    .set('SeriesInstanceUID', `${uid}.1`)
    .set('Modality', modality)
    .set('SeriesNumber', 77)
    .set('InstanceNumber', 1)
    .set('ContentDate', '20240102')
    .set('ContentTime', '101112');
  for (const name of ['PatientID', 'PatientName', 'StudyDate', 'StudyTime', 'StudyID', 'AccessionNumber'] as const) {
    const element = image.element(name);
    if (element) object.put(element);
  }
  return object;
}

const referenceTo = (image: DataSet) =>
  new DataSet()
    .set('ReferencedSOPClassUID', image.string('SOPClassUID') ?? '')
    .set('ReferencedSOPInstanceUID', image.string('SOPInstanceUID') ?? '');

const part10 = (object: DataSet) => writePart10(object, { transferSyntax: explicitLittle });

/**
 * A state for one image: turned by 90 degrees and mirrored, the area of columns 101 to 300 and rows 151 to 350, a window of its own
 * inverted, a white rectangular shutter around columns 121 to 280, a red square in image pixels and words and a green line in fractions
 * of the displayed area, on two layers.
 */
export function turnedState(image: DataSet, uid: string): Uint8Array {
  const only = () => [referenceTo(image)];
  const square = new DataSet()
    .set('GraphicAnnotationUnits', 'PIXEL')
    .set('GraphicDimensions', 2)
    .set('NumberOfGraphicPoints', 5)
    .set('GraphicData', [150, 200, 190, 200, 190, 240, 150, 240, 150, 200])
    .set('GraphicType', 'POLYLINE')
    .set('GraphicFilled', 'Y');
  const across = new DataSet()
    .set('GraphicAnnotationUnits', 'DISPLAY')
    .set('GraphicDimensions', 2)
    .set('NumberOfGraphicPoints', 4)
    .set('GraphicData', [0.8, 0.1, 0.95, 0.1, 0.95, 0.2, 0.8, 0.1])
    .set('GraphicType', 'POLYLINE')
    .set('GraphicFilled', 'Y');
  const words = new DataSet()
    .set('BoundingBoxAnnotationUnits', 'DISPLAY')
    .set('UnformattedTextValue', 'TOP LEFT')
    .set('BoundingBoxTopLeftHandCorner', [0.05, 0.05])
    .set('BoundingBoxBottomRightHandCorner', [0.4, 0.1])
    .set('BoundingBoxTextHorizontalJustification', 'LEFT');
  const layer = (name: string, order: number, lab: number[]) =>
    new DataSet()
      .set('GraphicLayer', name)
      .set('GraphicLayerOrder', order)
      .set('GraphicLayerRecommendedDisplayCIELabValue', lab);
  const object = belonging(image, gsps, uid, 'PR')
    .set('ContentLabel', 'TURNED')
    .set('PresentationCreationDate', '20240102')
    .set('PresentationCreationTime', '101112')
    .set('ReferencedSeriesSequence', [
      new DataSet()
        .set('SeriesInstanceUID', image.string('SeriesInstanceUID') ?? '')
        .set('ReferencedImageSequence', only()),
    ])
    .set('RescaleSlope', image.number('RescaleSlope') ?? 1)
    .set('RescaleIntercept', image.number('RescaleIntercept') ?? 0)
    .set('RescaleType', 'HU')
    .set('SoftcopyVOILUTSequence', [
      new DataSet().set('ReferencedImageSequence', only()).set('WindowCenter', 100).set('WindowWidth', 400),
    ])
    .set('DisplayedAreaSelectionSequence', [
      new DataSet()
        .set('ReferencedImageSequence', only())
        .set('DisplayedAreaTopLeftHandCorner', [101, 350])
        .set('DisplayedAreaBottomRightHandCorner', [300, 151])
        .set('PresentationSizeMode', 'SCALE TO FIT')
        .set('PresentationPixelAspectRatio', [1, 1]),
    ])
    .set('ImageRotation', 90)
    .set('ImageHorizontalFlip', 'Y')
    .set('ShutterShape', ['RECTANGULAR'])
    .set('ShutterLeftVerticalEdge', 120)
    .set('ShutterRightVerticalEdge', 281)
    .set('ShutterUpperHorizontalEdge', 1)
    .set('ShutterLowerHorizontalEdge', 512)
    .set('ShutterPresentationValue', 0xffff)
    .set('GraphicLayerSequence', [
      // Red and green of sRGB in CIELab, scaled to 16 bit (C.10.7.1.1).
      layer('MARKS', 1, [34_868, 53_494, 50_146]),
      layer('FRAME', 2, [57_496, 10_743, 54_267]),
    ])
    .set('GraphicAnnotationSequence', [
      new DataSet()
        .set('GraphicLayer', 'MARKS')
        .set('ReferencedImageSequence', only())
        .set('GraphicObjectSequence', [square]),
      new DataSet()
        .set('GraphicLayer', 'FRAME')
        .set('ReferencedImageSequence', only())
        .set('GraphicObjectSequence', [across])
        .set('TextObjectSequence', [words]),
    ])
    .set('PresentationLUTShape', 'INVERSE');
  return part10(object);
}

/** A fractional segmentation that names no image: 40 x 20 mask pixels of twice the image's size, placed 60 columns and 80 rows in; full in its left half, a quarter in its right. */
export function placedFraction(image: DataSet, uid: string): Uint8Array {
  const [x = 0, y = 0, z = 0] = image.numbers('ImagePositionPatient');
  const [rowSpacing = 1, columnSpacing = 1] = image.numbers('PixelSpacing');
  const direction = image.numbers('ImageOrientationPatient');
  const along = (axis: number, columns: number, rows: number) =>
    (direction[axis] ?? 0) * columns * columnSpacing + (direction[axis + 3] ?? 0) * rows * rowSpacing;
  // Centre of the first mask pixel: between the first two image pixels of the place.
  const position = [x + along(0, 60.5, 80.5), y + along(1, 60.5, 80.5), z + along(2, 60.5, 80.5)];
  const pixels = Uint8Array.from({ length: 40 * 20 }, (_, at) => (at % 40 < 20 ? 200 : 50));
  const code = (value: string, meaning: string) => [
    new DataSet().set('CodeValue', value).set('CodingSchemeDesignator', 'SCT').set('CodeMeaning', meaning),
  ];
  const object = belonging(image, segmentation, uid, 'SEG')
    .set('SeriesDescription', 'Probability')
    .set('ContentLabel', 'PROBABILITY')
    .set('FrameOfReferenceUID', image.string('FrameOfReferenceUID') ?? '')
    .set('Rows', 20)
    .set('Columns', 40)
    .set('NumberOfFrames', 1)
    .set('BitsAllocated', 8)
    .set('BitsStored', 8)
    .set('HighBit', 7)
    .set('PixelRepresentation', 0)
    .set('SamplesPerPixel', 1)
    .set('PhotometricInterpretation', 'MONOCHROME2')
    .set('SegmentationType', 'FRACTIONAL')
    .set('SegmentationFractionalType', 'PROBABILITY')
    .set('MaximumFractionalValue', 200)
    .set('SegmentSequence', [
      new DataSet()
        .set('SegmentNumber', 1)
        .set('SegmentLabel', 'Lesion')
        .set('SegmentAlgorithmType', 'AUTOMATIC')
        .set('SegmentedPropertyTypeCodeSequence', code('52988006', 'Lesion')),
    ])
    .set('SharedFunctionalGroupsSequence', [
      new DataSet()
        .set('PlaneOrientationSequence', [new DataSet().set('ImageOrientationPatient', direction)])
        .set('PixelMeasuresSequence', [
          new DataSet().set('PixelSpacing', [rowSpacing * 2, columnSpacing * 2]).set('SliceThickness', 1),
        ])
        .set('SegmentIdentificationSequence', [new DataSet().set('ReferencedSegmentNumber', 1)]),
    ])
    .set('PerFrameFunctionalGroupsSequence', [
      new DataSet().set('PlanePositionSequence', [
        new DataSet().set(
          'ImagePositionPatient',
          position.map((value) => value.toFixed(6)),
        ),
      ]),
    ])
    .set('PixelData', pixels, 'OB');
  return part10(object);
}
