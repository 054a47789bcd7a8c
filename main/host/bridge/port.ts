// The little that the fetch bridge asks of a message port, for worker_threads and for Electron's MessagePortMain.
import type { MessagePort as NodeMessagePort } from 'node:worker_threads';

export interface BridgePort {
  /** Buffers named in `transfer` are the receiver's afterwards, where the port can do that. */
  post(message: object, transfer?: ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when either end closed or the other process died. */
  onClose(listener: () => void): void;
  close(): void;
}

export function nodePort(port: NodeMessagePort): BridgePort {
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}

/** Shape of Electron's MessagePortMain, so that nothing here depends on Electron. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** MessagePortMain transfers ports only: buffers are copied by the structured clone. */
export function electronPort(port: ElectronPort): BridgePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}
