// What lies around an image: shutters, ultrasound regions, and what SUV needs.
import type { DataSet } from '../../dicom/data-set.ts';
import type { Shutter, SuvInputs, UltrasoundRegion } from '../descriptor.ts';
import { labToRgb } from '../objects/lab-colour.ts';
import { overlaysOf } from './overlays.ts';

const shapes: Record<string, Shutter['shapes'][number]> = {
  RECTANGULAR: 'rectangular',
  CIRCULAR: 'circular',
  POLYGONAL: 'polygonal',
  BITMAP: 'bitmap',
};

/** What hidden pixels show, 0 to 1: P-values (0018,1622), else how light the colour is (0018,1624). */
function greyOf(dataSet: DataSet): number {
  const value = dataSet.number('ShutterPresentationValue');
  const lab = dataSet.numbers('ShutterPresentationColorCIELabValue');
  if (value !== undefined || lab.length < 3) return (value ?? 0) / 0xffff;
  const [red, green, blue] = labToRgb(lab);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/** The group of the overlay (60xx) that is a shutter and no drawing (C.7.6.15). */
export const shutterGroupOf = (dataSet: DataSet): number | null =>
  dataSet.strings('ShutterShape').includes('BITMAP') ? (dataSet.number('ShutterOverlayGroup') ?? null) : null;

/** Display Shutter (C.7.6.11, C.7.6.15): everything outside all shapes together is dark. */
export function shutterOf(dataSet: DataSet): Shutter | null {
  const found = dataSet.strings('ShutterShape').flatMap((word) => shapes[word] ?? []);
  if (found.length === 0) return null;
  const [row, column] = dataSet.numbers('CenterOfCircularShutter');
  const grey = greyOf(dataSet);
  const group = shutterGroupOf(dataSet);
  const bitmap = group === null ? undefined : overlaysOf(dataSet).find((plane) => plane.group === group);
  return {
    shapes: found,
    left: dataSet.number('ShutterLeftVerticalEdge') ?? null,
    right: dataSet.number('ShutterRightVerticalEdge') ?? null,
    upper: dataSet.number('ShutterUpperHorizontalEdge') ?? null,
    lower: dataSet.number('ShutterLowerHorizontalEdge') ?? null,
    centre: row !== undefined && column !== undefined ? [row, column] : null,
    radius: dataSet.number('RadiusOfCircularShutter') ?? null,
    polygon: dataSet.numbers('VerticesOfThePolygonalShutter'),
    ...(bitmap ? { bitmap } : {}),
    ...(grey > 0 ? { grey } : {}),
  };
}

/** Sequence of Ultrasound Regions (C.8.5.5): only inside one are there physical units. */
export function regionsOf(dataSet: DataSet): UltrasoundRegion[] {
  return dataSet.items('SequenceOfUltrasoundRegions').flatMap((item) => {
    const [x0, y0, x1, y1, unitX, unitY, deltaX, deltaY] = (
      [
        'RegionLocationMinX0',
        'RegionLocationMinY0',
        'RegionLocationMaxX1',
        'RegionLocationMaxY1',
        'PhysicalUnitsXDirection',
        'PhysicalUnitsYDirection',
        'PhysicalDeltaX',
        'PhysicalDeltaY',
      ] as const
    ).map((keyword) => item.number(keyword));
    if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) return [];
    if (unitX === undefined || unitY === undefined || deltaX === undefined || deltaY === undefined) return [];
    return [{ x0, y0, x1, y1, unitX, unitY, deltaX: Math.abs(deltaX), deltaY: Math.abs(deltaY) }];
  });
}

/** Null for anything but PET; what PET does not say stays 0 or empty. */
export function suvOf(dataSet: DataSet): SuvInputs | null {
  if (dataSet.string('Modality') !== 'PT') return null;
  const drug = dataSet.item('RadiopharmaceuticalInformationSequence');
  const philips = (element: number) => {
    const tag = dataSet.privateTag(0x7053, 'Philips PET Private Group', element);
    return tag === undefined ? null : (dataSet.number(tag) ?? null);
  };
  const geTag = dataSet.privateTag(0x0009, 'GEMS_PETD_01', 0x0d);
  const injectionDateTime = drug?.string('RadiopharmaceuticalStartDateTime') ?? '';
  return {
    units: dataSet.string('Units') ?? '',
    decayCorrection: dataSet.string('DecayCorrection') ?? '',
    correctedImage: dataSet.strings('CorrectedImage'),
    patientWeightKg: dataSet.number('PatientWeight') ?? 0,
    totalDoseBq: drug?.number('RadionuclideTotalDose') ?? 0,
    halfLifeSeconds: drug?.number('RadionuclideHalfLife') ?? 0,
    injectionTime: drug?.string('RadiopharmaceuticalStartTime') ?? injectionDateTime.slice(8),
    seriesTime: dataSet.string('SeriesTime') ?? '',
    acquisitionTime: dataSet.string('AcquisitionTime') ?? '',
    philipsSuvFactor: philips(0x00),
    philipsActivityFactor: philips(0x09),
    suvType: dataSet.string('SUVType') ?? '',
    patientHeightM: dataSet.number('PatientSize') ?? 0,
    patientSex: dataSet.string('PatientSex') ?? '',
    injectionDateTime,
    seriesDate: dataSet.string('SeriesDate') ?? '',
    acquisitionDate: dataSet.string('AcquisitionDate') ?? '',
    geScanDateTime: (geTag === undefined ? undefined : dataSet.string(geTag)) ?? '',
  };
}
