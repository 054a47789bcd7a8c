// SHA-256 fingerprints of certificates between how programs print them and how they are kept.

const digits = 64;

/** As OpenSSL prints it: `AB:CD:…`. */
export const printed = (fingerprint: string): string => fingerprint.toUpperCase().match(/../g)?.join(':') ?? '';

/** Typed or pasted, one or several, with colons, spaces or line breaks anywhere; null when it is none. */
export function fingerprintsIn(text: string): string[] | null {
  const hex = text.replaceAll(/SHA-?256|fingerprint|[\s:=,;，；：]/gi, '').toLowerCase();
  if (!/^[0-9a-f]*$/.test(hex) || hex.length % digits !== 0) return null;
  return [...new Set(hex.match(/.{64}/g) ?? [])];
}
