// The values of an annotation, from its points, the scale where it lies and the pixels under it.
import type { Annotation } from '../annotation/model.ts';
import type { FramePlane, ImageDescriptor } from '../descriptor.ts';
import type { ImagePoint } from '../view-transform.ts';
import { angleAt, cobbAngle, distance, ellipseLength, outlineArea, outlineLength } from './geometry.ts';
import type { Quantity, QuantityName } from './quantity.ts';
import { type FrameValues, type Region, regionStatistics } from './region.ts';
import { type Scale, scaleFor } from './scale.ts';

export interface MeasuredFrame {
  image: Pick<ImageDescriptor, 'regions' | 'pixelAspect'>;
  plane: Pick<FramePlane, 'rowSpacing' | 'columnSpacing' | 'spacingSource'>;
  /** Null while the pixels are not there, and for colour: then there are no statistics. */
  values: FrameValues | null;
  /** HU, or what the object says; empty when it says nothing. */
  valueUnit: string;
  /** Modality value to SUVbw; null where it may not be shown. */
  suvFactor: number | null;
  /** Modality value to SUV by lean body mass; null or absent where it may not be shown. */
  suvLbmFactor?: number | null;
}

type Drawn = Pick<Annotation, 'kind' | 'points'>;

/** The region whose pixels count; null for annotations that are lines or points. */
export function regionOf({ kind, points }: Drawn, scale: Pick<Scale, 'perColumn' | 'perRow'>): Region | null {
  const [first, second] = points;
  if (!first) return null;
  if (kind === 'polygon' || kind === 'freehand') return points.length >= 3 ? { kind: 'outline', points } : null;
  if (!second) return null;
  switch (kind) {
    case 'rectangle':
      return { kind: 'rectangle', from: first, to: second };
    case 'ellipse':
      return {
        kind: 'ellipse',
        centre: { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 },
        halfX: Math.abs(second.x - first.x) / 2,
        halfY: Math.abs(second.y - first.y) / 2,
      };
    case 'circle': {
      const radius = distance(first, second, scale);
      return { kind: 'ellipse', centre: first, halfX: radius / scale.perColumn, halfY: radius / scale.perRow };
    }
    default:
      return null;
  }
}

/** As UCUM writes it: bare g/ml is SUV by body weight. */
const lbmUnit = 'g/ml{SUVlbm}';

const lengthUnit = ({ kind }: Scale) => (kind === 'axes' ? 'px' : kind);
const areaUnit = (scale: Scale) => ({ mm: 'mm2', 'mm@detector': 'mm2@detector', px: 'px2' })[lengthUnit(scale)];

