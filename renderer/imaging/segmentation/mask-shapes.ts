// The masks of a segmentation as outlines, made when a frame is first in view and kept.
import { outlinesOf, ringsPath } from '../../../core/imaging/objects/mask-outline.ts';
import { maskFrom, type Segmentation } from '../../../core/imaging/objects/seg.ts';

export interface MaskShape {
  /** Number of the segment. */
  segment: number;
  /** `d` of an SVG path in mask pixels. */
  path: string;
}

export class MaskShapes {
  private readonly segmentation: Segmentation;
  private readonly masks: readonly (readonly number[])[];
  private readonly made = new Map<number, readonly MaskShape[]>();

  constructor(segmentation: Segmentation, masks: readonly (readonly number[])[]) {
    this.segmentation = segmentation;
    this.masks = masks;
  }

  /** Outlines of the frame (from 0): of the segment, or of each label. A fraction counts from one half. */
  of(frame: number): readonly MaskShape[] {
    const known = this.made.get(frame);
    if (known) return known;
    const shapes = this.make(frame);
    this.made.set(frame, shapes);
    return shapes;
  }

  /** Values of a frame, one a pixel. */
  values(frame: number): Uint16Array {
    const { rows, columns } = this.segmentation;
    return maskFrom([...(this.masks[frame] ?? [])], rows * columns);
  }

  /** True where some pixel of the frame is set. */
  has(frame: number): boolean {
    const runs = this.masks[frame] ?? [];
    for (let at = 0; at < runs.length; at += 2) if (runs[at] !== 0) return true;
    return false;
  }

  private make(frame: number): readonly MaskShape[] {
    if (!this.has(frame)) return [];
    const { rows, columns, type, maximum, frames } = this.segmentation;
    const mask = this.values(frame);
    const outline = (inside: (index: number) => boolean) => ringsPath(outlinesOf(columns, rows, inside));
    switch (type) {
      case 'binary':
        return [{ segment: frames[frame]?.segment ?? 1, path: outline((index) => mask[index] !== 0) }];
      case 'fractional':
        return [{ segment: frames[frame]?.segment ?? 1, path: outline((index) => (mask[index] ?? 0) * 2 >= maximum) }];
      case 'labelmap':
        return [...new Set(mask)]
          .filter((label) => label !== 0)
          .sort((a, b) => a - b)
          .map((segment) => ({ segment, path: outline((index) => mask[index] === segment) }));
      default:
        return type satisfies never;
    }
  }
}
