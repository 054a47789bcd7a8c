// The compiled codecs: JPEG 8 bit, JPEG-LS, JPEG 2000 and HTJ2K, loaded when first needed, dropped when one fails inside.
import { createRequire } from 'node:module';

export type CodecName = 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface CodecOutput {
  width: number;
  height: number;
  components: number;
  precision: number;
  /** Components lie in planes, not by pixel. */
  planar: boolean;
  /** One or two bytes a sample, little-endian; ours. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** What the modules are after Emscripten has compiled them; all four decoders have this face. */
interface DecoderObject {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  /** JPEG-LS only: 0 means that its components come one after the other. */
  getInterleaveMode?(): number;
  delete(): void;
}
type Constructor = new () => DecoderObject;
type Factory = (options: { print(): void; printErr(): void }) => Promise<Record<string, Constructor | undefined>>;

const modules: Record<CodecName, { path: string; decoder: string }> = {
  jpeg: { path: '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs', decoder: 'JPEGDecoder' },
  'jpeg-ls': { path: '@cornerstonejs/codec-charls/decodewasmjs', decoder: 'JpegLSDecoder' },
  'jpeg-2000': { path: '@cornerstonejs/codec-openjpeg/decodewasmjs', decoder: 'J2KDecoder' },
  htj2k: { path: '@cornerstonejs/codec-openjph/wasmjs', decoder: 'HTJ2KDecoder' },
};

/** The decoder said no, or its module is broken; it is loaded anew for the next frame. */
export class CodecFailure extends Error {}

export interface Codecs {
  /** @throws CodecFailure */
  decode(name: CodecName, bytes: Uint8Array): Promise<CodecOutput>;
}

export function createCodecs(): Codecs {
  const load = createRequire(import.meta.url);
  const loaded = new Map<CodecName, Promise<Constructor>>();

  function constructorOf(name: CodecName): Promise<Constructor> {
    const known = loaded.get(name);
    if (known) return known;
    const { path, decoder } = modules[name];
    const factory: Factory = load(path);
    const made = factory({ print: () => {}, printErr: () => {} }).then((module) => {
      const found = module[decoder];
      if (!found) throw new CodecFailure(`the codec ${name} has no ${decoder}`);
      return found;
    });
    loaded.set(name, made);
    return made;
  }

  function run(name: CodecName, object: DecoderObject, bytes: Uint8Array): CodecOutput {
    object.getEncodedBuffer(bytes.length).set(bytes);
    object.decode();
    const { width, height, bitsPerSample, componentCount } = object.getFrameInfo();
    // The decoded bytes lie in the module's memory, which the next frame overwrites.
    const copy = Uint8Array.from(object.getDecodedBuffer());
    const unit = bitsPerSample > 8 ? 2 : 1;
    if (copy.length < width * height * componentCount * unit || copy.length === 0) {
      throw new CodecFailure(`the ${name} stream gave ${copy.length} bytes for ${width} x ${height} pixels`);
    }
    const planar = componentCount > 1 && object.getInterleaveMode?.() === 0;
    return { width, height, components: componentCount, precision: bitsPerSample, planar, bytes: copy };
  }

  return {
    async decode(name, bytes) {
      const Decoder = await constructorOf(name);
      const object = new Decoder();
      let failed = true;
      try {
        const output = run(name, object, bytes);
        failed = false;
        return output;
      } catch (cause) {
        if (cause instanceof CodecFailure) throw cause;
        // Exceptions of the compiled code arrive as numbers; their texts are lost with the module.
        const detail = cause instanceof Error ? `: ${cause.message.slice(0, 120)}` : '';
        throw new CodecFailure(`the ${name} stream is damaged${detail}`, { cause });
      } finally {
        if (failed) loaded.delete(name);
        else object.delete();
      }
    },
  };
}
