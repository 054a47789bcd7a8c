// Samples as the pixel routes send them: plain little-endian values, their form in three headers.
import { type SampleKind, type Samples, sampleKinds } from '../../../core/imaging/pixels/samples.ts';
import { isErrorCode } from '../../../core/kernel/errors.ts';

const bytesOf: Record<SampleKind, number> = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, rgb8: 3 };

/** @throws when the bytes are not what the form needs: half a picture is no picture */
export function samplesFrom(kind: string, width: number, height: number, bytes: ArrayBuffer): Samples {
  const known = sampleKinds.find((one) => one === kind);
  if (!known) throw new Error(`unknown form of pixels: ${kind}`);
  if (!(width > 0 && height > 0) || bytes.byteLength !== width * height * bytesOf[known]) {
    throw new Error(`${bytes.byteLength} bytes are no ${width} x ${height} ${known}`);
  }
  switch (known) {
    case 'u8':
    case 'rgb8':
      return { kind: known, width, height, data: new Uint8Array(bytes) };
    case 'i8':
      return { kind: known, width, height, data: new Int8Array(bytes) };
    case 'u16':
      return { kind: known, width, height, data: new Uint16Array(bytes) };
    case 'i16':
      return { kind: known, width, height, data: new Int16Array(bytes) };
    case 'u32':
      return { kind: known, width, height, data: new Uint32Array(bytes) };
    case 'i32':
      return { kind: known, width, height, data: new Int32Array(bytes) };
    case 'f32':
      return { kind: known, width, height, data: new Float32Array(bytes) };
    default:
      return known satisfies never;
  }
}

/** @throws with the server's own words where it gives them */
export async function readSamples(answer: Response): Promise<Samples> {
  if (!answer.ok) throw new Error(await reasonOf(answer));
  const header = (name: string) => answer.headers.get(name) ?? '';
  return samplesFrom(
    header('x-pixel-kind'),
    Number(header('x-width')),
    Number(header('x-height')),
    await answer.arrayBuffer(),
  );
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => '');
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) {
      const { code, message, detail } = parsed as Record<string, unknown>;
      const about = typeof detail === 'object' && detail !== null && 'what' in detail ? detail.what : '';
      const said = [code, isErrorCode(code) ? about : message].filter(
        (part) => typeof part === 'string' && part !== '',
      );
      if (said.length > 0) return said.join(' ');
    }
  } catch {
    // Plain text, then.
  }
  return text.slice(0, 200) || `HTTP ${answer.status}`;
}
