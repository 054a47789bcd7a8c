// What the object itself lays over its pixels: overlay planes in white, display shutters in black (PS3.3 C.9.2, C.7.6.11).
import type { ImageDescriptor, OverlayPlane } from '../../../core/imaging/descriptor.ts';
import type { FrameBase } from '../../../core/imaging/objects/present-frame.ts';
import { openPixels, shutterFor } from '../../../core/imaging/pixels/shutter.ts';

function isSet(binary: string, bit: number): boolean {
  return ((binary.charCodeAt(bit >> 3) >> (bit & 7)) & 1) === 1;
}

function drawPlane(
  plane: OverlayPlane,
  frame: number,
  factor: number,
  width: number,
  height: number,
  out: Uint32Array,
) {
  const page = frame - plane.firstFrame;
  if (page < 0 || page >= plane.frames) return;
  const binary = atob(plane.bits);
  const start = page * plane.rows * plane.columns;
  for (let row = 0; row < plane.rows; row += 1) {
    const y = Math.floor((row + plane.originRow - 1) / factor);
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < plane.columns; column += 1) {
      const x = Math.floor((column + plane.originColumn - 1) / factor);
      if (x < 0 || x >= width || !isSet(binary, start + row * plane.columns + column)) continue;
      out[y * width + x] = 0xffffffff;
    }
  }
}

export function drawOver(
  image: ImageDescriptor,
  frame: number,
  factor: number,
  size: { width: number; height: number },
  out: Uint32Array,
  show: { overlays: boolean; shutter: boolean; base?: Pick<FrameBase, 'shutter' | 'shutterGrey'> | null },
): void {
  const { width, height } = size;
  // A presentation state's shutter takes the place of the image's, as its absence does (A.33.1.1).
  const shutter = show.base ? show.base.shutter : shutterFor(image, frame);
  if (show.shutter && shutter) {
    const grey = Math.round(255 * (show.base ? show.base.shutterGrey : (shutter.grey ?? 0)));
    const hidden = (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
    const open = openPixels(shutter, frame);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (!open(y * factor + 1, x * factor + 1)) out[y * width + x] = hidden;
      }
    }
  }
  if (show.overlays) for (const plane of image.overlays) drawPlane(plane, frame, factor, width, height, out);
}
