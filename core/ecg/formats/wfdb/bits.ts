// Bits of a byte array from the highest down, and the two checksums of a FLAC frame.

export class BitReader {
  readonly bytes: Uint8Array;
  /** Place in bits. */
  at: number;

  constructor(bytes: Uint8Array, byte = 0) {
    this.bytes = bytes;
    this.at = byte * 8;
  }

  get byte(): number {
    return Math.ceil(this.at / 8);
  }

  get isPast(): boolean {
    return this.at > this.bytes.length * 8;
  }

  /** Up to 32 bits, unsigned; noughts past the end. */
  unsigned(count: number): number {
    let value = 0;
    for (let left = count; left > 0; ) {
      const used = this.at & 7;
      const taken = Math.min(left, 8 - used);
      const byte = this.bytes[this.at >>> 3] ?? 0;
      value = value * 2 ** taken + ((byte >> (8 - used - taken)) & ((1 << taken) - 1));
      this.at += taken;
      left -= taken;
    }
    return value;
  }

  signed(count: number): number {
    const value = this.unsigned(count);
    return count > 0 && value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  /** Noughts before the next one; stops at the end. */
  unary(): number {
    let zeros = 0;
    const end = this.bytes.length * 8;
    while (this.at < end && this.unsigned(1) === 0) zeros++;
    if (this.at >= end) this.at = Math.max(this.at, end);
    return zeros;
  }
}

function remainder(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  const top = 2 ** (width - 1);
  const mask = 2 ** width - 1;
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) crc = (crc & top ? (crc << 1) ^ polynomial : crc << 1) & mask;
  }
  return crc;
}

export const flacCrc8 = (bytes: Uint8Array): number => remainder(bytes, 8, 0x07);
export const flacCrc16 = (bytes: Uint8Array): number => remainder(bytes, 16, 0x8005);
