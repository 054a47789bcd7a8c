// One stored frame to samples, whatever it is coded with.
import { inflateRawSync } from 'node:zlib';
import { type TransferSyntax, transferSyntax } from '../../../../core/dicom/transfer-syntax.ts';
import { colourSpaceOf, interleave, rgbSamples, toEight } from '../../../../core/imaging/pixels/colour.ts';
import { decodeDctJpeg } from '../../../../core/imaging/pixels/jpeg/dct.ts';
import { isYcc, readJpegHeader } from '../../../../core/imaging/pixels/jpeg/header.ts';
import { decodeLosslessJpeg } from '../../../../core/imaging/pixels/jpeg/lossless.ts';
import { checkHolds } from '../../../../core/imaging/pixels/least-bytes.ts';
import { nativeSamples } from '../../../../core/imaging/pixels/native.ts';
import { decodeRle } from '../../../../core/imaging/pixels/rle.ts';
import { checkShape, notRenderable, type PixelShape, type Samples } from '../../../../core/imaging/pixels/samples.ts';
import { greySamples, valueBits, type Words, wordBytes, wordsOf } from '../../../../core/imaging/pixels/words.ts';
import type { CodecName, CodecOutput, Codecs } from './codecs.ts';
import { withAdobeTransform } from './stream-headers.ts';
import { decodeWavelet } from './wavelet.ts';

export interface FrameJob {
  bytes: Uint8Array;
  transferSyntaxUid: string;
  shape: PixelShape;
  bigEndian: boolean;
  skipBits: number;
}

type Coded = Omit<CodecOutput, 'bytes' | 'planar'> & { words: Words; planar?: boolean };

/** The header and the stream must agree about the size: which of them is right, nobody can know. */
function checkSize(shape: PixelShape, found: { width: number; height: number; components: number }): void {
  const { columns, rows, samplesPerPixel } = shape;
  if (found.width !== columns || found.height !== rows || found.components !== samplesPerPixel) {
    const told = `${columns} x ${rows} x ${samplesPerPixel}`;
    throw notRenderable(`the header says ${told}, the frame is ${found.width} x ${found.height} x ${found.components}`);
  }
}

/**
 * Grey values of a decoder. The stream's precision says how wide the words are; the header says what they mean, so a
 * stream that says "unsigned" of signed values (J2K, JPEG lossless) comes out right.
 */
function settled(coded: Coded, shape: PixelShape): Samples {
  const { precision, words, width, height } = coded;
  const place = valueBits(shape, precision);
  return greySamples(words, { ...place, signed: shape.signed }, { width, height });
}

function coloured(coded: Coded, ycc: boolean): Samples {
  const { precision, words, width, height } = coded;
  const narrow = toEight(words, { shift: 0, width: precision });
  const eight = coded.planar ? interleave(narrow, width * height) : narrow;
  return rgbSamples(eight, ycc ? 'ybr-full' : 'rgb', { width, height });
}

function ofCodec({ bytes, ...rest }: CodecOutput): Coded {
  const unit = rest.precision > 8 ? 2 : 1;
  return { ...rest, words: wordsOf(bytes, unit, rest.width * rest.height * rest.components) };
}

async function jpeg(job: FrameJob, codecs: Codecs): Promise<Samples> {
  const { bytes, shape } = job;
  const header = readJpegHeader(bytes);
  const { frame } = header;
  checkSize(shape, { ...frame, components: frame.components.length });
  checkHolds(frame.process === 3 ? 'jpeg-lossless' : 'jpeg', shape, bytes.length);
  const ycc = frame.components.length === 3 && isYcc(header, shape.photometric);
  if (frame.process === 3) {
    const { data, ...rest } = decodeLosslessJpeg(bytes);
    const words = rest.precision <= 8 ? Uint8Array.from(data) : data;
    // Lossless coding keeps the colours as they were: no convention of JFIF applies.
    const asStored = rest.components === 3 && colourSpaceOf(shape) === 'ybr-full';
    return rest.components === 1 ? settled({ ...rest, words }, shape) : coloured({ ...rest, words }, asStored);
  }
  if (frame.process > 2) throw notRenderable(`JPEG process SOF${frame.process} is not supported`);
  if (frame.precision === 8) {
    // The compiled decoder turns YCbCr to RGB itself, by the marks of the stream: they are made to say what is meant.
    const told = frame.components.length === 3 ? withAdobeTransform(bytes, ycc ? 1 : 0) : bytes;
    const coded = await codecs.decode('jpeg', told).then(ofCodec, () => null);
    if (coded) return coded.components === 1 ? settled(coded, shape) : coloured(coded, false);
    // It gives up at scans that are merely odd; the decoder of our own tells what is really wrong.
  }
  const { data, ...rest } = decodeDctJpeg(bytes);
  const words = rest.precision <= 8 ? Uint8Array.from(data) : data;
  return rest.components === 1 ? settled({ ...rest, words }, shape) : coloured({ ...rest, words }, ycc);
}

