// WADO-RS (PS3.18 10.4): objects, metadata, frames and bulk data as they are stored.
import { randomUUID } from 'node:crypto';
import { readPart10 } from '../../../core/dicom/read.ts';
import { parseTag } from '../../../core/dicom/tag.ts';
import { transferSyntax } from '../../../core/dicom/transfer-syntax.ts';
import { fail } from '../../../core/kernel/errors.ts';
import {
  type Archive,
  basePlaceholder,
  frameCount,
  inflate,
  instanceMetadata,
  seriesMetadata,
  storedFrame,
} from '../../areas/imaging/module.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Visitor } from './door.ts';
import { type NamedInstance, namedInstances, type Scope } from './instances.ts';
import { multipartResponse, type Part } from './multipart.ts';

export interface Wado {
  kernel: Kernel;
  archive: Archive;
  visitor: Visitor;
}

const pieceBytes = 1 << 20;

async function* whole(archive: Archive, instance: NamedInstance): AsyncGenerator<Uint8Array> {
  const reader = await archive.objects.open(instance.path);
  try {
    for (let offset = 0; offset < reader.length; offset += pieceBytes) yield await reader.read(offset, pieceBytes);
  } finally {
    await reader.close();
  }
}

/** Objects bit for bit as they came; what was received compressed is sent compressed (`transfer-syntax=*`). */
export async function retrieve(parts: Wado, scope: Scope): Promise<Response> {
  const instances = await namedInstances(parts.kernel, parts.visitor, scope, 'imaging.retrieve');
  async function* all(): AsyncGenerator<Part> {
    for (const instance of instances) {
      yield {
        contentType: `application/dicom; transfer-syntax=${instance.transfer_syntax}`,
        length: instance.length,
        body: whole(parts.archive, instance),
      };
    }
  }
  return multipartResponse(randomUUID(), 'application/dicom', all());
}

const json = (text: string) => new Response(text, { headers: { 'content-type': 'application/dicom+json' } });

export async function metadata(parts: Wado, scope: Scope): Promise<Response> {
  const { kernel, archive, visitor } = parts;
  const instances = await namedInstances(kernel, visitor, scope, 'imaging.metadata');
  const [only] = instances;
  if (scope.instance && only) {
    const text = JSON.stringify([await instanceMetadata(archive.objects, only)]);
    return json(text.replaceAll(basePlaceholder, visitor.base));
  }
  const texts: string[] = [];
  for (const series of new Set(instances.map(({ series_uid }) => series_uid))) {
    texts.push((await seriesMetadata(kernel, archive, series))?.slice(1, -1) ?? '');
  }
  return json(`[${texts.filter(Boolean).join(',')}]`.replaceAll(basePlaceholder, visitor.base));
}

/** Media type of a frame as it is stored (PS3.18 table 8.7.3-5). */
function frameType(syntaxUid: string): string {
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
  return type
    ? `${type}; transfer-syntax=${syntaxUid}`
    : 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1';
}

/** @param list 1-based frame numbers, `1,2,5` */
export async function frames(parts: Wado, scope: Scope, list: string): Promise<Response> {
  const numbers = list.split(',').map(Number);
  if (numbers.some((number) => !Number.isInteger(number) || number < 1)) {
    throw fail('INPUT_INVALID', { what: `frame numbers are 1 and up: ${list}` });
  }
  const [instance] = await namedInstances(parts.kernel, parts.visitor, scope, 'imaging.frames');
  const { pixels, image, problem } = instance?.descriptor ?? {};
  if (!instance || !pixels || !image) throw fail('NOT_RENDERABLE', { what: problem || 'the object has no pixels' });
  const count = frameCount(pixels, image.frames);
  const beyond = numbers.find((number) => number > count);
  if (beyond !== undefined) throw fail('NOT_FOUND', { what: `frame ${beyond} of ${count}` });
  const type = frameType(instance.transfer_syntax);
  async function* all(): AsyncGenerator<Part> {
    const reader = await parts.archive.objects.open(instance?.path ?? '');
    try {
      for (const number of numbers) {
        if (!pixels) return;
        const { bytes } = await storedFrame(reader, pixels, number);
        const native = pixels.kind === 'native' && pixels.bigEndian && image?.bitsAllocated === 16;
        const body = native ? Buffer.from(bytes).swap16() : bytes;
        yield {
          contentType: type,
          length: body.length,
          location: `${parts.visitor.base}/studies/${scope.study}/series/${scope.series}/instances/${scope.instance}/frames/${number}`,
          body: (async function* () {
            yield body;
          })(),
        };
      }
    } finally {
      await reader.close();
    }
  }
  return multipartResponse(randomUUID(), type.split(';')[0] ?? '', all());
}

/** One value by its path: tags and item numbers, as in `00081140/1/00081155` or `7FE00010`. */
export async function bulkData(parts: Wado, scope: Scope, path: readonly string[]): Promise<Response> {
  const [instance] = await namedInstances(parts.kernel, parts.visitor, scope, 'imaging.bulk');
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
  async function* only(): AsyncGenerator<Part> {
    const body = value ?? new Uint8Array();
    yield {
      contentType: 'application/octet-stream',
      length: body.length,
      body: (async function* () {
        yield body;
      })(),
    };
  }
  return multipartResponse(randomUUID(), 'application/octet-stream', only());
}
