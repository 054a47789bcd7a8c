// Text of an XML document: the encoding of its byte order mark, else of its prolog (XML 1.0 appendix F), else as found.
import { EcgRefusal, type ProblemList } from '../refusal.ts';

/** What prologs say that the Encoding Standard calls otherwise; GB 18030 holds all of GB 2312 and GBK. */
const aliases: Record<string, string> = {
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
};

/** The encoding as TextDecoder knows it; `undefined` for one that it does not, and for what would read anything. */
function decoderOf(name: string): string | undefined {
  try {
    const { encoding } = new TextDecoder(aliases[name] ?? name);
    return /^(replacement|x-user-defined)$/.test(encoding) ? undefined : encoding;
  } catch {
    return undefined;
  }
}

const starts = (bytes: Uint8Array, ...head: number[]) => head.every((byte, at) => bytes[at] === byte);

/** Encoding that the first bytes show beyond doubt. */
function marked(bytes: Uint8Array): string | undefined {
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0x3c, 0)) return 'utf-16le';
  if (starts(bytes, 0xfe, 0xff) || starts(bytes, 0, 0x3c)) return 'utf-16be';
  return starts(bytes, 0xef, 0xbb, 0xbf) ? 'utf-8' : undefined;
}

function declared(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 256));
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]?.toLowerCase();
}

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Without the NULs that fill the last block of a file; one more belongs to the last character of UTF-16. */
function withoutFilling(bytes: Uint8Array): Uint8Array {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  const isWide = marked(bytes) === 'utf-16le' && length < bytes.length;
  return bytes.subarray(0, isWide ? length + 1 : length);
}

/**
 * The document as text, without byte order mark; a prolog may name any encoding of the WHATWG Encoding Standard. Bytes that are not of the encoding they claim are tried as GB 18030,
 * which carts in China write under a UTF-8 prolog; the doubt becomes a problem. Throws `UNSUPPORTED` for other encodings.
 */
export function decodeXml(file: Uint8Array, problems: ProblemList): string {
  const bytes = withoutFilling(file);
  const name = marked(bytes) ?? declared(bytes) ?? 'utf-8';
  const encoding = decoderOf(name);
  if (!encoding) throw new EcgRefusal('UNSUPPORTED', 'prolog', `The XML encoding "${name}" is not read`);
  // A prolog in single bytes that says UTF-16 is what tools leave that re-save a file as UTF-8.
  const wide = encoding.startsWith('utf-16') && !marked(bytes);
  if (wide) problems.add('ENCODING_WRONG', 'prolog', `The prolog says ${name}, the bytes are UTF-8`);
  const used = wide ? 'utf-8' : encoding;
  const text = strictly(used, bytes);
  if (text !== undefined) return text;
  const guessed = used === 'utf-8' ? strictly('gb18030', bytes) : undefined;
  if (guessed !== undefined) {
    problems.add('ENCODING_WRONG', 'prolog', `The bytes are not ${used}; read as GB 18030`);
    return guessed;
  }
  problems.add('TEXT_DAMAGED', 'document', `Some bytes are not ${used}; their characters are lost`);
  return new TextDecoder(used).decode(bytes);
}
