// WADO-RS (PS3.18 10.4): objects, metadata and frames as they are stored, or uncompressed where the client asks.
import { randomUUID } from 'node:crypto';
import { transferSyntax } from '../../../core/dicom/transfer-syntax.ts';
import type { PixelLocation } from '../../../core/imaging/descriptor.ts';
import { sampleBytes } from '../../../core/imaging/pixels/samples.ts';
import { swapInPlace } from '../../../core/imaging/pixels/words.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import {
  type Archive,
  basePlaceholder,
  frameCount,
  giveBack,
  instanceMetadata,
  seriesMetadata,
  storedLength,
  transcoded,
  type Visitors,
  writableSyntaxes,
} from '../../areas/imaging/module.ts';
import { onceSent } from '../../kernel/sent.ts';
import type { Kernel } from '../../kernel/types.ts';
import {
  acceptedTypes,
  objectSyntax,
  type StoredFrames,
  takesFrames,
  wantsPlainFrames,
  wantsSingle,
} from './accept.ts';
import type { Visitor } from './door.ts';
import { type NamedInstance, namedInstances, type Scope, seenInstance } from './instances.ts';
import { takesDataSets, textResponse } from './model.ts';
import { multipartResponse, multipartType, type Part, partHead, partsEnd } from './multipart.ts';
import { heldPart, type SinglePart, singleResponse } from './single.ts';

export interface Wado {
  kernel: Kernel;
  archive: Archive;
  visitor: Visitor;
  visitors: Visitors;
}

const pieceBytes = 1 << 20;

