// Made-up but plausible histograms and a scattergram for the simulator, drawn from the values of the count itself.

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

const bell = (x: number, centre: number, width: number) => Math.exp(-(((x - centre) / width) ** 2) / 2);

/** Counts of two bytes, most significant first, as a BC-5380 writes them. */
function counts(channels: number, height: number, shape: (channel: number) => number): string {
  const bytes = new Uint8Array(channels * 2);
  for (let channel = 0; channel < channels; channel++) {
    const count = Math.max(0, Math.min(4095, Math.round(height * shape(channel))));
    bytes[channel * 2] = count >> 8;
    bytes[channel * 2 + 1] = count & 0xff;
  }
  return toBase64(bytes);
}

export interface BloodValues {
  /** Fractions 0..1 of the white cells. */
  lymphocytes: number;
  monocytes: number;
  neutrophils: number;
  eosinophils: number;
  /** fL */
  mcv: number;
  /** % */
  rdwCv: number;
  /** fL */
  mpv: number;
}

/** Lymphocytes left, middle cells, granulocytes right, in 128 channels. */
export const whiteCellCurve = ({ lymphocytes, monocytes, neutrophils }: BloodValues): string =>
  counts(
    128,
    4000,
    (x) => lymphocytes * bell(x, 22, 5) + monocytes * 0.8 * bell(x, 40, 7) + neutrophils * bell(x, 62, 13),
  );

/** About 2 fL a channel. */
export const redCellCurve = ({ mcv, rdwCv }: BloodValues): string =>
  counts(128, 3800, (x) => bell(x * 2, mcv, (mcv * rdwCv) / 100) + 0.04 * bell(x * 2, mcv * 2, 12));

/** Log-normal, 64 channels of 0.6 fL. */
export const plateletCurve = ({ mpv }: BloodValues): string =>
  counts(64, 255, (x) => (x === 0 ? 0 : bell(Math.log(x * 0.6), Math.log(mpv * 0.85), 0.5)));

const size = 96;

/** A bitmap of 96 by 96 points in 16 colours: one cloud a cell type, as large as its share. */
export function differentialPicture(values: BloodValues, random: () => number): string {
  const rowBytes = size / 2;
  const start = 14 + 40 + 16 * 4;
  const bytes = new Uint8Array(start + rowBytes * size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, size, true);
  view.setInt32(22, size, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 4, true);
  view.setUint32(46, 16, true);
  const palette = [
    [0, 0, 0],
    [255, 144, 64],
    [200, 80, 220],
    [64, 200, 96],
    [48, 48, 230],
  ];
  for (const [index, colour] of palette.entries()) bytes.set(colour, 54 + index * 4);
  const clouds: [share: number, x: number, y: number, spread: number, colour: number][] = [
    [values.lymphocytes, 24, 22, 6, 1],
    [values.monocytes, 42, 44, 7, 2],
    [values.neutrophils, 60, 34, 9, 3],
    [values.eosinophils, 66, 72, 6, 4],
  ];
  const around = () => random() + random() + random() - 1.5;
  for (const [share, x, y, spread, colour] of clouds) {
    for (let dot = 0; dot < Math.round(share * 1200); dot++) {
      const column = Math.min(size - 1, Math.max(0, Math.round(x + around() * spread * 1.6)));
      const row = Math.min(size - 1, Math.max(0, Math.round(y + around() * spread * 1.6)));
      const at = start + row * rowBytes + (column >> 1);
      const old = bytes[at] ?? 0;
      bytes[at] = column % 2 === 0 ? (old & 0x0f) | (colour << 4) : (old & 0xf0) | colour;
    }
  }
  return toBase64(bytes);
}
