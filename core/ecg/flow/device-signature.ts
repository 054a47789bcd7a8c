// What a recorder signs: method, path, time, nonce and the digest of the body, one a line; so a copied request is worth nothing.

export interface DeviceRequest {
  method: string;
  pathAndQuery: string;
  /** Milliseconds since 1970, as text. */
  timestamp: string;
  nonce: string;
  bodySha256Hex: string;
}

export const deviceHeaders = {
  device: 'x-device',
  timestamp: 'x-timestamp',
  nonce: 'x-nonce',
  digest: 'x-content-sha256',
  signature: 'x-signature',
} as const;

/** A signature holds this long before and after its time. */
export const deviceSkewMs = 5 * 60_000;

/** The text whose HMAC-SHA256 under the device's key is `X-Signature` (hex). */
export function deviceSigningText({ method, pathAndQuery, timestamp, nonce, bodySha256Hex }: DeviceRequest): string {
  return ['YISHU-ECG-1', method.toUpperCase(), pathAndQuery, timestamp, nonce, bodySha256Hex].join('\n');
}

/** Whether a stamp is one and lies near enough. */
export function isTimely(timestamp: string, nowMs: number): boolean {
  return /^\d{13}$/.test(timestamp) && Math.abs(Number(timestamp) - nowMs) <= deviceSkewMs;
}

/** Letters, digits and `.:_-` only: it goes into a key of the database. */
export function isNonce(text: string): boolean {
  return /^[A-Za-z0-9._:-]{8,100}$/.test(text);
}
