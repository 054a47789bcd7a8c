// The code on a report by which anybody can ask the server whether it is genuine (LAB-60): random, so that it cannot be guessed or counted.

// Crockford's base 32: no I, L, O, U, which people read as 1, 1, 0, V.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;
/** 12 characters of 5 bits take 60 bits. */
export const VERIFICATION_CODE_BYTES = 8;

/** Twelve characters from eight random bytes (the last four bits are not used). */
export function verificationCode(random: Uint8Array): string {
  if (random.length < VERIFICATION_CODE_BYTES)
    throw new RangeError(`${VERIFICATION_CODE_BYTES} random bytes are needed`);
  let bits = 0n;
  for (const byte of random.subarray(0, VERIFICATION_CODE_BYTES)) bits = (bits << 8n) | BigInt(byte);
  let code = '';
  for (let index = 0; index < LENGTH; index += 1) {
    const shift = BigInt(VERIFICATION_CODE_BYTES * 8 - 5 * (index + 1));
    code += ALPHABET[Number((bits >> shift) & 31n)] ?? '';
  }
  return code;
}

/** As printed: `7K3M-0QXA-9TZ2`; groups of four are read over the telephone without a slip. */
export function printedCode(code: string): string {
  return code.match(/.{1,4}/gu)?.join('-') ?? code;
}

/** What somebody typed or scanned, in the stored form: case, dashes and the look-alikes I, L, O do not matter. Null when it is no code. */
export function readCode(typed: string): string | null {
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/gu, '').replaceAll('O', '0').replace(/[IL]/gu, '1');
  return code.length === LENGTH && [...code].every((char) => ALPHABET.includes(char)) ? code : null;
}
