// What a pixel is worth where something is measured: millimetres only as far as the object vouches for them.
import type { FramePlane, ImageDescriptor, UltrasoundRegion } from '../descriptor.ts';
import type { ImagePoint } from '../view-transform.ts';

export interface Scale {
  /** `axes`: an ultrasound region whose axes are not both lengths; then only differences along each axis mean something. */
  kind: 'mm' | 'mm@detector' | 'px' | 'axes';
  /** Worth of one pixel along a row and along a column, in millimetres, axis units, or pixel heights. */
  perColumn: number;
  perRow: number;
  unitX: string;
  unitY: string;
}

/** (0018,6024), (0018,6026): codes of C.8.5.5.1.15. */
const regionUnits: Record<number, string> = {
  1: '%',
  2: 'dB',
  3: 'cm',
  4: 's',
  5: 'Hz',
  6: 'dB/s',
  7: 'cm/s',
  8: 'cm2',
  9: 'cm2/s',
  10: 'cm3',
  11: 'cm3/s',
  12: 'deg',
};

function regionAt(regions: readonly UltrasoundRegion[], { x, y }: ImagePoint): UltrasoundRegion | null {
  // Locations are pixel numbers, both ends inside (C.8.5.5.1.1). Of overlapping ones the smallest: an inset lies on the larger.
  const inside = regions.filter(
    (region) => x >= region.x0 && x <= region.x1 + 1 && y >= region.y0 && y <= region.y1 + 1,
  );
  const size = (region: UltrasoundRegion) => (region.x1 - region.x0) * (region.y1 - region.y0);
  return inside.sort((a, b) => size(a) - size(b))[0] ?? null;
}

function ofRegion(region: UltrasoundRegion): Scale {
  const unitX = regionUnits[region.unitX] ?? '';
  const unitY = regionUnits[region.unitY] ?? '';
  if (region.unitX === 3 && region.unitY === 3) {
    return { kind: 'mm', perColumn: region.deltaX * 10, perRow: region.deltaY * 10, unitX: 'mm', unitY: 'mm' };
  }
  return { kind: 'axes', perColumn: region.deltaX, perRow: region.deltaY, unitX, unitY };
}

/**
 * The scale that holds for all of the points together. An image with ultrasound regions has units inside one region only: points
 * in two regions, or outside all of them, are measured in pixels.
 */
export function scaleFor(
  image: Pick<ImageDescriptor, 'regions' | 'pixelAspect'>,
  plane: Pick<FramePlane, 'rowSpacing' | 'columnSpacing' | 'spacingSource'>,
  points: readonly ImagePoint[],
): Scale {
  const [vertical, horizontal] = image.pixelAspect ?? [1, 1];
  const aspect = vertical > 0 && horizontal > 0 ? horizontal / vertical : 1;
  const pixels: Scale = { kind: 'px', perColumn: aspect, perRow: 1, unitX: 'px', unitY: 'px' };
  if (image.regions.length > 0) {
    const found = points.map((point) => regionAt(image.regions, point));
    const [first] = found;
    return first && found.every((region) => region === first) ? ofRegion(first) : pixels;
  }
  const { rowSpacing, columnSpacing, spacingSource } = plane;
  if (!rowSpacing || !columnSpacing || spacingSource === 'none') return pixels;
  const kind = spacingSource === 'detector' ? 'mm@detector' : 'mm';
  return { kind, perColumn: columnSpacing, perRow: rowSpacing, unitX: 'mm', unitY: 'mm' };
}
