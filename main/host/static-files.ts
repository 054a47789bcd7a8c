// The files of the renderer, and the headers that every answer to a page carries (the server's set).
import { readFile } from 'node:fs/promises';
import { extname, normalize, resolve, sep } from 'node:path';
import { fileTypes } from '../../core/web/file-types.ts';
import { addSecurityHeaders } from '../../core/web/headers.ts';

/** The same answer with the headers set; headers of a fetched response cannot be changed, hence the copy. */
export function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  addSecurityHeaders(headers, false);
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
  const type = fileTypes[extname(path).toLowerCase()];
  const inside = path.startsWith(root.endsWith(sep) ? root : root + sep);
  if (!type || !inside || wanted.includes('\0') || parts.some((part) => part.startsWith('.'))) return null;
  const body = await readFile(path).catch(() => null);
  if (body === null) return null;
  // The builder puts a hash into the names below /assets.
  const cache = parts[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(new Uint8Array(body), { headers: { 'content-type': type, 'cache-control': cache } });
}
