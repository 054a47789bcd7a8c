// Bulk data of DICOMweb (PS3.18 10.4.1.1.5, 10.4.1.1.6): one value by its address, all of a study, series or instance, or the pixels of all.
import { randomUUID } from 'node:crypto';
import { readPart10 } from '../../../core/dicom/read.ts';
import { parseTag } from '../../../core/dicom/tag.ts';
import { sampleBytes } from '../../../core/imaging/pixels/samples.ts';
import { swapInPlace } from '../../../core/imaging/pixels/words.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import {
  type Archive,
  bulkValues,
  frameCount,
  inflate,
  instancePath,
  storedLength,
} from '../../areas/imaging/module.ts';
import { type Accepted, acceptedTypes, takesFrames, wantsPlainFrames, wantsSingle } from './accept.ts';
import { type NamedInstance, namedInstances, type Scope } from './instances.ts';
import { multipartResponse, type Part } from './multipart.ts';
import { heldPart, type SinglePart, singleResponse } from './single.ts';
import { type Form, frameType, notAcceptable, octets, once, storedFramesOf, type Wado } from './wado.ts';

/** One value by its path: tags and item numbers, as in `00081140/1/00081155` or `7FE00010`. */
export async function bulkData(
  parts: Wado,
  scope: Scope,
  path: readonly string[],
  { accept, range }: Form,
): Promise<Response> {
  const [instance] = await namedInstances(parts, scope, 'imaging.bulk');
  if (!instance) throw fail('NOT_FOUND', { what: 'instance' });
  const reader = await parts.archive.objects.open(instance.path);
  const bytes = await reader.read(0, reader.length).finally(() => reader.close());
  let { dataSet } = readPart10(bytes, { inflate });
  for (let at = 0; at + 2 < path.length; at += 2) {
    const item = dataSet.items(parseTag(path[at] ?? '') ?? 0)[Number(path[at + 1]) - 1];
    if (!item) throw fail('NOT_FOUND', { what: path.join('/') });
    dataSet = item;
  }
  const value = dataSet.bytes(parseTag(path.at(-1) ?? '') ?? 0);
  if (!value) throw fail('NOT_FOUND', { what: path.join('/') });
  if (wantsSingle(acceptedTypes(accept), ['application/octet-stream'])) {
    return singleResponse(heldPart('application/octet-stream', value), range);
  }
  async function* only(body: Uint8Array): AsyncGenerator<Part> {
    yield { contentType: 'application/octet-stream', length: body.length, body: once(body) };
  }
  return multipartResponse(randomUUID(), 'application/octet-stream', only(value));
}

type Piece = SinglePart & { location: string };

const pieceBytes = 1 << 20;

/** The pixels as one value, as they lie there; words of 16 bit whatever lies in them, but for floats. */
async function nativePixels(archive: Archive, { path, descriptor }: NamedInstance): Promise<SinglePart | null> {
  const { pixels, image } = descriptor;
  if (!pixels || !image || pixels.kind === 'encapsulated') return null;
  const length = Math.ceil(pixels.frameLength * image.frames);
  const { offset } = pixels;
  if (pixels.kind === 'deflated') {
    const reader = await archive.objects.open(path);
    const bytes = await reader.read(0, reader.length).finally(() => reader.close());
    return heldPart(octets, readPart10(bytes, { inflate }).source.subarray(offset, offset + length));
  }
  const unit = image.floating ? (image.bitsAllocated === 64 ? 8 : 4) : 2;
  return {
    ...{ contentType: octets, length },
    async *read(start, wanted) {
      archive.demand.asked();
      const reader = await archive.objects.open(path);
      try {
        // Whole words are swapped, what was not asked for is cut off after it.
        const from = start - (start % unit);
        for (let at = from; at < start + wanted; at += pieceBytes) {
          const bytes = await reader.read(offset + at, Math.min(pieceBytes, length - at));
          if (pixels.bigEndian) swapInPlace(bytes, unit);
          yield bytes.subarray(Math.max(0, start - at), start + wanted - at);
        }
      } finally {
        await reader.close();
      }
    },
  };
}

/** Compressed frames decoded, as one value. @throws NOT_RENDERABLE when the first one cannot be */
async function decodedPixels({ frames }: Archive, instance: NamedInstance, count: number): Promise<SinglePart> {
  const decoded = async (frame: number) => sampleBytes(await frames.frame(instance, frame));
  const first = await decoded(1);
  const each = first.length;
  return {
    ...{ contentType: octets, length: each * count },
    async *read(start, wanted) {
      const end = start + wanted;
      for (let frame = Math.floor(start / each); frame * each < end; frame += 1) {
        const bytes = frame === 0 ? first : await decoded(frame + 1);
        yield bytes.subarray(Math.max(0, start - frame * each), end - frame * each);
      }
    },
  };
}

