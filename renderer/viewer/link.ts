// The link's side of the page: the token out of the address, the study behind it, and pixels asked for with it.
import type { LinkedReport, LinkedStudy } from '../../core/imaging/linked-study.ts';
import { emptySetup } from '../../core/imaging/reading/setup.ts';
import { pixelImaging } from '../imaging/server-source.ts';
import type { ImagingSource } from '../imaging/source.ts';

export const refusals = ['expired', 'malformed', 'signature', 'study', 'offline'] as const;
export type Refusal = (typeof refusals)[number];

/** What the address names: a token, or why there is none. */
export type Place = { token: string } | { refused: Refusal };

export function placeOf(pathname: string): Place {
  const last = pathname.split('/').at(-1) ?? '';
  const refused = refusals.find((refusal) => last === `refused-${refusal}`);
  if (refused) return { refused };
  return /^[A-Za-z0-9_-]{43}$/.test(last) ? { token: last } : { refused: 'malformed' };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export type Opened = { study: LinkedStudy; report: LinkedReport } | { refused: Refusal };

/** The token goes in a header, never in the address of a request that other programs log. */
export async function openLink(token: string, signal: AbortSignal): Promise<Opened> {
  const ask = (path: string) => fetch(path, { headers: bearer(token), signal, cache: 'no-store' });
  try {
    const [study, report] = await Promise.all([ask('/imaging/manifest'), ask('/imaging/linked-report')]);
    if (study.status === 401) return { refused: 'expired' };
    if (study.status === 404) return { refused: 'study' };
    if (!study.ok) return { refused: 'offline' };
    const told: LinkedReport = report.ok ? await report.json() : { released: null };
    return { study: await study.json(), report: told };
  } catch {
    return { refused: 'offline' };
  }
}

/** Drawings of readers who have not signed are their own business: the page shows the pictures. */
export function linkedImaging(token: string, { manifest, presets }: LinkedStudy): ImagingSource {
  const pictures = pixelImaging(
    {
      manifest: async () => manifest,
      annotations: async () => [],
      saveAnnotations: async () => {
        throw new Error('the clinicians’ page saves nothing');
      },
    },
    bearer(token),
  );
  const none = { version: 0, doc: emptySetup };
  const department = { version: 0, doc: { ...emptySetup, presets }, mayEdit: false };
  return { ...pictures, readingSetups: async () => ({ person: none, department }) };
}

/** The browser's own PDF viewer opens it, on a phone too. */
export const reportAddress = (token: string) => `/view/${token}/report.pdf`;
