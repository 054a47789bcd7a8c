// The headers that every answer to a page carries (OWASP ASVS 3.4): one set for the server and for the station's host.

/**
 * No inline script and no inline style: the renderer sets styles through the object model, which the policy allows.
 * Reports are shown in a frame of this origin; pictures of captchas and histograms are data or blob.
 */
const pagePolicy = (ancestors: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' blob:",
    `frame-ancestors ${ancestors}`,
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');

/** Content security policy by the content type of an answer. A PDF is drawn by the browser's own viewer, which `none` would shut out. */
export function policyFor(contentType: string, ancestors = "'self'"): string {
  if (contentType.startsWith('text/html')) return pagePolicy(ancestors);
  if (contentType.startsWith('application/pdf')) return `frame-ancestors ${ancestors}`;
  return "default-src 'none'; frame-ancestors 'none'";
}

/** What a `Headers` object does for this. */
export interface HeaderBag {
  get(name: string): string | null;
  has(name: string): boolean;
  set(name: string, value: string): void;
}

/**
 * Sets what is missing. A policy or cache rule that the answer brings stays: it knows its content better.
 * @param secure the answer goes out over HTTPS
 * @param embedders origins besides our own that may show this page in a frame (a clinicians' page in the EMR)
 */
export function addSecurityHeaders(headers: HeaderBag, secure: boolean, embedders: readonly string[] = []): void {
  if (!headers.has('content-security-policy')) {
    headers.set(
      'content-security-policy',
      policyFor(headers.get('content-type') ?? '', ["'self'", ...embedders].join(' ')),
    );
  }
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  if (secure) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
}
