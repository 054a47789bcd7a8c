// What travels over the fetch bridge: one request and one answer per id, their bodies in pieces that the reader pays for.

/** Pieces of a body that may be under way before the reader has taken any. */
export const creditWindow = 8;
/** A longer piece is cut, so that one body cannot hold the port for long. */
export const largestPiece = 4 * 1024 * 1024;

export type HeaderList = [name: string, value: string][];

/** About either body of a call: the request's travels from client to server, the answer's the other way. */
export type BodyMessage =
  | { kind: 'piece'; id: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'end'; id: number }
  /** The body broke off; the reader sees an error, never a short body that looks whole. */
  | { kind: 'cut'; id: number; reason: string }
  /** The reader took this many pieces. */
  | { kind: 'credit'; id: number; pieces: number }
  /** The reader wants no more. */
  | { kind: 'stop'; id: number };

export type BridgeMessage =
  | { kind: 'request'; id: number; method: string; url: string; headers: HeaderList; hasBody: boolean }
  | { kind: 'head'; id: number; status: number; statusText: string; headers: HeaderList; hasBody: boolean }
  /** The handler threw: there is no answer. */
  | { kind: 'failed'; id: number; reason: string }
  /** The caller gave up the whole call. */
  | { kind: 'abort'; id: number }
  | BodyMessage;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isBytes: Check = (value) => value instanceof Uint8Array;
const isHeaders: Check = (value) =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isText));

const fieldsOf: Record<BridgeMessage['kind'], Record<string, Check>> = {
  request: { method: isText, url: isText, headers: isHeaders, hasBody: isFlag },
  head: { status: isCount, statusText: isText, headers: isHeaders, hasBody: isFlag },
  failed: { reason: isText },
  abort: {},
  piece: { bytes: isBytes },
  end: {},
  cut: { reason: isText },
  credit: { pieces: isCount },
  stop: {},
};

const isKind = (kind: unknown): kind is BridgeMessage['kind'] =>
  typeof kind === 'string' && Object.hasOwn(fieldsOf, kind);

function isBridgeMessage(value: object): value is BridgeMessage {
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('kind');
  if (!isKind(kind) || !isCount(fields.get('id'))) return false;
  return Object.entries(fieldsOf[kind]).every(([name, check]) => check(fields.get(name)));
}

/** The message, or undefined when it is none: the other end is our own, but nothing crosses a boundary unlooked at. */
export function readMessage(value: unknown): BridgeMessage | undefined {
  return typeof value === 'object' && value !== null && isBridgeMessage(value) ? value : undefined;
}
