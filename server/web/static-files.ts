// Serves the built renderer for the pure browser mode: files of one folder, nothing outside it.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileTypes } from '../../core/web/file-types.ts';

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch {
    return null;
  }
}

/** The pages of other systems' users open at `/view/TOKEN`, `/ecg-view/TOKEN` and `/remote-request/TOKEN`; what they are opened with is their own affair. */
function viewerPage(pathname: string): string | null {
  if (/^\/view\/[^/]+$/.test(pathname)) return 'index.html';
  if (/^\/remote-request\/[^/]+$/.test(pathname)) return 'remote-request.html';
  return /^\/ecg-view\/[^/]+$/.test(pathname) ? 'ecg.html' : null;
}

/** @returns null when there is no such file; a path without an extension is a page of the renderer */
export async function staticFile(folder: string, pathname: string): Promise<Response | null> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const parts = normalize(decoded).split(/[\\/]/).filter(Boolean);
  if (parts.some((part) => part.startsWith('.') || part.includes('\0'))) return null;
  const viewer = viewerPage(decoded);
  const path = viewer
    ? join(folder, 'viewer', viewer)
    : extname(decoded) === ''
      ? join(folder, 'index.html')
      : join(folder, ...parts);
  const type = fileTypes[extname(path)];
  if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep) || !type) return null;
  const body = await read(path);
  if (!body) return null;
  // The builder puts a hash into the names below /assets.
  const cache = pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(body, { headers: { 'content-type': type, 'cache-control': cache } });
}
