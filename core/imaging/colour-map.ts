// Colour maps as 256 packed colours for the look-up of lookup.ts; computed, so that nothing is shipped for them.
import { greyRamp } from './lookup.ts';

export const colourMapIds = ['grey', 'hot-iron', 'pet', 'rainbow', 'hot-metal-blue'] as const;
export type ColourMapId = (typeof colourMapIds)[number];

type Stops = readonly (readonly [at: number, red: number, green: number, blue: number])[];

/** Hot iron and PET follow the shapes of the well-known palettes of PS3.6 annex B; between the stops lines are straight. */
const stops: Record<Exclude<ColourMapId, 'grey'>, Stops> = {
  'hot-iron': [
    [0, 0, 0, 0],
    [128, 255, 0, 0],
    [192, 255, 128, 0],
    [255, 255, 255, 255],
  ],
  pet: [
    [0, 0, 0, 0],
    [64, 0, 127, 127],
    [128, 128, 0, 255],
    [192, 255, 128, 0],
    [255, 255, 255, 255],
  ],
  rainbow: [
    [0, 0, 0, 96],
    [43, 0, 0, 255],
    [100, 0, 255, 255],
    [140, 0, 255, 0],
    [190, 255, 255, 0],
    [255, 255, 0, 0],
  ],
  'hot-metal-blue': [
    [0, 0, 0, 0],
    [85, 0, 0, 160],
    [150, 210, 60, 40],
    [210, 255, 190, 60],
    [255, 255, 255, 255],
  ],
};

export function packColour(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

/** 256 packed little-endian RGBA colours. */
export function colourMap(id: ColourMapId): Uint32Array {
  if (id === 'grey') return greyRamp();
  const table = stops[id];
  return Uint32Array.from({ length: 256 }, (_, value) => {
    const next = table.find(([at]) => at >= value) ?? table[table.length - 1];
    const before = table.findLast(([at]) => at <= value) ?? table[0];
    if (!next || !before) return 0xff000000;
    const share = next[0] === before[0] ? 0 : (value - before[0]) / (next[0] - before[0]);
    const [red = 0, green = 0, blue = 0] = [1, 2, 3].map((part) =>
      Math.round((before[part] ?? 0) + share * ((next[part] ?? 0) - (before[part] ?? 0))),
    );
    return packColour(red, green, blue);
  });
}
