// The colour of a segment: its own, or one apart from those of its neighbours.
import type { Segment } from '../../../core/imaging/objects/seg.ts';

export type Rgb = readonly [number, number, number];

/** Colours for segments that name none: apart from each other, bright enough on black. */
export function segmentColour(segment: Pick<Segment, 'number' | 'colour'>): Rgb {
  if (segment.colour) return segment.colour;
  const hue = (segment.number * 137.5) % 360;
  const part = (offset: number) => {
    const at = (offset + hue / 30) % 12;
    return Math.round(255 * (0.6 - 0.4 * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [part(0), part(8), part(4)];
}

export const cssColour = (colour: Rgb): string => `rgb(${colour.join(' ')})`;