function areaAndOutline(region: Region, scale: Scale): { area: number; outline: number } {
  switch (region.kind) {
    case 'rectangle': {
      const { from, to } = region;
      const corners = [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
      return { area: outlineArea(corners, scale), outline: outlineLength(corners, scale) };
    }
    case 'ellipse': {
      const a = region.halfX * scale.perColumn;
      const b = region.halfY * scale.perRow;
      return { area: Math.PI * a * b, outline: ellipseLength(a, b) };
    }
    case 'outline':
      return { area: outlineArea(region.points, scale), outline: outlineLength(region.points, scale) };
    default:
      return region satisfies never;
  }
}

function ofRegion(region: Region, scale: Scale, frame: MeasuredFrame): Quantity[] {
  const { area, outline } = areaAndOutline(region, scale);
  const found: Quantity[] = [
    { name: 'area', value: area, unit: areaUnit(scale) },
    { name: 'perimeter', value: outline, unit: lengthUnit(scale) },
  ];
  const statistics = frame.values && regionStatistics(region, frame.values);
  if (!statistics) return found;
  const unit = frame.valueUnit;
  found.push(
    { name: 'mean', value: statistics.mean, unit },
    { name: 'deviation', value: statistics.deviation, unit },
    { name: 'minimum', value: statistics.minimum, unit },
    { name: 'maximum', value: statistics.maximum, unit },
    { name: 'count', value: statistics.count, unit: 'px' },
  );
  if (frame.suvFactor !== null) {
    found.push(
      { name: 'suv-mean', value: statistics.mean * frame.suvFactor, unit: 'g/ml' },
      { name: 'suv-maximum', value: statistics.maximum * frame.suvFactor, unit: 'g/ml' },
    );
  }
  if (frame.suvLbmFactor) {
    found.push(
      { name: 'suv-lbm-mean', value: statistics.mean * frame.suvLbmFactor, unit: lbmUnit },
      { name: 'suv-lbm-maximum', value: statistics.maximum * frame.suvLbmFactor, unit: lbmUnit },
    );
  }
  return found;
}

function line(name: QuantityName, from: ImagePoint, to: ImagePoint, scale: Scale): Quantity {
  return { name, value: distance(from, to, scale), unit: lengthUnit(scale) };
}

/** A line in a Doppler or M-mode region: differences along the axes, for its length means nothing. */
function alongAxes(from: ImagePoint, to: ImagePoint, scale: Scale): Quantity[] {
  return [
    {
      name: scale.unitX === 's' ? 'time' : 'difference',
      value: Math.abs(to.x - from.x) * scale.perColumn,
      unit: scale.unitX,
    },
    { name: 'difference', value: Math.abs(to.y - from.y) * scale.perRow, unit: scale.unitY },
  ];
}

/** In a region of other axes lengths are in pixels of the image, so that nothing false is shown in millimetres. */
function inPixels(scale: Scale): Scale {
  return scale.kind === 'axes' ? { kind: 'px', perColumn: 1, perRow: 1, unitX: 'px', unitY: 'px' } : scale;
}

/** Values in the order in which they are shown. Empty for arrows and texts, and while points are missing. */
export function measure(drawn: Drawn, frame: MeasuredFrame): Quantity[] {
  const { kind, points } = drawn;
  const along = scaleFor(frame.image, frame.plane, points);
  const scale = inPixels(along);
  const [a, b, c, d] = points;
  switch (kind) {
    case 'length':
      if (!a || !b) return [];
      return along.kind === 'axes' ? alongAxes(a, b, along) : [line('length', a, b, scale)];
    case 'angle':
      return a && b && c ? [{ name: 'angle', value: angleAt(a, b, c, scale), unit: 'deg' }] : [];
    case 'cobb':
      return a && b && c && d ? [{ name: 'angle', value: cobbAngle(a, b, c, d, scale), unit: 'deg' }] : [];
    case 'bidirectional': {
      if (!a || !b || !c || !d) return [];
      const [long, short] = [line('long-axis', a, b, scale), line('long-axis', c, d, scale)].sort(
        (x, y) => y.value - x.value,
      );
      return long && short ? [long, { ...short, name: 'short-axis' }] : [];
    }
    case 'cardiothoracic': {
      if (!a || !b || !c || !d) return [];
      const heart = line('heart', a, b, scale);
      const thorax = line('thorax', c, d, scale);
      return [heart, thorax, { name: 'ratio', value: heart.value / thorax.value, unit: '' }];
    }
    case 'probe': {
      const value = a && frame.values ? frame.values.at(Math.floor(a.x), Math.floor(a.y)) : null;
      if (value === null) return [];
      const plain: Quantity = { name: 'value', value, unit: frame.valueUnit };
      const found: Quantity[] = [plain];
      if (frame.suvFactor !== null) found.push({ name: 'suv', value: value * frame.suvFactor, unit: 'g/ml' });
      if (frame.suvLbmFactor) found.push({ name: 'suv-lbm', value: value * frame.suvLbmFactor, unit: lbmUnit });
      return found;
    }
    case 'ellipse':
    case 'rectangle':
    case 'circle':
    case 'polygon':
    case 'freehand': {
      const region = regionOf(drawn, scale);
      return region ? ofRegion(region, scale, frame) : [];
    }
    case 'arrow':
    case 'text':
      return [];
    default:
      return kind satisfies never;
  }
}
