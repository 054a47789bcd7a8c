// What lies over or around an image: overlays, shutters, ultrasound regions, and what SUV needs.
import type { DataSet } from '../../dicom/data-set.ts';
import { tagNumber } from '../../dicom/tag.ts';
import type { OverlayPlane, Shutter, SuvInputs, UltrasoundRegion } from '../descriptor.ts';

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Overlays with data of their own (C.9.2); those in unused bits of the pixels were retired in 2004 and are not drawn. */
export function overlaysOf(dataSet: DataSet): OverlayPlane[] {
  const planes: OverlayPlane[] = [];
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const bits = dataSet.bytes(tagNumber(group, 0x3000));
    const rows = dataSet.number(tagNumber(group, 0x0010));
    const columns = dataSet.number(tagNumber(group, 0x0011));
    if (!bits || !rows || !columns) continue;
    const [originRow = 1, originColumn = 1] = dataSet.numbers(tagNumber(group, 0x0050));
    const frames = dataSet.number(tagNumber(group, 0x0015)) ?? 1;
    const needed = Math.ceil((rows * columns * frames) / 8);
    if (bits.length < needed) continue;
    planes.push({
      group,
      rows,
      columns,
      originRow,
      originColumn,
      frames,
      firstFrame: dataSet.number(tagNumber(group, 0x0051)) ?? 1,
      kind: dataSet.string(tagNumber(group, 0x0040)) === 'R' ? 'roi' : 'graphics',
      description: dataSet.string(tagNumber(group, 0x0022)) ?? dataSet.string(tagNumber(group, 0x1500)) ?? '',
      bits: base64(bits.subarray(0, needed)),
    });
  }
  return planes;
}

const shapes: Record<string, Shutter['shapes'][number]> = {
  RECTANGULAR: 'rectangular',
  CIRCULAR: 'circular',
  POLYGONAL: 'polygonal',
};

/** Display Shutter (C.7.6.11): everything outside all shapes together is dark. */
export function shutterOf(dataSet: DataSet): Shutter | null {
  const found = dataSet.strings('ShutterShape').flatMap((word) => shapes[word] ?? []);
  if (found.length === 0) return null;
  const [row, column] = dataSet.numbers('CenterOfCircularShutter');
  return {
    shapes: found,
    left: dataSet.number('ShutterLeftVerticalEdge') ?? null,
    right: dataSet.number('ShutterRightVerticalEdge') ?? null,
    upper: dataSet.number('ShutterUpperHorizontalEdge') ?? null,
    lower: dataSet.number('ShutterLowerHorizontalEdge') ?? null,
    centre: row !== undefined && column !== undefined ? [row, column] : null,
    radius: dataSet.number('RadiusOfCircularShutter') ?? null,
    polygon: dataSet.numbers('VerticesOfThePolygonalShutter'),
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