async function compiled(name: Exclude<CodecName, 'jpeg'>, job: FrameJob, codecs: Codecs): Promise<Samples> {
  const { bytes, shape } = job;
  // Checked before decoding: a stream may claim a size that would fill the memory, or hold the thread for nothing.
  checkHolds(name === 'jpeg-ls' ? name : 'wavelet', shape, bytes.length);
  let output: CodecOutput;
  if (name === 'jpeg-ls') {
    const { frame } = readJpegHeader(bytes);
    checkSize(shape, { ...frame, components: frame.components.length });
    output = await codecs.decode(name, bytes);
  } else output = await decodeWavelet(name, bytes, codecs, (found) => checkSize(shape, found));
  const coded = ofCodec(output);
  checkSize(shape, coded);
  if (coded.components === 1) return settled(coded, shape);
  // JPEG 2000 undoes its own colour transforms (ICT, RCT); YBR_FULL was made before it.
  return coloured(coded, colourSpaceOf(shape) === 'ybr-full');
}

function rle(job: FrameJob): Samples {
  const { shape, bytes } = job;
  checkHolds('rle', shape, bytes.length);
  const pixels = shape.rows * shape.columns;
  const samples = shape.samplesPerPixel;
  if (shape.bitsAllocated === 1) {
    const packed = decodeRle(bytes, { pixels: Math.ceil(pixels / 8), samples: 1, bytesPerSample: 1 });
    return nativeSamples(packed, shape, { bigEndian: false, skipBits: 0 });
  }
  const bytesPerSample = wordBytes(shape.bitsAllocated);
  const out = decodeRle(bytes, { pixels, samples, bytesPerSample });
  // Decoded by pixel, whatever the header says of planes: segments are planes always (PS3.5 G.2).
  return nativeSamples(out, { ...shape, planarConfiguration: 0 }, { bigEndian: false, skipBits: 0 });
}

function unsupported(syntax: TransferSyntax): never {
  if (syntax.pixels === 'video') throw notRenderable(`video (${syntax.name}) is played, not shown frame by frame`);
  throw notRenderable(`${syntax.name} cannot be decoded here`);
}

/** @throws NOT_RENDERABLE, CodecFailure */
export async function decodeFrame(job: FrameJob, codecs: Codecs): Promise<Samples> {
  const { shape, bytes, bigEndian, skipBits } = job;
  checkShape(shape);
  const syntax = transferSyntax(job.transferSyntaxUid);
  switch (syntax.pixels) {
    case 'native':
    case 'encapsulated-uncompressed':
      return nativeSamples(bytes, shape, { bigEndian, skipBits });
    case 'deflated': {
      const most = shape.rows * shape.columns * shape.samplesPerPixel * wordBytes(shape.bitsAllocated) + 2;
      const inflated = inflateRawSync(bytes, { maxOutputLength: most });
      return nativeSamples(inflated, shape, { bigEndian, skipBits });
    }
    case 'rle':
      return rle(job);
    case 'jpeg':
      return jpeg(job, codecs);
    case 'jpeg-ls':
    case 'jpeg-2000':
    case 'htj2k':
      return compiled(syntax.pixels, job, codecs);
    case 'jpeg-xl':
    case 'video':
    case 'referenced':
    case 'unknown':
      return unsupported(syntax);
    default:
      return syntax.pixels satisfies never;
  }
}

/** Frames that need no work worth a thread. */
export function isPlain(transferSyntaxUid: string): boolean {
  const { pixels } = transferSyntax(transferSyntaxUid);
  return pixels === 'native' || pixels === 'encapsulated-uncompressed';
}