function storedFrames(archive: Archive, instance: NamedInstance, at: string, count: number): Piece[] {
  const { pixels, transferSyntaxUid } = instance.descriptor;
  if (!pixels) return [];
  return Array.from({ length: count }, (_, index) => ({
    ...{ contentType: frameType(transferSyntaxUid), length: storedLength(pixels, index + 1) },
    location: `${at}/frames/${index + 1}`,
    async *read(start, length) {
      const { bytes } = await archive.frames.stored(instance, index + 1);
      yield bytes.subarray(start, start + length);
    },
  }));
}

/** @param alone nothing else is asked for: then what cannot be decoded is told, and not sent as it lies there */
async function pixelPieces(
  { archive, visitor }: Wado,
  instance: NamedInstance,
  accepted: readonly Accepted[],
  alone: boolean,
): Promise<Piece[]> {
  const { pixels, image, transferSyntaxUid } = instance.descriptor;
  if (!pixels || !image || !takesFrames(accepted, storedFramesOf(pixels.kind, transferSyntaxUid))) return [];
  const at = `${visitor.base}${instancePath(instance)}`;
  const native = await nativePixels(archive, instance);
  if (native) return [{ ...native, location: `${at}/frames` }];
  const count = frameCount(pixels, image.frames);
  const stored = () => storedFrames(archive, instance, at, count);
  if (count === 0 || !wantsPlainFrames(accepted, storedFramesOf(pixels.kind, transferSyntaxUid))) return stored();
  const decoded = await decodedPixels(archive, instance, count).catch((error: unknown) => {
    if (alone || !(error instanceof YishuError)) throw error;
    return null;
  });
  return decoded ? [{ ...decoded, location: `${at}/frames` }] : stored();
}

async function valuePieces({ archive, visitor }: Wado, instance: NamedInstance): Promise<Piece[]> {
  const values = await bulkValues(archive.objects, instance);
  return values.map(({ path, bytes }) => ({
    ...heldPart('application/octet-stream', bytes),
    location: `${visitor.base}${instancePath(instance)}/bulk/${path}`,
  }));
}

const partOf = ({ contentType, length, location, read }: Piece): Part => ({
  ...{ contentType, length, location, body: read(0, length) },
});

/**
 * Every value that the metadata gives an address for, with that address; `pixeldata` without the others. One instance after the other is
 * looked at and sent.
 * @throws NOT_FOUND where there is none
 */
export async function allBulk(
  parts: Wado,
  scope: Scope,
  of: 'bulkdata' | 'pixeldata',
  { accept, range }: Form,
): Promise<Response> {
  const instances = await namedInstances(parts, scope, of === 'bulkdata' ? 'imaging.bulk' : 'imaging.frames');
  const accepted = acceptedTypes(accept);
  const takesOctets = takesFrames(accepted, null);
  const alone = instances.length === 1;
  async function piecesOf(instance: NamedInstance): Promise<Piece[]> {
    const values = of === 'bulkdata' && takesOctets ? await valuePieces(parts, instance) : [];
    return [...values, ...(await pixelPieces(parts, instance, accepted, alone))];
  }
  // Looked for before the answer begins: where no instance has a value it is a refusal, and not an empty body.
  let ahead: { pieces: Piece[]; at: number } | null = null;
  for (const [at, instance] of instances.entries()) {
    const pieces = await piecesOf(instance);
    if (pieces.length === 0) continue;
    ahead = { pieces, at };
    break;
  }
  if (!ahead) {
    const hasPixels = instances.some(({ descriptor }) => descriptor.pixels !== null);
    if (!takesOctets && (hasPixels || of === 'bulkdata')) return notAcceptable(accept, 'bulk data');
    throw fail('NOT_FOUND', { what: `${of} of ${scope.instance ?? scope.series ?? scope.study}` });
  }
  const { pieces, at: from } = ahead;
  const [only] = pieces;
  if (
    alone &&
    only &&
    pieces.length === 1 &&
    wantsSingle(accepted, ['application/octet-stream', only.contentType.split(';')[0] ?? ''])
  ) {
    const response = singleResponse(only, range);
    response.headers.set('content-location', only.location);
    return response;
  }
  async function* all(): AsyncGenerator<Part> {
    for (const piece of pieces) yield partOf(piece);
    for (const instance of instances.slice(from + 1)) for (const piece of await piecesOf(instance)) yield partOf(piece);
  }
  const type = only?.contentType.split(';')[0] ?? 'application/octet-stream';
  return multipartResponse(randomUUID(), type, all());
}
