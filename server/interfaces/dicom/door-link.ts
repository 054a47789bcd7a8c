// The thread's side of the talk with the server: calls with their answers, and the promise to tell when a peer has lost interest.
import type { MessagePort } from 'node:worker_threads';
import { DimseFailure } from './dimse/status.ts';
import type { CallName, DoorCalls, FromDoor, SentError, ToDoor } from './door-messages.ts';

export interface DoorLink {
  post(message: FromDoor): void;
  /** @param options.transfer buffers that are handed over */
  ask<Name extends CallName>(
    call: Name,
    input: DoorCalls[Name]['input'],
    options?: { signal?: AbortSignal; transfer?: ArrayBuffer[] },
  ): Promise<DoorCalls[Name]['output']> & { id: number };
}

export function sentError(error: unknown): SentError {
  if (error instanceof DimseFailure) {
    return { status: error.status, message: error.message, offending: error.offending };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function receivedError(error: SentError): Error {
  return 'status' in error ? new DimseFailure(error.status, error.message, error.offending) : new Error(error.message);
}

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** @param other what is no answer to a call */
export function createDoorLink(port: MessagePort, other: (message: ToDoor) => void): DoorLink {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  port.on('message', (message: ToDoor) => {
    if (message.kind !== 'answer' && message.kind !== 'refusal') {
      other(message);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'refusal') call?.reject(receivedError(message.error));
    // The server answers each call by the type that DoorCalls gives it; a port carries no types.
    else call?.resolve(message.value as never);
  });
  return {
    post: (message) => port.postMessage(message),
    ask(call, input, { signal, transfer = [] } = {}) {
      lastId += 1;
      const id = lastId;
      const cancel = () => port.postMessage({ kind: 'cancel', id } satisfies FromDoor);
      const answer = new Promise<never>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        port.postMessage({ call, id, input }, transfer);
        if (signal?.aborted) cancel();
        else signal?.addEventListener('abort', cancel, { once: true });
      });
      return Object.assign(
        answer.finally(() => signal?.removeEventListener('abort', cancel)),
        { id },
      );
    },
  };
}
