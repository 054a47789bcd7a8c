// CIELab as DICOM writes it (PS3.3 C.10.7.1.1: 16-bit unsigned, D50) to sRGB.

/** Red, green, blue, 0 to 255. */
export function labToRgb([l = 0, a = 0, b = 0]: readonly number[]): [number, number, number] {
  const lightness = (l / 65_535) * 100;
  const fy = (lightness + 16) / 116;
  const fx = fy + ((a / 65_535) * 255 - 128) / 500;
  const fz = fy - ((b / 65_535) * 255 - 128) / 200;
  const cube = (f: number) => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));
  // The white of D50 (ICC profile connection space), and its Bradford adaptation to the D65 of sRGB.
  const [x, y, z] = [0.9642 * cube(fx), cube(fy), 0.8249 * cube(fz)];
  const linear = [
    3.1338561 * x - 1.6168667 * y - 0.4906146 * z,
    -0.9787684 * x + 1.9161415 * y + 0.033454 * z,
    0.0719453 * x - 0.2289914 * y + 1.4052427 * z,
  ];
  const [red = 0, green = 0, blue = 0] = linear.map((value) => {
    const gamma = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, gamma)) * 255);
  });
  return [red, green, blue];
}
