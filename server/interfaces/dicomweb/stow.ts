// STOW-RS (PS3.18 10.5): objects in a multipart body, each stored as it comes; the answer says what became of every one.
import type { DicomJson } from '../../../core/dicom/json.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { Archive } from '../../areas/imaging/module.ts';
import type { Visitor } from './door.ts';
import { jsonType, wantsXml, xmlResponse } from './model.ts';
import { mediaType, readMultipart } from './multipart.ts';

const none = new Uint8Array();

/** What became of each object of a short request, in words: JSON, percent-encoded. */
export const reportHeader = 'x-yishu-report';

export type Reported =
  | { outcome: 'stored' | 'duplicate' | 'differing'; sopInstanceUid: string; warnings: string[] }
  | { outcome: 'refused'; code: string; reason: string };

interface Refused {
  /** Empty, both, where the object could not be read so far. */
  sopClassUid: string;
  sopInstanceUid: string;
  status: number;
  text: string;
}

/** Failure reasons of table 10.5.3-2 (as those of C-STORE): cannot understand, data set does not match, out of resources. */
function reasonOf(error: YishuError): number {
  if (error.code === 'DISK_FULL') return 0xa700;
  if (error.detail.code === 'mismatch' || error.detail.code === 'other-study') return 0xa900;
  return 0xc000;
}

/** What is refused has often no UIDs that could be read: it stands among the Other Failures then (PS3.18 table I.1-1). */
function failure({ status, text, sopClassUid, sopInstanceUid }: Refused): DicomJson {
  return {
    // Error Comment says in words what to do at the sender; the standard has no other place for them.
    '00000902': { vr: 'LO', Value: [text.slice(0, 64)] },
    ...(sopInstanceUid
      ? {
          '00081150': { vr: 'UI', Value: [sopClassUid] },
          '00081155': { vr: 'UI', Value: [sopInstanceUid] },
        }
      : {}),
    '00081197': { vr: 'US', Value: [status] },
  };
}

function answer(visitor: Visitor, stored: DicomJson[], refused: Refused[]): DicomJson {
  const [failed, other] = [true, false].map((known) => refused.filter((one) => (one.sopInstanceUid !== '') === known));
  return {
    '00081190': { vr: 'UR', Value: [`${visitor.base}/studies`] },
    ...(failed?.length ? { '00081198': { vr: 'SQ', Value: failed.map(failure) } } : {}),
    ...(other?.length ? { '0008119A': { vr: 'SQ', Value: other.map(failure) } } : {}),
    ...(stored.length > 0 ? { '00081199': { vr: 'SQ', Value: stored } } : {}),
  };
}

/** 415 of PS3.18 table 10.5.3-1: metadata and bulk data apart are not taken, nor anything that is no DICOM. */
function unsupported(asked: string): Response {
  const what = `objects are taken as application/dicom or multipart/related; type="application/dicom"; sent: ${asked}`;
  return Response.json({ code: 'INPUT_INVALID', message: 'Unsupported media type', detail: { what } }, { status: 415 });
}

/**
 * @param accept of the answer: JSON, or XML where that is asked for
 * @throws INPUT_INVALID for a body that is no multipart of DICOM, RIGHT_MISSING
 */
export async function stow(
  archive: Archive,
  visitor: Visitor,
  request: Request,
  { studyUid, accept }: { studyUid: string | undefined; accept: string },
): Promise<Response> {
  if (!visitor.mayStore) throw fail('RIGHT_MISSING', { right: 'radiology.archive' });
  const { type, parameters } = mediaType(request.headers.get('content-type') ?? '');
  const boundary = parameters.get('boundary');
  if (!request.body) throw fail('INPUT_INVALID', { what: 'the request has no body' });
  const parts = type === 'multipart/related' && (parameters.get('type') ?? 'application/dicom') === 'application/dicom';
  if (type !== 'application/dicom' && !parts) return unsupported(request.headers.get('content-type') ?? 'nothing');
  if (parts && !boundary)
    throw fail('INPUT_INVALID', { what: 'content-type is multipart/related; type="application/dicom"; boundary=…' });
  const stored: DicomJson[] = [];
  const refused: Refused[] = [];
  const report: Reported[] = [];
  let warned = false;
  async function take(data: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      const received = await archive.receive({
        prefix: none,
        data,
        source: 'stow',
        ...(studyUid ? { studyUid } : {}),
      });
      // A second object of the UID with other content is kept for a person to decide; the sender is warned (B000).
      const differs = received.outcome === 'differing';
      warned ||= differs;
      report.push({ outcome: received.outcome, sopInstanceUid: received.sopInstanceUid, warnings: received.warnings });
      stored.push({
        '00081150': { vr: 'UI', Value: [received.sopClassUid] },
        '00081155': { vr: 'UI', Value: [received.sopInstanceUid] },
        '00081190': {
          vr: 'UR',
          Value: [
            `${visitor.base}/studies/${received.studyUid}/series/${received.seriesUid}/instances/${received.sopInstanceUid}`,
          ],
        },
        ...(differs ? { '00081196': { vr: 'US', Value: [0xb000] } } : {}),
      });
    } catch (error) {
      if (!(error instanceof YishuError) || error.code === 'INPUT_INVALID') throw error;
      report.push({
        outcome: 'refused',
        code: String(error.detail.code ?? error.code),
        reason: String(error.detail.what),
      });
      refused.push({
        sopClassUid: String(error.detail.sopClassUid ?? ''),
        sopInstanceUid: String(error.detail.sopInstanceUid ?? ''),
        status: reasonOf(error),
        text: String(error.detail.what ?? error.code),
      });
    }
  }
  const body = request.body as AsyncIterable<Uint8Array> & typeof request.body;
  if (type === 'application/dicom') await take(body);
  else for await (const part of readMultipart(body, boundary ?? '')) await take(part.body);
  await archive.announce();
  if (report.length === 0) throw fail('INPUT_INVALID', { what: 'the request holds no object' });
  const status = refused.length === 0 ? (warned ? 202 : 200) : stored.length === 0 ? 409 : 202;
  const told = answer(visitor, stored, refused);
  if (wantsXml(accept)) return xmlResponse([told], status);
  return new Response(JSON.stringify(told), {
    status,
    headers: {
      'content-type': jsonType,
      // The DICOM answer has 64 characters for a reason; our own import says all of it.
      ...(report.length <= 4 ? { [reportHeader]: encodeURIComponent(JSON.stringify(report)).slice(0, 12_000) } : {}),
    },
  });
}
