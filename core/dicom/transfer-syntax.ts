// Transfer syntaxes: byte order, VR form, deflation and what the pixel data is coded with (PS3.5 annexes A and 10).

/** How the frames of pixel data are coded. `native`: as they are; `video`: one stream that holds all frames. */
export type PixelCoding =
  | 'native'
  | 'encapsulated-uncompressed'
  | 'deflated'
  | 'rle'
  | 'jpeg'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'jpeg-xl'
  | 'video'
  | 'referenced'
  | 'unknown';

export interface TransferSyntax {
  uid: string;
  name: string;
  explicitVr: boolean;
  littleEndian: boolean;
  deflated: boolean;
  /** Pixel data comes in fragments (PS3.5 A.4). */
  encapsulated: boolean;
  pixels: PixelCoding;
  /** The coding may lose information; `lossy: false` is always reversible. */
  lossy: boolean;
  /** Native pixel words are big-endian although the data set is not: one private syntax of GE. */
  bigEndianPixels: boolean;
}

const syntax = (uid: string, name: string, pixels: PixelCoding, differences: Partial<TransferSyntax> = {}) => ({
  uid: uid.startsWith('.') ? `1.2.840.10008.1.2${uid}` : uid,
  name,
  explicitVr: true,
  littleEndian: true,
  deflated: false,
  encapsulated: pixels !== 'native' && pixels !== 'referenced',
  pixels,
  lossy: false,
  bigEndianPixels: false,
  ...differences,
});
const lossy = { lossy: true };

