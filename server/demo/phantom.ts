// Made-up images for the demo: a head for the CT and a chest for the X-ray, computed from ellipsoids, so that no patient's picture ships.

interface Ellipsoid {
  /** Centre and half axes in millimetres: left, back, up. */
  centre: readonly [number, number, number];
  axes: readonly [number, number, number];
  /** Hounsfield units inside; later shapes lie over earlier ones. */
  value: number;
}

/** After a bleed into the left basal ganglia: what the exam of the demo asks about ("exclude haemorrhage"). */
const head: readonly Ellipsoid[] = [
  { centre: [0, 0, 0], axes: [78, 98, 112], value: 45 },
  { centre: [0, 0, 0], axes: [73, 93, 107], value: 1050 },
  { centre: [0, 0, 0], axes: [67, 87, 101], value: 36 },
  // White matter of both sides, a little darker than the cortex.
  { centre: [-30, 0, 12], axes: [24, 62, 52], value: 28 },
  { centre: [30, 0, 12], axes: [24, 62, 52], value: 28 },
  // Deep grey matter.
  { centre: [-24, -4, 4], axes: [9, 17, 14], value: 38 },
  { centre: [24, -4, 4], axes: [9, 17, 14], value: 38 },
  // Lateral ventricles with their horns, and the third.
  { centre: [-11, -14, 18], axes: [5, 24, 10], value: 6 },
  { centre: [11, -14, 18], axes: [5, 24, 10], value: 6 },
  { centre: [-16, 26, 14], axes: [6, 18, 8], value: 6 },
  { centre: [16, 26, 14], axes: [6, 18, 8], value: 6 },
  { centre: [0, 0, 2], axes: [2.5, 14, 9], value: 7 },
  // Cerebellum and brain stem.
  { centre: [0, 44, -52], axes: [44, 28, 24], value: 38 },
  { centre: [0, 14, -56], axes: [13, 14, 30], value: 32 },
  // The bleed with its dark rim.
  { centre: [31, 2, 6], axes: [19, 25, 18], value: 21 },
  { centre: [31, 2, 6], axes: [14, 20, 14], value: 68 },
  // Orbits and frontal sinus.
  { centre: [-31, -78, -48], axes: [15, 15, 14], value: 20 },
  { centre: [31, -78, -48], axes: [15, 15, 14], value: 20 },
  { centre: [0, -84, -34], axes: [18, 6, 10], value: -900 },
];

/** The same noise for the same place: a demo that starts twice shows the same picture. */
function noise(index: number): number {
  let state = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32 - 0.5;
}

export interface HeadSlice {
  /** Stored values: Hounsfield units plus 1024. */
  pixels: Uint16Array;
  /** Height above the centre of the head, millimetres. */
  z: number;
}

/** @param size pixels a side, @param spacing millimetres a pixel */
export function headSlice(z: number, size: number, spacing: number): HeadSlice {
  const values = new Float32Array(size * size).fill(-1000);
  const middle = (size - 1) / 2;
  for (const { centre, axes, value } of head) {
    const rest = 1 - ((z - centre[2]) / axes[2]) ** 2;
    if (rest <= 0) continue;
    const halfRows = (axes[1] * Math.sqrt(rest)) / spacing;
    const rowCentre = middle + centre[1] / spacing;
    for (let row = Math.ceil(rowCentre - halfRows); row <= rowCentre + halfRows; row += 1) {
      const across = rest - (((row - rowCentre) * spacing) / axes[1]) ** 2;
      if (across <= 0 || row < 0 || row >= size) continue;
      const half = (axes[0] * Math.sqrt(across)) / spacing;
      const columnCentre = middle + centre[0] / spacing;
      const from = Math.max(0, Math.ceil(columnCentre - half));
      values.fill(value, row * size + from, row * size + Math.min(size, Math.floor(columnCentre + half) + 1));
    }
  }
  const seed = Math.round(z * 1000) * size * size;
  const pixels = Uint16Array.from(values, (value, index) =>
    Math.max(0, Math.round(value + 1024 + (value > -900 ? 9 : 4) * noise(seed + index))),
  );
  return { pixels, z };
}

/** A chest from the front: bright is dense. 12 bit. */
export function chestFilm(size: number): Uint16Array {
  const pixels = new Uint16Array(size * size);
  const inside = (x: number, y: number, cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = column / size;
      const y = row / size;
      const body = inside(x, y, 0.5, 0.62, 0.47, 0.75) < 1;
      let value = body ? 2100 : 260;
      const left = inside(x, y, 0.68, 0.45, 0.155, 0.31);
      const right = inside(x, y, 0.32, 0.44, 0.165, 0.32);
      const lung = Math.min(left, right);
      if (body && lung < 1) value = 900 + 500 * lung + 180 * Math.abs(Math.sin(38 * x + 21 * y));
      // Ribs: arcs that fall outwards, brighter over the lungs.
      const outwards = Math.abs(x - 0.5);
      const rib = Math.sin((y - 0.55 * outwards) * 62);
      if (body && outwards > 0.06 && outwards < 0.42 && y < 0.78 && rib > 0.72) value += 330;
      // Spine, mediastinum, heart, diaphragm, clavicles.
      if (outwards < 0.045) value += 620;
      if (inside(x, y, 0.5, 0.3, 0.075, 0.22) < 1) value = Math.max(value, 2500);
      if (inside(x, y, 0.555, 0.58, 0.135, 0.135) < 1) value = Math.max(value, 2700);
      if (body && y > 0.72 + 0.25 * (outwards - 0.18) ** 2 && lung >= 0.8) value = Math.max(value, 2650);
      if (Math.abs(y - 0.17 - 0.35 * (0.3 - outwards) ** 2) < 0.014 && outwards > 0.04 && outwards < 0.36) value += 420;
      pixels[row * size + column] = Math.max(0, Math.min(4095, Math.round(value + 70 * noise(row * size + column))));
    }
  }
  return pixels;
}
