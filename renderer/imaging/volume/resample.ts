// Pictures out of a volume: any plane of the patient, trilinear, as one sheet or as a slab (greatest, least or mean value).
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { dot, subtract } from '../../../core/imaging/plane.ts';
import type { Volume, VolumeShape } from './volume.ts';

/** A rectangle of samples in the patient. */
export interface SampledPlane {
  /** Centre of the first sample. */
  corner: Vector3;
  right: Vector3;
  down: Vector3;
  /** Millimetres between samples, both ways. */
  step: number;
  columns: number;
  rows: number;
}

export const slabModes = ['mean', 'max', 'min'] as const;
export type SlabMode = (typeof slabModes)[number];

export interface Slab {
  mode: SlabMode;
  /** Millimetres; 0 is one sheet. */
  thickness: number;
}

/** A direction of the patient, a millimetre long, in voxels. */
export function toVoxels({ axes, spacing }: VolumeShape, direction: Vector3): [number, number, number] {
  return [
    dot(direction, axes[0]) / spacing[0],
    dot(direction, axes[1]) / spacing[1],
    dot(direction, axes[2]) / spacing[2],
  ];
}

export const voxelAt = (shape: VolumeShape, point: Vector3) => toVoxels(shape, subtract(point, shape.origin));

/** Offsets of the sheets of a slab along the normal, millimetres, symmetric, no further apart than the finest spacing. */
export function sheetsOf(shape: VolumeShape, { thickness }: Slab): number[] {
  if (thickness <= 0) return [0];
  const apart = Math.min(...shape.spacing);
  const count = Math.max(2, Math.ceil(thickness / apart) + 1);
  return Array.from({ length: count }, (_, index) => -thickness / 2 + (index * thickness) / (count - 1));
}

/**
 * Values of the plane's samples; NaN outside the volume (half a voxel beyond the outermost centres).
 * Of a slab only the sheets that lie inside count.
 */
export function resample(volume: Volume, plane: SampledPlane, slab: Slab): Float32Array<ArrayBuffer> {
  const { columns, rows, right, down, step } = plane;
  const out = new Float32Array(columns * rows).fill(Number.NaN);
  const counts = slab.mode === 'mean' && slab.thickness > 0 ? new Uint16Array(columns * rows) : null;
  const normal: Vector3 = [
    right[1] * down[2] - right[2] * down[1],
    right[2] * down[0] - right[0] * down[2],
    right[0] * down[1] - right[1] * down[0],
  ];
  const start = voxelAt(volume, plane.corner);
  const across = toVoxels(volume, right).map((part) => part * step);
  const along = toVoxels(volume, down).map((part) => part * step);
  const through = toVoxels(volume, normal);
  for (const offset of sheetsOf(volume, slab)) {
    sheet(volume, out, counts, slab.mode, columns, rows, {
      x: start[0] + through[0] * offset,
      y: start[1] + through[1] * offset,
      z: start[2] + through[2] * offset,
      ax: across[0] ?? 0,
      ay: across[1] ?? 0,
      az: across[2] ?? 0,
      dx: along[0] ?? 0,
      dy: along[1] ?? 0,
      dz: along[2] ?? 0,
    });
  }
  if (counts)
    for (let at = 0; at < out.length; at += 1) if ((counts[at] ?? 0) > 1) out[at] = (out[at] ?? 0) / (counts[at] ?? 1);
  return out;
}

interface Walk {
  x: number;
  y: number;
  z: number;
  ax: number;
  ay: number;
  az: number;
  dx: number;
  dy: number;
  dz: number;
}

function sheet(
  volume: Volume,
  out: Float32Array,
  counts: Uint16Array | null,
  mode: SlabMode,
  columns: number,
  rows: number,
  walk: Walk,
): void {
  const [nx, ny, nz] = volume.size;
  const { data } = volume;
  const plane = nx * ny;
  for (let row = 0; row < rows; row += 1) {
    let x = walk.x + walk.dx * row;
    let y = walk.y + walk.dy * row;
    let z = walk.z + walk.dz * row;
    let at = row * columns;
    for (let column = 0; column < columns; column += 1, at += 1, x += walk.ax, y += walk.ay, z += walk.az) {
      if (!(x >= -0.5 && y >= -0.5 && z >= -0.5 && x <= nx - 0.5 && y <= ny - 0.5 && z <= nz - 0.5)) continue;
      const value = trilinear(data, nx, ny, nz, plane, x, y, z);
      const before = out[at] as number;
      if (Number.isNaN(before)) out[at] = value;
      else if (mode === 'max') out[at] = value > before ? value : before;
      else if (mode === 'min') out[at] = value < before ? value : before;
      else out[at] = before + value;
      if (counts) counts[at] = (counts[at] as number) + 1;
    }
  }
}

/** Between the eight voxels around a point; beyond the outermost centres their value goes on. */
export function trilinear(
  data: Volume['data'],
  nx: number,
  ny: number,
  nz: number,
  plane: number,
  x: number,
  y: number,
  z: number,
): number {
  const cx = x < 0 ? 0 : x > nx - 1 ? nx - 1 : x;
  const cy = y < 0 ? 0 : y > ny - 1 ? ny - 1 : y;
  const cz = z < 0 ? 0 : z > nz - 1 ? nz - 1 : z;
  const x0 = cx | 0;
  const y0 = cy | 0;
  const z0 = cz | 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const fz = cz - z0;
  const base = z0 * plane + y0 * nx + x0;
  const sx = x0 < nx - 1 ? 1 : 0;
  const sy = y0 < ny - 1 ? nx : 0;
  const sz = z0 < nz - 1 ? plane : 0;
  const near =
    ((data[base] as number) * (1 - fx) + (data[base + sx] as number) * fx) * (1 - fy) +
    ((data[base + sy] as number) * (1 - fx) + (data[base + sy + sx] as number) * fx) * fy;
  if (fz === 0) return near;
  const far =
    ((data[base + sz] as number) * (1 - fx) + (data[base + sz + sx] as number) * fx) * (1 - fy) +
    ((data[base + sz + sy] as number) * (1 - fx) + (data[base + sz + sy + sx] as number) * fx) * fy;
  return near * (1 - fz) + far * fz;
}
