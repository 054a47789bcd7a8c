// Values of a plane to a canvas: through the reader's window, with a second series in colour over it.
import { colourMap } from '../../../core/imaging/colour-map.ts';
import { type VoiWindow, windowed } from '../../../core/imaging/lookup.ts';

export interface Fused {
  values: Float32Array;
  /** 0 to this value is the colour scale. */
  top: number;
  /** 0 to 1: how much the colours cover where the scale is full. */
  opacity: number;
}

const outside = 0xff000000;

export function paintPlane(
  out: Uint32Array,
  values: Float32Array,
  window: VoiWindow,
  inverted: boolean,
  fused: Fused | null,
): void {
  const hot = fused ? colourMap('hot-iron') : null;
  for (let at = 0; at < out.length; at += 1) {
    const value = values[at] as number;
    let packed = outside;
    if (!Number.isNaN(value)) {
      const share = windowed(value, window);
      const grey = Math.round(255 * (inverted ? 1 - share : share));
      packed = (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
    }
    if (fused && hot) {
      const uptake = fused.values[at] as number;
      if (uptake > 0) {
        const level = Math.min(1, uptake / fused.top);
        const colour = hot[Math.round(level * 255)] as number;
        packed = mixed(packed, colour, fused.opacity * Math.min(1, level * 2));
      }
    }
    out[at] = packed;
  }
}

function mixed(below: number, above: number, share: number): number {
  const part = (shift: number) => {
    const low = (below >>> shift) & 255;
    return (Math.round(low + (((above >>> shift) & 255) - low) * share) & 255) << shift;
  };
  return (0xff000000 | part(16) | part(8) | part(0)) >>> 0;
}
