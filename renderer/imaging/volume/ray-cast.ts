// A look at the whole body in depth: rays through a reduced copy of the volume, colours and opacity by value, lit from the viewer.
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { cross, norm, scale } from '../../../core/imaging/plane.ts';
import { toVoxels, trilinear } from './resample.ts';
import type { Volume } from './volume.ts';

export const depthPresets = ['bone', 'vessel', 'skin', 'mip'] as const;
export type DepthPreset = (typeof depthPresets)[number];

/** HU, opacity a millimetre, red, green, blue; straight between the points. */
type Stop = readonly [hu: number, opacity: number, red: number, green: number, blue: number];
const stops: Record<Exclude<DepthPreset, 'mip'>, readonly Stop[]> = {
  bone: [
    [150, 0, 120, 60, 40],
    [300, 0.15, 200, 150, 110],
    [700, 0.6, 240, 228, 205],
    [1500, 0.9, 255, 252, 245],
  ],
  vessel: [
    [120, 0, 110, 20, 20],
    [200, 0.2, 190, 50, 40],
    [350, 0.5, 230, 150, 120],
    [900, 0.8, 255, 245, 230],
  ],
  skin: [
    [-450, 0, 90, 60, 50],
    [-250, 0.25, 205, 150, 125],
    [50, 0.5, 225, 175, 150],
    [600, 0.9, 250, 240, 225],
  ],
};

const tableFrom = -1024;
const tableSize = 4096;

interface Transfer {
  opacity: Float32Array;
  colour: Float32Array;
}

export function transferOf(preset: Exclude<DepthPreset, 'mip'>): Transfer {
  const opacity = new Float32Array(tableSize);
  const colour = new Float32Array(tableSize * 3);
  const points = stops[preset];
  for (let index = 0; index < tableSize; index += 1) {
    const hu = tableFrom + index;
    const above = points.findIndex(([at]) => at > hu);
    const upper = points[above === -1 ? points.length - 1 : above];
    const lower = points[above === -1 ? points.length - 1 : Math.max(0, above - 1)];
    if (!upper || !lower) continue;
    const share = upper === lower ? 0 : (hu - lower[0]) / (upper[0] - lower[0]);
    const mix = (part: 1 | 2 | 3 | 4) => lower[part] + (upper[part] - lower[part]) * share;
    opacity[index] = above === 0 ? 0 : mix(1);
    colour.set([mix(2), mix(3), mix(4)], index * 3);
  }
  return { opacity, colour };
}

/** A copy of at most `most` voxels a side, by the mean of blocks. */
export function reduced(volume: Volume, most: number): Volume {
  const by = volume.size.map((count) => Math.max(1, Math.ceil(count / most)));
  const [bx = 1, by1 = 1, bz = 1] = by;
  if (bx * by1 * bz === 1) return volume;
  const [nx, ny] = volume.size;
  const size: [number, number, number] = [
    Math.max(1, Math.floor(nx / bx)),
    Math.max(1, Math.floor(ny / by1)),
    Math.max(1, Math.floor(volume.size[2] / bz)),
  ];
  const data = new Float32Array(size[0] * size[1] * size[2]);
  const share = 1 / (bx * by1 * bz);
  let at = 0;
  for (let z = 0; z < size[2]; z += 1) {
    for (let y = 0; y < size[1]; y += 1) {
      for (let x = 0; x < size[0]; x += 1, at += 1) {
        let sum = 0;
        for (let dz = 0; dz < bz; dz += 1) {
          for (let dy = 0; dy < by1; dy += 1) {
            const row = ((z * bz + dz) * ny + y * by1 + dy) * nx + x * bx;
            for (let dx = 0; dx < bx; dx += 1) sum += volume.data[row + dx] as number;
          }
        }
        data[at] = sum * share;
      }
    }
  }
  const shift = [
    ((bx - 1) / 2) * volume.spacing[0],
    ((by1 - 1) / 2) * volume.spacing[1],
    ((bz - 1) / 2) * volume.spacing[2],
  ];
  const part = (of: 0 | 1 | 2): number =>
    volume.origin[of] + volume.axes.reduce((sum, axis, index) => sum + axis[of] * (shift[index] ?? 0), 0);
  return {
    size,
    spacing: [volume.spacing[0] * bx, volume.spacing[1] * by1, volume.spacing[2] * bz],
    axes: volume.axes,
    origin: [part(0), part(1), part(2)],
    data,
  };
}

export interface DepthView {
  /** Degrees about the axis of the body (0 is from the front, 90 from the patient's left) and above the horizon. */
  turn: number;
  tilt: number;
  zoom: number;
  preset: DepthPreset;
  /** Samples a side of the square picture. */
  side: number;
}

/** Directions of the picture in the patient: to its right, down, and away from the viewer. */
export function cameraOf({ turn, tilt }: Pick<DepthView, 'turn' | 'tilt'>): {
  right: Vector3;
  down: Vector3;
  away: Vector3;
} {
  const t = (turn * Math.PI) / 180;
  const e = (tilt * Math.PI) / 180;
  const right: Vector3 = [Math.cos(t), Math.sin(t), 0];
  const away: Vector3 = [-Math.sin(t) * Math.cos(e), Math.cos(t) * Math.cos(e), -Math.sin(e)];
  return { right, down: cross(away, right), away };
}