const known: readonly TransferSyntax[] = [
  syntax('1.2.840.10008.1.2', 'Implicit VR Little Endian', 'native', { explicitVr: false }),
  syntax('.1', 'Explicit VR Little Endian', 'native'),
  syntax('.1.98', 'Encapsulated Uncompressed Explicit VR Little Endian', 'encapsulated-uncompressed'),
  syntax('.1.99', 'Deflated Explicit VR Little Endian', 'native', { deflated: true }),
  syntax('.2', 'Explicit VR Big Endian', 'native', { littleEndian: false, bigEndianPixels: true }),
  syntax('1.2.840.113619.5.2', 'Private GE Implicit VR Little Endian, Big Endian pixels', 'native', {
    explicitVr: false,
    bigEndianPixels: true,
  }),
  syntax('.4.50', 'JPEG Baseline (Process 1)', 'jpeg', lossy),
  syntax('.4.51', 'JPEG Extended (Process 2 and 4)', 'jpeg', lossy),
  syntax('.4.52', 'JPEG Extended (Process 3 and 5)', 'jpeg', lossy),
  syntax('.4.53', 'JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)', 'jpeg', lossy),
  syntax('.4.54', 'JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)', 'jpeg', lossy),
  syntax('.4.55', 'JPEG Full Progression, Non-Hierarchical (Process 10 and 12)', 'jpeg', lossy),
  syntax('.4.56', 'JPEG Full Progression, Non-Hierarchical (Process 11 and 13)', 'jpeg', lossy),
  syntax('.4.57', 'JPEG Lossless, Non-Hierarchical (Process 14)', 'jpeg'),
  syntax('.4.58', 'JPEG Lossless, Non-Hierarchical (Process 15)', 'jpeg'),
  syntax('.4.59', 'JPEG Extended, Hierarchical (Process 16 and 18)', 'jpeg', lossy),
  syntax('.4.60', 'JPEG Extended, Hierarchical (Process 17 and 19)', 'jpeg', lossy),
  syntax('.4.61', 'JPEG Spectral Selection, Hierarchical (Process 20 and 22)', 'jpeg', lossy),
  syntax('.4.62', 'JPEG Spectral Selection, Hierarchical (Process 21 and 23)', 'jpeg', lossy),
  syntax('.4.63', 'JPEG Full Progression, Hierarchical (Process 24 and 26)', 'jpeg', lossy),
  syntax('.4.64', 'JPEG Full Progression, Hierarchical (Process 25 and 27)', 'jpeg', lossy),
  syntax('.4.65', 'JPEG Lossless, Hierarchical (Process 28)', 'jpeg'),
  syntax('.4.66', 'JPEG Lossless, Hierarchical (Process 29)', 'jpeg'),
  syntax('.4.70', 'JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14, Selection Value 1)', 'jpeg'),
  syntax('.4.80', 'JPEG-LS Lossless', 'jpeg-ls'),
  syntax('.4.81', 'JPEG-LS Lossy (Near-Lossless)', 'jpeg-ls', lossy),
  syntax('.4.90', 'JPEG 2000 (Lossless Only)', 'jpeg-2000'),
  syntax('.4.91', 'JPEG 2000', 'jpeg-2000', lossy),
  syntax('.4.92', 'JPEG 2000 Part 2 Multi-component (Lossless Only)', 'jpeg-2000'),
  syntax('.4.93', 'JPEG 2000 Part 2 Multi-component', 'jpeg-2000', lossy),
  syntax('.4.94', 'JPIP Referenced', 'referenced', lossy),
  syntax('.4.95', 'JPIP Referenced Deflate', 'referenced', { deflated: true, lossy: true }),
  syntax('.4.100', 'MPEG2 Main Profile / Main Level', 'video', lossy),
  syntax('.4.100.1', 'Fragmentable MPEG2 Main Profile / Main Level', 'video', lossy),
  syntax('.4.101', 'MPEG2 Main Profile / High Level', 'video', lossy),
  syntax('.4.101.1', 'Fragmentable MPEG2 Main Profile / High Level', 'video', lossy),
  syntax('.4.102', 'MPEG-4 AVC/H.264 High Profile / Level 4.1', 'video', lossy),
  syntax('.4.102.1', 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1', 'video', lossy),
  syntax('.4.103', 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', 'video', lossy),
  syntax('.4.103.1', 'Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', 'video', lossy),
  syntax('.4.104', 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', 'video', lossy),
  syntax('.4.104.1', 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', 'video', lossy),
  syntax('.4.105', 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', 'video', lossy),
  syntax('.4.105.1', 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', 'video', lossy),
  syntax('.4.106', 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', 'video', lossy),
  syntax('.4.106.1', 'Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', 'video', lossy),
  syntax('.4.107', 'HEVC/H.265 Main Profile / Level 5.1', 'video', lossy),
  syntax('.4.108', 'HEVC/H.265 Main 10 Profile / Level 5.1', 'video', lossy),
  syntax('.4.110', 'JPEG XL Lossless', 'jpeg-xl'),
  syntax('.4.111', 'JPEG XL JPEG Recompression', 'jpeg-xl', lossy),
  syntax('.4.112', 'JPEG XL', 'jpeg-xl', lossy),
  syntax('.4.201', 'High-Throughput JPEG 2000 (Lossless Only)', 'htj2k'),
  syntax('.4.202', 'High-Throughput JPEG 2000 with RPCL Options (Lossless Only)', 'htj2k'),
  syntax('.4.203', 'High-Throughput JPEG 2000', 'htj2k', lossy),
  syntax('.4.204', 'JPIP HTJ2K Referenced', 'referenced', lossy),
  syntax('.4.205', 'JPIP HTJ2K Referenced Deflate', 'referenced', { deflated: true, lossy: true }),
  syntax('.5', 'RLE Lossless', 'rle'),
  syntax('.8.1', 'Deflated Image Frame Compression', 'deflated'),
];

const byUid = new Map(known.map((one) => [one.uid, one]));

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
/** Every syntax that this program knows, retired ones included. */
export const transferSyntaxes: readonly TransferSyntax[] = known;

export const isKnownSyntax = (uid: string): boolean => byUid.has(uid);

/** Properties of a syntax. An unknown one is taken as explicit VR little endian, encapsulated, as all newer ones are. */
export function transferSyntax(uid: string): TransferSyntax {
  return byUid.get(uid) ?? syntax(uid, uid, 'unknown', lossy);
}
