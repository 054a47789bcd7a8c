// A logo: read by what its bytes are, decoded to prove it, and kept as a PNG of its own in the database. Nothing is ever linked.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { type SvgRefusal, svgVerdict } from '../../../../core/reporting/logo-svg.ts';
import { logoLimits, type StoredLogo } from '../../../../core/reporting/paper-layout-contract.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { logoPicture } from './store.ts';

type Refusal = SvgRefusal | 'tooLarge' | 'kind' | 'broken' | 'pixels' | 'shape';

const refused = (reason: Refusal, what = '') => fail('INPUT_INVALID', { fields: ['file'], reason, what });

/** Long side of what is kept: 60 mm at 600 dpi. */
const keptPixels = 1500;

const starts = (bytes: Buffer, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

function kindOf(bytes: Buffer): 'raster' | 'svg' {
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) || starts(bytes, [0xff, 0xd8, 0xff]))
    return 'raster';
  if (/^\uFEFF?\s*</u.test(bytes.subarray(0, 200).toString('utf8'))) return 'svg';
  throw refused('kind');
}

function requireUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('notSvg', 'UTF-8');
  }
}

/** The picture itself decides: a broken one fails here and not on the day of printing. @throws INPUT_INVALID with the reason */
export async function normalisedLogo(bytes: Buffer): Promise<{ picture: Buffer; width: number; height: number }> {
  if (bytes.length > logoLimits.bytes) throw refused('tooLarge');
  const kind = kindOf(bytes);
  if (kind === 'svg') {
    const { refusal, what } = svgVerdict(requireUtf8(bytes));
    if (refusal !== null) throw refused(refusal, what.slice(0, 80));
  }
  const limitInputPixels = logoLimits.mostPixels ** 2;
  const read = await sharp(bytes, { limitInputPixels })
    .metadata()
    .catch(() => null);
  if (!read) throw refused('broken');
  const { width, height } = read;
  const shape = width / height;
  if (!(shape >= logoLimits.leastShape && shape <= logoLimits.mostShape))
    throw refused('shape', `${width} × ${height}`);
  const isRaster = kind === 'raster';
  if (isRaster && (Math.min(width, height) < logoLimits.leastPixels || Math.max(width, height) > logoLimits.mostPixels))
    throw refused('pixels', `${width} × ${height}`);
  // A drawing has no pixels: it gets as many as are kept.
  const density = isRaster ? undefined : Math.min(2400, Math.max(1, (72 * keptPixels) / Math.max(width, height)));
  const drawn = await sharp(bytes, { limitInputPixels, failOn: 'error', ...(density ? { density } : {}) })
    .rotate()
    .resize({ width: keptPixels, height: keptPixels, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .png()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
  if (!drawn) throw refused('broken');
  return { picture: drawn.data, width: drawn.info.width, height: drawn.info.height };
}

/** @throws RIGHT_MISSING, INPUT_INVALID with the reason */
export async function saveLogo(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; file: string },
): Promise<StoredLogo> {
  // Before anything is decoded for somebody who may not.
  requireAccess(caller, 'dictionary.edit');
  const { picture, width, height } = await normalisedLogo(Buffer.from(input.file, 'base64'));
  const id = createHash('sha256').update(picture).digest('hex');
  const request = {
    ...input.command,
    name: 'examReports.saveLogo',
    right: 'dictionary.edit' as const,
    subject: id.slice(0, 12),
    input,
  };
  return kernel.command(caller, request, async (work) => {
    await work.tx
      .insertInto('report_logo')
      .values({ id, width, height, picture, saved_at: work.now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    return { id, width, height };
  });
}

/** /exam-reports/logo?id=SHA256: for the editor; its address is its content, so it never changes. */
export function logoRoute(kernel: Kernel): PlainRoute {
  return {
    method: 'GET',
    path: '/exam-reports/logo',
    public: false,
    async handle(request, caller) {
      requireAccess(caller, 'dictionary.edit');
      const id = new URL(request.url).searchParams.get('id') ?? '';
      const picture = /^[0-9a-f]{64}$/u.test(id) ? await logoPicture(kernel.db, id) : null;
      if (!picture) throw fail('NOT_FOUND', { what: 'logo', logoId: id.slice(0, 64) });
      return new Response(new Uint8Array(picture), {
        headers: { 'content-type': 'image/png', 'cache-control': 'private, max-age=86400, immutable' },
      });
    },
  };
}
