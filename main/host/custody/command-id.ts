// The idempotency key of a command that is made from a message: computed, so that a crash between two steps never doubles it.
import { createHash } from 'node:crypto';

/** A UUID of version 8 (RFC 9562 5.8) from the inbox id of a message and the place of the part in it. */
export function commandIdOf(messageId: string, part: number): string {
  const digest = createHash('sha256').update(`${messageId}:${part}`).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
