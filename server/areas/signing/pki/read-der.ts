// Reading BER and DER: a parsed value with its children, its content and its own bytes; whatever does not fit is one kind of error.
import { Buffer } from 'node:buffer';
import { fromBER } from 'asn1js';

/** Says what is not as the standard has it; callers turn it into an error for people. */
export class DerError extends Error {}

export interface Node {
  /** 1 universal, 3 context-specific, as asn1js counts. */
  tagClass: number;
  tag: number;
  children: readonly Node[];
  /** The content; of a constructed string its parts put together. */
  content: Buffer;
  /** The whole value with its tag and length. */
  bytes: Buffer;
  /** Dotted, of an object identifier. */
  oid: string;
}

type Block = ReturnType<typeof fromBER>['result'];

function childrenOf(block: Block): Block[] {
  const value: unknown = Reflect.get(block.valueBlock, 'value');
  return Array.isArray(value) ? value : [];
}

/** X.690 8.19: seven bits a byte, the first number carries two arcs. */
function dotted(content: Buffer): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}

function nodeOf(block: Block): Node {
  const { tagClass, tagNumber: tag, isConstructed } = block.idBlock;
  const children = isConstructed ? childrenOf(block).map(nodeOf) : [];
  const bytes = Buffer.from(block.valueBeforeDecodeView);
  const content = isConstructed
    ? Buffer.concat(children.map((child) => child.content))
    : bytes.subarray(bytes.length - block.valueBlock.blockLength);
  const oid = tagClass === 1 && tag === 6 ? dotted(content) : '';
  return { tagClass, tag, children, content, bytes, oid };
}

/** @throws DerError for anything but exactly one value */
export function readDer(bytes: Uint8Array, what: string): Node {
  const { offset, result } = fromBER(Buffer.from(bytes));
  if (offset === -1 || result.error) throw new DerError(`${what}: not ASN.1`);
  if (offset !== bytes.byteLength) throw new DerError(`${what}: bytes after its end`);
  return nodeOf(result);
}

/** The child at a place. @throws DerError */
export function at(node: Node, index: number, what: string): Node {
  const child = node.children[index];
  if (!child) throw new DerError(`${what}: a part is missing`);
  return child;
}

/** An INTEGER that counts something. @throws DerError when it is no such number */
export function countOf(node: Node, what: string): number {
  if (node.tag !== 2 || node.content.length > 6) throw new DerError(`${what}: not a number`);
  return node.content.length === 0 ? 0 : node.content.readUIntBE(0, node.content.length);
}

export const isContext = (node: Node | undefined, tag: number): node is Node =>
  node !== undefined && node.tagClass === 3 && node.tag === tag;
