// The files of the renderer, and the headers that every answer to a page carries (OWASP ASVS 3.4; the same set as the server's).
import { readFile } from 'node:fs/promises';
import { extname, normalize, resolve, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** No inline script or style; reports are shown in a frame of this origin, captchas and histograms are data or blob. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** A PDF is drawn by the browser's own viewer, which a policy of `none` would shut out. */
function policyFor(contentType: string): string {
  if (contentType.startsWith('text/html')) return pagePolicy;
  if (contentType.startsWith('application/pdf')) return "frame-ancestors 'self'";
  return "default-src 'none'; frame-ancestors 'none'";
}

/** The same answer with the headers set; headers of a fetched response cannot be changed, hence the copy. */
export function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', policyFor(headers.get('content-type') ?? ''));
  }
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** A file of the folder, never one outside it; a path without an extension is a page of the renderer. Null when there is none. */
export async function staticFile(folder: string, pathname: string): Promise<Response | null> {
  let wanted: string;
  try {
    wanted = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (extname(wanted) === '') wanted = '/index.html';
  const parts = normalize(wanted).split(/[\\/]/).filter(Boolean);
  const root = resolve(folder);
  const path = resolve(root, ...parts);
  const type = types[extname(path).toLowerCase()];
  const inside = path.startsWith(root.endsWith(sep) ? root : root + sep);
  if (!type || !inside || wanted.includes('\0') || parts.some((part) => part.startsWith('.'))) return null;
  const body = await readFile(path).catch(() => null);
  if (body === null) return null;
  // The builder puts a hash into the names below /assets.
  const cache = parts[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(new Uint8Array(body), { headers: { 'content-type': type, 'cache-control': cache } });
}
