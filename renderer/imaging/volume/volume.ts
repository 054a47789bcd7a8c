// A regular stack as one block of values in patient space: filled frame by frame as pixels arrive, in modality units (HU, SUV).
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { modalityTransform } from '../../../core/imaging/lookup.ts';
import { suvFactor } from '../../../core/imaging/measure/suv.ts';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import { norm, type PlacedPlane, scale, subtract } from '../../../core/imaging/plane.ts';
import type { Irregularity, Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { pipelineOf } from '../pixels/painter.ts';

export interface VolumeShape {
  /** Voxels along a row, down a column, through the stack. */
  size: readonly [number, number, number];
  /** Millimetres between voxel centres along the same axes. */
  spacing: readonly [number, number, number];
  /** Unit directions of the same axes in the patient. */
  axes: readonly [Vector3, Vector3, Vector3];
  /** Centre of the first voxel. */
  origin: Vector3;
}

export interface Volume extends VolumeShape {
  data: Int16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
}

/** `colour`: no grey values. `thin`: fewer than three frames are no body. */
export type VolumeRefusal = Irregularity | 'colour' | 'thin';

export interface VolumePlan extends VolumeShape {
  /** Pixels of the object per voxel in the plane: more than 1 where the whole would not fit in memory. */
  reduction: number;
  /** Whole values within 16 bits, or real numbers (PET, SUV). */
  kind: 'i16' | 'f32';
  unit: 'HU' | 'SUV' | '';
  /** What modality values are multiplied by; 1 unless they become SUV. */
  factor: number;
}

/** Bytes that a volume may take beside the frames themselves. */
const mostBytes = 440_000_000;
const ctClasses = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.2.1'];

function shapeOf(stack: Stack, first: PlacedPlane, last: PlacedPlane, reduction: number): VolumeShape | null {
  const image = stack.frames[0]?.instance.image;
  if (!image || 'refused' in stack.volume) return null;
  const way = subtract(last.position, first.position);
  const half = (reduction - 1) / 2;
  const shift = (direction: Vector3, by: number, from: Vector3): Vector3 => [
    from[0] + direction[0] * by,
    from[1] + direction[1] * by,
    from[2] + direction[2] * by,
  ];
  return {
    size: [Math.floor(image.columns / reduction), Math.floor(image.rows / reduction), stack.frames.length],
    spacing: [first.columnSpacing * reduction, first.rowSpacing * reduction, stack.volume.spacing],
    axes: [first.rowDirection, first.columnDirection, scale(way, 1 / norm(way))],
    origin: shift(
      first.columnDirection,
      half * first.rowSpacing,
      shift(first.rowDirection, half * first.columnSpacing, first.position),
    ),
  };
}

/** How a stack becomes a volume, or why it does not: what the stack says of itself decides, never its look. */
export function planVolume(stack: Stack): VolumePlan | { refused: VolumeRefusal } {
  if ('refused' in stack.volume) return { refused: stack.volume.refused };
  const first = stack.frames[0]?.placed;
  const last = stack.frames.at(-1)?.placed;
  const image = stack.frames[0]?.instance.image;
  if (!first || !last || !image) return { refused: 'not-placed' };
  if (image.samplesPerPixel > 1 || image.photometric === 'PALETTE COLOR') return { refused: 'colour' };
  if (stack.frames.length < 3) return { refused: 'thin' };
  const suv = image.suv ? suvFactor(image.suv) : null;
  const factor = suv && 'factor' in suv ? suv.factor : 1;
  const whole = stack.frames.every(({ instance, frame }) => {
    if (!instance.image) return false;
    const { slope, intercept, modalityLut } = pipelineOf(instance.image, frame);
    return Number.isInteger(slope) && Number.isInteger(intercept) && slope === 1 && !modalityLut;
  });
  const isCt = ctClasses.includes(stack.frames[0]?.instance.sopClassUid ?? '');
  const kind = whole && factor === 1 && !image.floating && image.bitsStored <= 15 ? 'i16' : 'f32';
  const bytes = image.columns * image.rows * stack.frames.length * (kind === 'i16' ? 2 : 4);
  const reduction = Math.max(1, Math.ceil(Math.sqrt(bytes / mostBytes)));
  const shape = shapeOf(stack, first, last, reduction);
  if (!shape) return { refused: 'not-placed' };
  return {
    ...shape,
    reduction,
    kind,
    unit: suv && 'factor' in suv ? 'SUV' : isCt ? 'HU' : '',
    factor,
  };
}

export function emptyVolume(plan: VolumePlan): Volume {
  const [nx, ny, nz] = plan.size;
  const data = plan.kind === 'i16' ? new Int16Array(nx * ny * nz) : new Float32Array(nx * ny * nz);
  return { size: plan.size, spacing: plan.spacing, axes: plan.axes, origin: plan.origin, data };
}

/** Stored value to voxel: padding is shown as the least value of the frame, as the 2D reader shows it black. */
function voxelValue(frame: StackFrame, samples: Samples, factor: number): (stored: number) => number {
  const image = frame.instance.image;
  if (!image) return (stored) => stored;
  const modality = modalityTransform(pipelineOf(image, frame.frame));
  const { padding } = image;
  if (!padding) return (stored) => modality(stored) * factor;
  const low = Math.min(padding.from, padding.to);
  const high = Math.max(padding.from, padding.to);
  let least = Number.POSITIVE_INFINITY;
  for (const stored of samples.data) if ((stored < low || stored > high) && stored < least) least = stored;
  const floor = modality(Number.isFinite(least) ? least : 0) * factor;
  return (stored) => (stored >= low && stored <= high ? floor : modality(stored) * factor);
}

/** Puts the frame at `index` into its place. False when its pixels are not of the stack's size. */
export function putFrame(
  volume: Volume,
  plan: VolumePlan,
  index: number,
  frame: StackFrame,
  samples: Samples,
): boolean {
  const [nx, ny] = plan.size;
  const { reduction } = plan;
  if (samples.kind === 'rgb8' || samples.width < nx * reduction || samples.height < ny * reduction) return false;
  const value = voxelValue(frame, samples, plan.factor);
  const out = volume.data;
  const start = index * nx * ny;
  const { data, width } = samples;
  if (reduction === 1) {
    for (let at = 0; at < nx * ny; at += 1) out[start + at] = value(data[at] ?? 0);
    return true;
  }
  const share = 1 / (reduction * reduction);
  for (let y = 0; y < ny; y += 1) {
    for (let x = 0; x < nx; x += 1) {
      let sum = 0;
      for (let dy = 0; dy < reduction; dy += 1) {
        const row = (y * reduction + dy) * width + x * reduction;
        for (let dx = 0; dx < reduction; dx += 1) sum += value(data[row + dx] ?? 0);
      }
      const mean = sum * share;
      out[start + y * nx + x] = plan.kind === 'i16' ? Math.round(mean) : mean;
    }
  }
  return true;
}

/** Centre of the block of voxels in the patient. */
export function centreOf({ size, spacing, axes, origin }: VolumeShape): Vector3 {
  const at = (part: 0 | 1 | 2): number =>
    origin[part] +
    axes.reduce((sum, axis, index) => sum + axis[part] * (((size[index] ?? 1) - 1) / 2) * (spacing[index] ?? 1), 0);
  return [at(0), at(1), at(2)];
}
