// A display profile for sRGB (ICC.1:2001-04, version 2): colour presentation states must carry one (PS3.3 C.11.15).

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const s15Fixed16 = (value: number): number[] => u32(Math.round(value * 65_536) >>> 0);

const xyz = (...values: readonly number[]): number[] => [...ascii('XYZ '), ...u32(0), ...values.flatMap(s15Fixed16)];
const text = (words: string): number[] => [...ascii('text'), ...u32(0), ...ascii(words), 0];
/** textDescriptionType: ASCII, then empty Unicode and Macintosh forms. */
const description = (words: string): number[] => [
  ...ascii('desc'),
  ...u32(0),
  ...u32(words.length + 1),
  ...ascii(words),
  0,
  ...u32(0),
  ...u32(0),
  0,
  0,
  0,
  ...new Array<number>(67).fill(0),
];
/** The curve of IEC 61966-2-1 in 1024 steps. */
function curve(): number[] {
  const entries = Array.from({ length: 1024 }, (_, index) => {
    const value = index / 1023;
    const linear = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const word = Math.round(linear * 65_535);
    return [word >> 8, word & 255];
  });
  return [...ascii('curv'), ...u32(0), ...u32(1024), ...entries.flat()];
}

/** Primaries and white of sRGB adapted to D50. */
export function srgbProfile(): Uint8Array {
  const transfer = curve();
  const parts: readonly [string, number[]][] = [
    ['desc', description('sRGB IEC61966-2.1')],
    ['cprt', text('No copyright, use freely')],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.43607, 0.22249, 0.01392)],
    ['gXYZ', xyz(0.38515, 0.71687, 0.09708)],
    ['bXYZ', xyz(0.14307, 0.06061, 0.7141)],
    ['rTRC', transfer],
    ['gTRC', transfer],
    ['bTRC', transfer],
  ];
  const bodies: number[] = [];
  const table: number[] = [];
  const starts = new Map<number[], number>();
  const first = 128 + 4 + parts.length * 12;
  for (const [signature, body] of parts) {
    const start = starts.get(body) ?? first + bodies.length;
    if (!starts.has(body)) {
      starts.set(body, start);
      bodies.push(...body, ...new Array<number>((4 - (body.length % 4)) % 4).fill(0));
    }
    table.push(...ascii(signature), ...u32(start), ...u32(body.length));
  }
  const size = first + bodies.length;
  const header = [
    ...u32(size),
    ...u32(0),
    ...u32(0x02400000),
    ...ascii('mntrRGB XYZ '),
    // 2026-01-01 00:00:00
    ...[0x07, 0xea, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0],
    ...ascii('acsp'),
    ...new Array<number>(28).fill(0),
    ...s15Fixed16(0.9642),
    ...s15Fixed16(1),
    ...s15Fixed16(0.8249),
    ...new Array<number>(48).fill(0),
  ];
  return Uint8Array.from([...header, ...u32(parts.length), ...table, ...bodies]);
}
