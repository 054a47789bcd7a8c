// What a page may do in our window, as data: its origin, its content policy, the permissions, the addresses outside.
// Numbers in brackets here and in the tests are the items of Electron's security checklist (docs/tutorial/security.md).
import { policyFor } from '../../core/web/headers.ts';

export const scheme = 'yishu';
export const origin = `${scheme}://station`;

/** (7) Headers of every answer, whatever the host said. */
export function securityHeaders(contentType: string): [string, string][] {
  return [
    ['content-security-policy', policyFor(contentType)],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
  ];
}

/** (5) Electron grants every permission by default; here what is not in this table is refused. */
export const grantedPermissions: ReadonlySet<string> = new Set([
  // Copying a barcode or a report number, after a key press or click only.
  'clipboard-sanitized-write',
  // The grid on a wall screen.
  'fullscreen',
]);

/** Addresses of what Chromium itself needs to draw our page: inline pictures, and its viewer of PDF documents. */
const insideAddresses = [
  `${origin}/`,
  'blob:',
  'data:',
  'devtools://',
  'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/',
];

const parse = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined);

/** (1) An address of our own page and host, exactly: not a host that begins like it, not one with a user name or port. */
export function isOurs(url: string): boolean {
  const parsed = parse(url);
  return (
    parsed?.protocol === `${scheme}:` && parsed.host === 'station' && parsed.username === '' && parsed.password === ''
  );
}

/** (1, 8) What the window may load at all; everything else is cancelled before it reaches the network. */
export function mayLoad(url: string): boolean {
  return isOurs(url) || insideAddresses.some((start) => url.startsWith(start));
}

/** (13) Where a frame inside the page may go: the print preview shows our own documents. */
export function mayFrame(url: string): boolean {
  return isOurs(url) || url.startsWith(`blob:${origin}/`) || url === 'about:blank';
}

/** (15) Opened in the person's browser: https, a host that the table names, no user name in it. */
export const outsideHosts: readonly string[] = [];

export function mayOpenOutside(url: string, hosts: readonly string[] = outsideHosts): boolean {
  const parsed = parse(url);
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') return false;
  return hosts.includes(parsed.host);
}