async function* whole(
  archive: Archive,
  { path, length }: NamedInstance,
  range = { start: 0, length },
): AsyncGenerator<Uint8Array> {
  archive.demand.asked();
  const reader = await archive.objects.open(path);
  const end = range.start + range.length;
  try {
    for (let offset = range.start; offset < end; offset += pieceBytes)
      yield await reader.read(offset, Math.min(pieceBytes, end - offset));
  } finally {
    await reader.close();
  }
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Objects bit for bit as they came, unless the client takes them uncompressed only. */
export async function retrieve(parts: Wado, scope: Scope, accept: string, range: string | null): Promise<Response> {
  const { archive } = parts;
  const instances = await namedInstances(parts, scope, 'imaging.retrieve');
  const accepted = acceptedTypes(accept);
  const planned = instances.map((instance) => {
    const syntax = objectSyntax(accepted, instance.transfer_syntax, writableSyntaxes);
    return { instance, syntax };
  });
  if (planned.every(({ syntax }) => syntax === null)) return notAcceptable(accept);
  // What has no pixels that decode is sent as it is rather than left out: the part's own header says so.
  async function part(instance: NamedInstance, syntax: string): Promise<Part> {
    const stored = instance.transfer_syntax;
    const bytes =
      syntax === stored
        ? null
        : await transcoded(archive, instance, syntax).catch((error: unknown) => {
            if (instances.length === 1 || !(error instanceof YishuError)) throw error;
            return null;
          });
    return {
      contentType: `application/dicom; transfer-syntax=${bytes ? syntax : stored}`,
      length: bytes?.length ?? instance.length,
      body: bytes ? once(bytes) : whole(archive, instance),
    };
  }
  const [only] = planned;
  if (scope.instance && only?.syntax && wantsSingle(accepted, ['application/dicom'])) {
    const { instance, syntax } = only;
    const contentType = `application/dicom; transfer-syntax=${syntax}`;
    if (syntax !== instance.transfer_syntax) {
      return singleResponse(heldPart(contentType, await transcoded(archive, instance, syntax)), range);
    }
    const read: SinglePart['read'] = (start, length) => whole(archive, instance, { start, length });
    return singleResponse({ contentType, length: instance.length, read }, range);
  }
  const first = planned.length === 1 && only?.syntax ? await part(only.instance, only.syntax) : null;
  async function* all(): AsyncGenerator<Part> {
    if (first) yield first;
    else for (const { instance, syntax } of planned) yield await part(instance, syntax ?? instance.transfer_syntax);
  }
  return multipartResponse(randomUUID(), 'application/dicom', all());
}

const octetsOrStored = 'as application/octet-stream, and compressed pixels as they are stored';
const sentAs = {
  objects: `as stored or in ${writableSyntaxes.join(', ')}`,
  ...{ frames: octetsOrStored, 'bulk data': octetsOrStored },
  'data sets': 'as application/dicom+json or application/dicom+xml',
  pictures: 'as image/jpeg or image/png',
};

export function notAcceptable(accept: string, of: keyof typeof sentAs = 'objects'): Response {
  const what = `${of} are sent ${sentAs[of]}; asked for: ${accept}`;
  return Response.json({ code: 'NOT_RENDERABLE', message: 'Not acceptable', detail: { what } }, { status: 406 });
}

export async function metadata(parts: Wado, scope: Scope, accept: string): Promise<Response> {
  if (!takesDataSets(accept)) return notAcceptable(accept, 'data sets');
  const { kernel, archive, visitor } = parts;
  const instances = await namedInstances(parts, scope, 'imaging.metadata');
  const [only] = instances;
  if (scope.instance && only) {
    const text = JSON.stringify([await instanceMetadata(archive.objects, only)]);
    return textResponse(text.replaceAll(basePlaceholder, visitor.base), accept);
  }
  const texts: string[] = [];
  for (const series of new Set(instances.map(({ series_uid }) => series_uid))) {
    texts.push((await seriesMetadata(kernel, archive, series))?.slice(1, -1) ?? '');
  }
  return textResponse(`[${texts.filter(Boolean).join(',')}]`.replaceAll(basePlaceholder, visitor.base), accept);
}

export const octets = 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1';

/** Media type of a frame as it is stored (PS3.18 table 8.7.3-5). */
export function frameType(syntaxUid: string): string {
  const { pixels } = transferSyntax(syntaxUid);
  const types: Partial<Record<typeof pixels, string>> = {
    jpeg: 'image/jpeg',
    'jpeg-ls': 'image/jls',
    'jpeg-2000': 'image/jp2',
    htj2k: 'image/jphc',
    'jpeg-xl': 'image/jxl',
    rle: 'image/dicom-rle',
    video: 'video/mp4',
  };
  const type = types[pixels];
  return type ? `${type}; transfer-syntax=${syntaxUid}` : octets;
}

/** Null where they lie uncompressed. */
export function storedFramesOf(kind: PixelLocation['kind'], syntaxUid: string): StoredFrames | null {
  if (kind !== 'encapsulated') return null;
  return { type: frameType(syntaxUid).split(';')[0] ?? '', transferSyntax: syntaxUid };
}

/** What the request says about the form of the answer. */
export interface Form {
  accept: string;
  /** Its Range header. */
  range: string | null;
}

/** @param list 1-based frame numbers, `1,2,5`; null: all, as the pixels' BulkDataURI asks for them */
export async function frames(
  parts: Wado,
  scope: Scope,
  list: string | null,
  { accept, range }: Form,
): Promise<Response> {
  const named = list?.split(',').map(Number);
  if (named?.some((number) => !Number.isInteger(number) || number < 1)) {
    throw fail('INPUT_INVALID', { what: `frame numbers are 1 and up: ${list}` });
  }
  const { archive, visitor } = parts;
  const instance = await seenInstance(parts, scope);
  const { pixels, image, problem, transferSyntaxUid } = instance.descriptor;
  if (!pixels || !image) throw fail('NOT_RENDERABLE', { what: problem || 'the object has no pixels' });
  const count = frameCount(pixels, image.frames);
  const numbers = named ?? Array.from({ length: count }, (_, index) => index + 1);
  const beyond = numbers.find((number) => number > count);
  if (beyond !== undefined) throw fail('NOT_FOUND', { what: `frame ${beyond} of ${count}` });
  const accepted = acceptedTypes(accept);
  const lying = storedFramesOf(pixels.kind, transferSyntaxUid);
  if (!takesFrames(accepted, lying)) return notAcceptable(accept, 'frames');
  const plain = wantsPlainFrames(accepted, lying);
  const contentType = plain ? octets : frameType(transferSyntaxUid);
  const type = contentType.split(';')[0] ?? '';
  const boundary = randomUUID();
  const location = (number: number) =>
    `${visitor.base}/studies/${scope.study}/series/${scope.series}/instances/${scope.instance}/frames/${number}`;
  const bigEndian = pixels.kind === 'native' && pixels.bigEndian;
  const [first = 1] = numbers;

  async function frameBytes(number: number, room = { before: 0, after: 0 }): Promise<Buffer<ArrayBuffer>> {
    const { bytes } = await archive.frames.stored(instance, number, room);
    // Served little-endian: words of 16 bit whatever lies in them, but for floats.
    const unit = image?.floating ? (image.bitsAllocated === 64 ? 8 : 4) : 2;
    if (bigEndian) swapInPlace(bytes.subarray(room.before, bytes.length - room.after), unit);
    return bytes;
  }
  const decoded = async (number: number) => sampleBytes(await archive.frames.frame(instance, number));
  if (numbers.length === 1 && wantsSingle(accepted, ['application/octet-stream', type])) {
    const body = await (plain ? decoded(first) : frameBytes(first));
    return singleResponse(heldPart(contentType, body), range);
  }
  if (!plain && numbers.length === 1) {
    // The usual request: the frame is read to its place between the lines around it, and the client learns its length.
    const head = Buffer.from(
      partHead(boundary, { contentType, length: storedLength(pixels, first), location: location(first) }),
    );
    const end = Buffer.from(partsEnd(boundary));
    const body = await frameBytes(first, { before: head.length, after: end.length });
    head.copy(body);
    end.copy(body, body.length - end.length);
    const answer = new Response(body, {
      headers: { 'content-type': multipartType(boundary, type), 'content-length': String(body.length) },
    });
    return onceSent(answer, () => giveBack(body));
  }
  const ready = plain ? await decoded(first) : null;
  async function* all(): AsyncGenerator<Part> {
    for (const [index, number] of numbers.entries()) {
      const body = ready && index === 0 ? ready : await (plain ? decoded(number) : frameBytes(number));
      yield { contentType, length: body.length, location: location(number), body: once(body) };
    }
  }
  return multipartResponse(boundary, type, all());
}
