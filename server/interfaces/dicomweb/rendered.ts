// /rendered and /thumbnail (PS3.18 10.4.1.1.3, 10.4.1.1.4): pictures for browsers that know no DICOM.
import { randomUUID } from 'node:crypto';
import { fail } from '../../../core/kernel/errors.ts';
import { drawPicture, framesIn, type PictureRequest, pictureRequest } from '../../areas/imaging/module.ts';
import { type NamedInstance, namedInstances, type Scope } from './instances.ts';
import { multipartResponse, type Part } from './multipart.ts';
import { notAcceptable, type Wado } from './wado.ts';

/** What a thumbnail fits in when the request does not say. */
const thumbnailSide = 200;
const mostThumbnails = 2_000;

export type Thumbnails = Map<string, Buffer>;

function pictured(instance: NamedInstance | undefined): NamedInstance {
  const { image, pixels, problem, kind } = instance?.descriptor ?? {};
  if (!instance) throw fail('NOT_FOUND', { what: 'instance' });
  if (!image || !pixels)
    throw fail('NOT_RENDERABLE', { what: problem || `an object of the kind ${kind} has no picture` });
  return instance;
}

async function draw(parts: Wado, instance: NamedInstance, frame: number, request: PictureRequest): Promise<Buffer> {
  const { image } = instance.descriptor;
  if (!image) throw fail('NOT_RENDERABLE', { what: 'no image' });
  const samples = await parts.archive.frames.frame(instance, frame);
  return drawPicture(samples, image, frame, request);
}

const frameNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw fail('INPUT_INVALID', { what: `frame numbers are 1 and up: ${text}` });
  return number;
};

const whole = (body: Buffer, type: string): Response =>
  new Response(new Uint8Array(body), {
    headers: { 'content-type': type, 'content-length': String(body.length), 'cache-control': 'private, max-age=3600' },
  });

/** 406 for who takes neither JPEG nor PNG. */
function otherThanPictures(request: Request): Response | null {
  const accept = new URL(request.url).searchParams.get('accept') ?? request.headers.get('accept') ?? '';
  const taken = /image\/(jpeg|png|\*)|\*\/\*/i;
  return accept.trim() === '' || taken.test(accept) ? null : notAcceptable(accept, 'pictures');
}

/** @param list frame numbers of one instance; null: the first of each image named */
export async function rendered(parts: Wado, scope: Scope, request: Request, list: string | null): Promise<Response> {
  const refused = otherThanPictures(request);
  if (refused) return refused;
  const instances = await namedInstances(parts, scope, 'imaging.rendered');
  const wanted = pictureRequest(new URL(request.url).searchParams, request.headers.get('accept') ?? '');
  const pictures: { instance: NamedInstance; frame: number }[] = scope.instance
    ? (list ?? '1').split(',').map((text) => ({ instance: pictured(instances[0]), frame: frameNumber(text) }))
    : instances.filter((one) => framesIn(one) > 0).map((instance) => ({ instance, frame: 1 }));
  const [first] = pictures;
  if (!first) throw fail('NOT_RENDERABLE', { what: 'there are no images here' });
  if (pictures.length === 1) return whole(await draw(parts, first.instance, first.frame, wanted), wanted.type);
  async function* all(): AsyncGenerator<Part> {
    for (const { instance, frame } of pictures) {
      const body = await draw(parts, instance, frame, wanted);
      yield {
        contentType: wanted.type,
        length: body.length,
        body: (async function* () {
          yield body;
        })(),
      };
    }
  }
  return multipartResponse(randomUUID(), wanted.type, all());
}

/** The middle frame of the middle image stands for a study, series or instance. */
export async function thumbnail(
  parts: Wado,
  scope: Scope,
  request: Request,
  options: { frame: string | null; kept: Thumbnails },
): Promise<Response> {
  const refused = otherThanPictures(request);
  if (refused) return refused;
  const instances = await namedInstances(parts, scope, 'imaging.thumbnail');
  const images = instances.filter((one) => framesIn(one) > 0);
  const instance = pictured(images[Math.floor(images.length / 2)] ?? instances[0]);
  const frame = options.frame ? frameNumber(options.frame) : Math.ceil(framesIn(instance) / 2);
  const { searchParams } = new URL(request.url);
  const wanted = pictureRequest(searchParams, request.headers.get('accept') ?? '');
  wanted.viewport ??= { width: thumbnailSide, height: thumbnailSide, source: null };
  const { kept } = options;
  // The path is that of one content: a changed object has another.
  const key = JSON.stringify([instance.path, frame, wanted]);
  const body = kept.get(key) ?? (await draw(parts, instance, frame, wanted));
  kept.delete(key);
  kept.set(key, body);
  const [oldest] = kept.keys();
  if (kept.size > mostThumbnails && oldest !== undefined) kept.delete(oldest);
  return whole(body, wanted.type);
}
