// Routes of the clinicians' page: signed links in, one study's manifest out. The page itself is a file of the renderer (viewer/index.html).

import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { LinkedStudy } from '../../../core/imaging/linked-study.ts';
import { calendarAge } from '../../../core/kernel/age.ts';
import { errorTable, fail, YishuError } from '../../../core/kernel/errors.ts';
import { instantAt } from '../../../core/kernel/hospital-time.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import { bearerOf } from './door.ts';
import { studyManifest } from './query/manifest.ts';
import { presetsOfStudy } from './reading-setups.ts';
import { checkToken } from './tokens.ts';
import { exchangeLink } from './view-links.ts';

/** 20260131 -> 2026-01-31; empty when it is no date. */
function isoDate(da: string): string {
  return /^\d{8}$/.test(da) ? `${da.slice(0, 4)}-${da.slice(4, 6)}-${da.slice(6)}` : '';
}

/** Age at the study as an AS value (PS3.5 6.2), so that the day of birth need not leave the house. */
function ageAtStudy({ age, birthDate, date }: StudyManifest): string {
  if (age) return age;
  const on = isoDate(date);
  const found = on ? calendarAge(isoDate(birthDate) || null, instantAt(on) ?? '') : null;
  if (!found) return '';
  const [count, unit] =
    found.years > 1
      ? [found.years, 'Y']
      : found.years * 12 + found.months > 0
        ? [found.years * 12 + found.months, 'M']
        : [found.days, 'D'];
  return `${String(count).padStart(3, '0')}${unit}`;
}

/** The last four tell patients apart; a link that was passed on shows no number that opens something elsewhere. */
const masked = (number: string) => '*'.repeat(Math.max(0, number.length - 4)) + number.slice(-4);

/** The name stays, since a clinician must see whose images these are; numbers are masked as on every screen. */
function forLink(manifest: StudyManifest): StudyManifest {
  return {
    ...manifest,
    patientId: masked(manifest.patientId),
    accession: masked(manifest.accession),
    age: ageAtStudy(manifest),
    birthDate: '',
  };
}

export function refusal(error: unknown): Response {
  if (!(error instanceof YishuError)) throw error;
  const { code, message, detail } = error;
  return Response.json({ code, message, detail }, { status: errorTable[code].http });
}

export function viewRoutes(kernel: Kernel): PlainRoute[] {
  const signedLink: PlainRoute = {
    method: 'GET',
    path: '/view',
    public: true,
    async handle(request, caller) {
      const answer = await exchangeLink(kernel, caller, new URL(request.url).searchParams);
      const location = 'token' in answer ? `/view/${answer.token}` : `/view/refused-${answer.refused}`;
      return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
    },
  };
  const manifest: PlainRoute = {
    method: 'GET',
    path: '/imaging/manifest',
    public: true,
    tokens: true,
    async handle(request, caller) {
      try {
        const grant = await checkToken(kernel, bearerOf(request) ?? '');
        // A program's key to the whole archive names no study: it asks over DICOMweb.
        const { studyUid } = grant;
        if (studyUid === null) throw fail('NOT_FOUND', { what: 'study' });
        const visitor = { ...caller, person: null, rights: [], mode: 'system' as const };
        const entry = { act: 'imaging.openLink', subject: studyUid, detail: grant.label };
        const [found, presets] = await kernel.read(
          visitor,
          null,
          entry,
          async (db) => [await studyManifest(db, studyUid), await presetsOfStudy(kernel, db, studyUid)] as const,
        );
        const answer: LinkedStudy = {
          presets,
          manifest: forLink(found),
          expiresAt: grant.expiresAt.toISOString(),
          now: kernel.clock.now().toISOString(),
          hospital: kernel.hospital,
        };
        return Response.json(answer);
      } catch (error) {
        return refusal(error);
      }
    },
  };
  return [signedLink, manifest];
}