/** Where a ray is inside the block of voxels, in steps from its start; null when it misses. */
function inside(start: readonly number[], way: readonly number[], size: readonly number[]): [number, number] | null {
  let from = 0;
  let to = Number.POSITIVE_INFINITY;
  for (let axis = 0; axis < 3; axis += 1) {
    const at = start[axis] ?? 0;
    const by = way[axis] ?? 0;
    const last = (size[axis] ?? 1) - 1;
    if (Math.abs(by) < 1e-9) {
      if (at < 0 || at > last) return null;
      continue;
    }
    const one = -at / by;
    const two = (last - at) / by;
    from = Math.max(from, Math.min(one, two));
    to = Math.min(to, Math.max(one, two));
  }
  return from < to ? [from, to] : null;
}

/** Packed RGBA of a square picture of the volume, parallel rays, front to back until nothing behind is seen. */
export function castRays(volume: Volume, view: DepthView): Uint32Array<ArrayBuffer> {
  const { side } = view;
  const out = new Uint32Array(side * side).fill(0xff000000);
  const [nx, ny, nz] = volume.size;
  const plane = nx * ny;
  const extent = norm([nx * volume.spacing[0], ny * volume.spacing[1], nz * volume.spacing[2]]);
  const pixel = extent / side / view.zoom;
  const stepMm = Math.min(...volume.spacing);
  const { right, down, away } = cameraOf(view);
  const across = toVoxels(volume, scale(right, pixel));
  const along = toVoxels(volume, scale(down, pixel));
  const way = toVoxels(volume, scale(away, stepMm));
  const middle = [(nx - 1) / 2, (ny - 1) / 2, (nz - 1) / 2];
  const back = (extent / stepMm) * 0.5;
  const transfer = view.preset === 'mip' ? null : transferOf(view.preset);
  const start = [0, 0, 0];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const u = column - (side - 1) / 2;
      const v = row - (side - 1) / 2;
      for (let axis = 0; axis < 3; axis += 1) {
        start[axis] = (middle[axis] ?? 0) + (across[axis] ?? 0) * u + (along[axis] ?? 0) * v - (way[axis] ?? 0) * back;
      }
      const reach = inside(start, way, volume.size);
      if (!reach) continue;
      out[row * side + column] = transfer
        ? lit(volume, plane, start, way, reach, transfer, stepMm)
        : greatest(volume, plane, start, way, reach);
    }
  }
  return out;
}

function greatest(volume: Volume, plane: number, start: number[], way: number[], reach: [number, number]): number {
  const [nx, ny, nz] = volume.size;
  let most = Number.NEGATIVE_INFINITY;
  for (let step = Math.ceil(reach[0]); step <= reach[1]; step += 1) {
    const value = trilinear(
      volume.data,
      nx,
      ny,
      nz,
      plane,
      (start[0] as number) + (way[0] as number) * step,
      (start[1] as number) + (way[1] as number) * step,
      (start[2] as number) + (way[2] as number) * step,
    );
    if (value > most) most = value;
  }
  const grey = Math.max(0, Math.min(255, Math.round(((most + 100) / 1100) * 255)));
  return (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
}

function lit(
  volume: Volume,
  plane: number,
  start: number[],
  way: number[],
  reach: [number, number],
  { opacity, colour }: Transfer,
  stepMm: number,
): number {
  const [nx, ny, nz] = volume.size;
  const { data } = volume;
  const length = norm([way[0] as number, way[1] as number, way[2] as number]);
  let red = 0;
  let green = 0;
  let blue = 0;
  let clear = 1;
  for (let step = Math.ceil(reach[0]); step <= reach[1] && clear > 0.03; step += 1) {
    const x = (start[0] as number) + (way[0] as number) * step;
    const y = (start[1] as number) + (way[1] as number) * step;
    const z = (start[2] as number) + (way[2] as number) * step;
    const value = trilinear(data, nx, ny, nz, plane, x, y, z);
    const index = Math.max(0, Math.min(tableSize - 1, Math.round(value) - tableFrom));
    const dense = opacity[index] as number;
    if (dense <= 0) continue;
    const alpha = 1 - (1 - Math.min(0.98, dense)) ** stepMm;
    const gx = trilinear(data, nx, ny, nz, plane, x + 1, y, z) - trilinear(data, nx, ny, nz, plane, x - 1, y, z);
    const gy = trilinear(data, nx, ny, nz, plane, x, y + 1, z) - trilinear(data, nx, ny, nz, plane, x, y - 1, z);
    const gz = trilinear(data, nx, ny, nz, plane, x, y, z + 1) - trilinear(data, nx, ny, nz, plane, x, y, z - 1);
    const size = Math.sqrt(gx * gx + gy * gy + gz * gz) * length;
    const facing =
      size > 1 ? Math.abs(gx * (way[0] as number) + gy * (way[1] as number) + gz * (way[2] as number)) / size : 0.5;
    const light = clear * alpha * (0.25 + 0.75 * facing);
    red += light * (colour[index * 3] as number);
    green += light * (colour[index * 3 + 1] as number);
    blue += light * (colour[index * 3 + 2] as number);
    clear *= 1 - alpha;
  }
  return (0xff000000 | (Math.min(255, blue) << 16) | (Math.min(255, green) << 8) | Math.min(255, red)) >>> 0;
}
