// Where a frame is, from plain attributes or from functional groups (PS3.3 C.7.6.2, C.7.6.16.2.1, 2.3, 2.4).
import type { DataSet } from '../../dicom/data-set.ts';
import type { FramePlane, Vector3 } from '../descriptor.ts';
import { cross, dot, norm, scale } from '../plane.ts';

function vector(numbers: readonly number[], from: number): Vector3 | null {
  const [x, y, z] = numbers.slice(from, from + 3);
  return x !== undefined && y !== undefined && z !== undefined && [x, y, z].every(Number.isFinite) ? [x, y, z] : null;
}

/** Unit directions at right angles within a thousandth; null for anything else, which would measure wrong. */
function directionsOf(numbers: readonly number[]): { row: Vector3; column: Vector3 } | null {
  const row = vector(numbers, 0);
  const column = vector(numbers, 3);
  if (!row || !column) return null;
  const lengths = [norm(row), norm(column)] as const;
  if (lengths.some((length) => Math.abs(length - 1) > 0.01) || Math.abs(dot(row, column)) > 0.01) return null;
  const unitRow = scale(row, 1 / lengths[0]);
  const normal = cross(unitRow, scale(column, 1 / lengths[1]));
  return { row: unitRow, column: cross(scale(normal, 1 / norm(normal)), unitRow) };
}

function spacingPair(numbers: readonly number[]): readonly [number, number] | null {
  const [rows, columns] = numbers;
  return rows !== undefined && columns !== undefined && rows > 0 && columns > 0 ? [rows, columns] : null;
}

/** Modalities whose Pixel Spacing is that of the patient: the rays do not diverge. */
const crossSections = new Set(['CT', 'MR', 'PT', 'NM', 'RTDOSE', 'OPT', 'SEG']);

function spacingOf(
  dataSet: DataSet,
  measures: DataSet,
  hasPlace: boolean,
): Pick<FramePlane, 'rowSpacing' | 'columnSpacing' | 'spacingSource'> {
  const pixel = spacingPair(measures.numbers('PixelSpacing'));
  const detector = spacingPair(dataSet.numbers('ImagerPixelSpacing'));
  const pair = pixel ?? detector ?? spacingPair(dataSet.numbers('NominalScannedPixelSpacing'));
  if (!pair) return { rowSpacing: null, columnSpacing: null, spacingSource: 'none' };
  const values = { rowSpacing: pair[0], columnSpacing: pair[1] };
  if (!pixel) return { ...values, spacingSource: 'detector' };
  const calibration = dataSet.string('PixelSpacingCalibrationType');
  if (calibration === 'FIDUCIAL' || calibration === 'GEOMETRY') return { ...values, spacingSource: 'calibrated' };
  if (hasPlace || crossSections.has(dataSet.string('Modality') ?? '')) return { ...values, spacingSource: 'patient' };
  // In projections a Pixel Spacing without a word about its calibration equals the detector's or is of unknown origin (C.7.1.1 note, CP 586).
  const same = detector && Math.abs(detector[0] - pixel[0]) < 1e-6 && Math.abs(detector[1] - pixel[1]) < 1e-6;
  return { ...values, spacingSource: same || !detector ? 'detector' : 'calibrated' };
}

export interface PlaneSources {
  position: DataSet;
  orientation: DataSet;
  measures: DataSet;
}

/** @param sources the data set itself, or the items of its functional groups */
export function planeOf(dataSet: DataSet, sources: PlaneSources): FramePlane {
  const position = vector(sources.position.numbers('ImagePositionPatient'), 0);
  const directions = directionsOf(sources.orientation.numbers('ImageOrientationPatient'));
  const thickness = sources.measures.number('SliceThickness');
  return {
    position,
    rowDirection: directions?.row ?? null,
    columnDirection: directions?.column ?? null,
    ...spacingOf(dataSet, sources.measures, position !== null && directions !== null),
    sliceThickness: thickness !== undefined && thickness > 0 ? thickness : null,
  };
}
