// Large buffers that are done with are freed at once.

/**
 * Frees the memory of a buffer that nobody else has. Waiting for the collector it would make it mark the whole heap, again and again,
 * and of a large object there would soon be hundreds of megabytes that are done with.
 */
export function giveBack({ buffer, length }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && length === buffer.byteLength && length > 0) buffer.transfer(0);
}
