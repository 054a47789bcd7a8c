// How an enrolled workstation signs its requests, written once for host and server. The hashing is passed in: core does no I/O.

export const stationHeaders = {
  station: 'x-yishu-station',
  timestamp: 'x-yishu-timestamp',
  nonce: 'x-yishu-nonce',
  signature: 'x-yishu-signature',
  /** Token of the person's session; accepted from signed stations only, and given to them at login. */
  session: 'x-yishu-session',
} as const;

/** The clocks of station and server may differ by this much. */
export const signatureWindowMs = 300_000;
/** A nonce is remembered longer than any of its requests can be valid. */
export const nonceKeptMs = 600_000;

export interface SignedRequest {
  method: string;
  /** As it stands in the request line: path, and `?query` when there is one. */
  pathAndQuery: string;
  /** Milliseconds since 1970, decimal. */
  timestamp: string;
  /** Anything that the station never used before; at least 16 characters. */
  nonce: string;
  /** SHA-256 of the body's bytes, lower-case hex; of no bytes when there is no body. */
  bodySha256Hex: string;
}

/** The text that is signed: five lines, no line end after the last. */
export function stationSignatureText(request: SignedRequest): string {
  return [
    request.method.toUpperCase(),
    request.pathAndQuery,
    request.timestamp,
    request.nonce,
    request.bodySha256Hex,
  ].join('\n');
}

/**
 * The headers of a signed request.
 * @param hmacSha256Hex HMAC-SHA-256 of the text under the station's secret (its characters as UTF-8 bytes), lower-case hex
 */
export function signStationRequest(
  stationId: string,
  request: SignedRequest,
  hmacSha256Hex: (text: string) => string,
): Record<string, string> {
  return {
    [stationHeaders.station]: stationId,
    [stationHeaders.timestamp]: request.timestamp,
    [stationHeaders.nonce]: request.nonce,
    [stationHeaders.signature]: hmacSha256Hex(stationSignatureText(request)),
  };
}
