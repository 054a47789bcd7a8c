// A frame as JPEG or PNG: viewport, window and quality as a browser asks for them (PS3.18 8.3.5).
import sharp from 'sharp';
import type { ImageDescriptor } from '../../../../core/imaging/descriptor.ts';
import type { VoiWindow } from '../../../../core/imaging/lookup.ts';
import { pixelHeight, renderPicture } from '../../../../core/imaging/pixels/render.ts';
import type { Samples } from '../../../../core/imaging/pixels/samples.ts';
import { fail } from '../../../../core/kernel/errors.ts';

export interface PictureRequest {
  type: 'image/jpeg' | 'image/png';
  quality: number;
  window: VoiWindow | null;
  viewport: {
    width: number;
    height: number;
    source: { x: number; y: number; width: number; height: number } | null;
  } | null;
}

const largestSide = 8192;

function numbers(text: string, name: string): number[] {
  const found = text.split(',').map(Number);
  if (found.some((number) => !Number.isFinite(number))) throw fail('INPUT_INVALID', { what: `${name}=${text}` });
  return found;
}

function windowOf(text: string | null): VoiWindow | null {
  if (!text) return null;
  const [center, width, shape = 'linear'] = text.split(',');
  const known = shape.toLowerCase();
  const [at, wide] = [Number(center), Number(width)];
  const shapes: Record<string, VoiWindow['shape']> = {
    linear: 'linear',
    'linear-exact': 'linear-exact',
    sigmoid: 'sigmoid',
  };
  const named = shapes[known];
  if (!named || !center || !Number.isFinite(at) || !(wide > 0)) {
    throw fail('INPUT_INVALID', { what: `window is center,width,linear|linear-exact|sigmoid: ${text}` });
  }
  return { center: at, width: wide, shape: named };
}

function viewportOf(text: string | null): PictureRequest['viewport'] {
  if (!text) return null;
  const [width = 0, height = 0, x, y, sourceWidth, sourceHeight] = numbers(text, 'viewport').map(Math.round);
  if (width < 1 || height < 1 || width > largestSide || height > largestSide) {
    throw fail('INPUT_INVALID', { what: `viewport is width,height[,x,y,width,height], sides up to ${largestSide}` });
  }
  if (x === undefined || y === undefined) return { width, height, source: null };
  return { width, height, source: { x, y, width: sourceWidth ?? 0, height: sourceHeight ?? 0 } };
}

/** @param accepted of the Accept header. @throws INPUT_INVALID */
export function pictureRequest(query: URLSearchParams, accepted: string): PictureRequest {
  const wanted = (query.get('accept') ?? accepted).toLowerCase();
  const png = wanted.indexOf('image/png');
  const jpeg = wanted.search(/image\/jpeg|image\/\*|\*\/\*/);
  const quality = Number(query.get('quality') ?? 90);
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw fail('INPUT_INVALID', { what: 'quality is 1 to 100' });
  }
  return {
    type: png >= 0 && (jpeg < 0 || png < jpeg) ? 'image/png' : 'image/jpeg',
    quality,
    window: windowOf(query.get('window')),
    viewport: viewportOf(query.get('viewport')),
  };
}

/** @throws INPUT_INVALID for a viewport outside the image */
export async function drawPicture(
  samples: Samples,
  image: ImageDescriptor,
  frame: number,
  request: PictureRequest,
): Promise<Buffer> {
  const picture = renderPicture(samples, image, { frame, window: request.window });
  const { width, height, channels } = picture;
  let drawing = sharp(picture.data, { raw: { width, height, channels }, limitInputPixels: false });
  const source = request.viewport?.source;
  const part = {
    left: source?.x ?? 0,
    top: source?.y ?? 0,
    width: source?.width || width - (source?.x ?? 0),
    height: source?.height || height - (source?.y ?? 0),
  };
  if (
    part.left < 0 ||
    part.top < 0 ||
    part.width < 1 ||
    part.height < 1 ||
    part.left + part.width > width ||
    part.top + part.height > height
  ) {
    throw fail('INPUT_INVALID', { what: `the viewport lies outside the image of ${width} x ${height}` });
  }
  if (source) drawing = drawing.extract(part);
  // Square pixels: the longer side of a pixel stretches the picture, nothing is thrown away.
  const tall = pixelHeight(image, frame);
  const square = {
    width: tall < 1 ? part.width / tall : part.width,
    height: tall > 1 ? part.height * tall : part.height,
  };
  const { viewport } = request;
  const scale = viewport ? Math.min(viewport.width / square.width, viewport.height / square.height) : 1;
  const size = {
    width: Math.min(largestSide, Math.max(1, Math.round(square.width * scale))),
    height: Math.min(largestSide, Math.max(1, Math.round(square.height * scale))),
  };
  if (size.width !== part.width || size.height !== part.height) drawing = drawing.resize({ ...size, fit: 'fill' });
  if (channels === 1) drawing = drawing.toColourspace('b-w');
  return request.type === 'image/png'
    ? drawing.png({ compressionLevel: 6 }).toBuffer()
    : drawing.jpeg({ quality: request.quality }).toBuffer();
}
