// Sockets that read into one piece of memory again and again: node makes new memory for each read, and at hundreds of megabytes a second
// the collector that frees it took as much of the processors as enciphering the images.
import { Socket } from 'node:net';

/** What a fast sender has ready at once; the piece, its ciphertext and the object's memory stay in the processor's cache together. */
export const readBytes = 1 << 18;

/**
 * Node offers such reads (`onread`) for sockets that connect, not for those that a server accepts. This moves the connection to a socket
 * that has them. Where node's insides are not as expected the socket stays as it is.
 * @param memory of all such sockets of a thread: a `data` event's bytes are its listener's only until it returns
 */
export function readInto(memory: Uint8Array, socket: Socket): Socket {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null || !('useUserBuffer' in handle)) return socket;
  const options = {
    handle,
    onread: {
      buffer: memory,
      callback(bytes: number): boolean {
        moved.emit('data', memory.subarray(0, bytes));
        return true;
      },
    },
  };
  Reflect.set(socket, '_handle', null);
  const moved = new Socket(options);
  // Without its connection it only takes itself off the server's count.
  socket.destroy();
  return moved;
}

export const readMemory = (): Uint8Array => Buffer.allocUnsafeSlow(readBytes);
