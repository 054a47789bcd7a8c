// C-STORE of one instance over an exchange: the context that fits it, its bytes as they lie, the status that came back.
import type { Exchange } from '../dimse/exchange.ts';
import { status } from '../dimse/status.ts';
import type { AcceptedContext } from '../ul/negotiation.ts';
import type { OutgoingInstance } from './contexts.ts';

export interface StoreOptions {
  /** Who asked for it by C-MOVE (PS3.7 9.1.1.1). */
  moveOriginator?: { aeTitle: string; messageId: number };
  onProgress?: (sentBytes: number) => void;
}

export interface StoreResult {
  /** DIMSE status; 0122H with `sent: false` when no context was agreed for it. */
  status: number;
  comment: string;
  sent: boolean;
  transferSyntaxUid: string | null;
}

/** The agreed context for an instance, its own syntax before others. */
export function contextFor(
  exchange: Exchange,
  instance: Pick<OutgoingInstance, 'sopClassUid' | 'transferSyntaxUids'>,
): AcceptedContext | undefined {
  const fitting = [...(exchange.agreement?.contexts.values() ?? [])].filter(
    (context) => context.weAreScu && context.abstractSyntax === instance.sopClassUid,
  );
  for (const syntax of instance.transferSyntaxUids) {
    const found = fitting.find((context) => context.transferSyntax === syntax);
    if (found) return found;
  }
  return undefined;
}

async function* resumed(
  first: IteratorResult<Uint8Array>,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; !next.done; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
}

/** Sends one instance; rejects only when the association ended or the bytes could not be read. */
export async function storeInstance(
  exchange: Exchange,
  instance: OutgoingInstance,
  { moveOriginator, onProgress }: StoreOptions = {},
): Promise<StoreResult> {
  const context = contextFor(exchange, instance);
  if (!context) {
    const comment = 'The peer took no presentation context for this class and syntax.';
    return { status: status.classNotSupported, comment, sent: false, transferSyntaxUid: null };
  }
  // The first chunk before the command: bytes that cannot be had then cost a status and not the association.
  const chunks = instance.open(context.transferSyntax)[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array>;
  try {
    first = await chunks.next();
  } catch (error) {
    const comment = `The instance cannot be read: ${String(error)}`;
    return { status: status.processingFailure, comment, sent: false, transferSyntaxUid: context.transferSyntax };
  }
  const responses = exchange.ask(
    context.id,
    {
      kind: 'C-STORE-RQ',
      hasDataSet: true,
      messageId: exchange.nextMessageId(),
      affectedSopClassUid: instance.sopClassUid,
      affectedSopInstanceUid: instance.sopInstanceUid,
      priority: 0,
      moveOriginatorAe: moveOriginator?.aeTitle,
      moveOriginatorMessageId: moveOriginator?.messageId,
    },
    { data: resumed(first, chunks), onProgress },
  );
  let last = { status: status.processingFailure as number, comment: '' };
  for await (const { response } of responses) {
    last = { status: response.status, comment: response.errorComment ?? '' };
  }
  return { ...last, sent: true, transferSyntaxUid: context.transferSyntax };
}
