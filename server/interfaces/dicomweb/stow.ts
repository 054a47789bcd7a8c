// STOW-RS (PS3.18 10.5): objects in a multipart body, each stored as it comes; the answer says what became of every one.
import type { DicomJson } from '../../../core/dicom/json.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { Archive } from '../../areas/imaging/module.ts';
import type { Visitor } from './door.ts';
import { mediaType, readMultipart } from './multipart.ts';

const none = new Uint8Array();

/** What became of each object of a short request, in words: JSON, percent-encoded. */
export const reportHeader = 'x-yishu-report';

export type Reported =
  | { outcome: 'stored' | 'duplicate' | 'differing'; sopInstanceUid: string; warnings: string[] }
  | { outcome: 'refused'; code: string; reason: string };

interface Refused {
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

function answer(visitor: Visitor, stored: DicomJson[], refused: Refused[]): DicomJson {
  const failed = refused.map(
    (one): DicomJson => ({
      '00081150': { vr: 'UI', Value: [one.sopClassUid] },
      '00081155': { vr: 'UI', Value: [one.sopInstanceUid] },
      '00081197': { vr: 'US', Value: [one.status] },
      // (0008,119B) is not for text; Error Comment says in words what to do at the sender.
      '00000902': { vr: 'LO', Value: [one.text.slice(0, 64)] },
    }),
  );
  return {
    '00081190': { vr: 'UR', Value: [`${visitor.base}/studies`] },
    ...(failed.length > 0 ? { '00081198': { vr: 'SQ', Value: failed } } : {}),
    ...(stored.length > 0 ? { '00081199': { vr: 'SQ', Value: stored } } : {}),
  };
}

/** @throws INPUT_INVALID for a body that is no multipart of DICOM, RIGHT_MISSING */
export async function stow(archive: Archive, visitor: Visitor, request: Request, studyUid?: string): Promise<Response> {
  if (!visitor.mayStore) throw fail('RIGHT_MISSING', { right: 'radiology.archive' });
  const { type, parameters } = mediaType(request.headers.get('content-type') ?? '');
  const boundary = parameters.get('boundary');
  if (!request.body) throw fail('INPUT_INVALID', { what: 'the request has no body' });
  if (type !== 'application/dicom' && (type !== 'multipart/related' || !boundary)) {
    throw fail('INPUT_INVALID', { what: 'content-type is multipart/related; type="application/dicom"; boundary=…' });
  }
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
        sopClassUid: '',
        sopInstanceUid: '',
        status: reasonOf(error),
        text: String(error.detail.what ?? error.code),
      });
    }
  }
  const body = request.body as AsyncIterable<Uint8Array> & typeof request.body;
  if (type === 'application/dicom') await take(body);
  else for await (const part of readMultipart(body, boundary ?? '')) await take(part.body);
  await archive.announce();
  const status = refused.length === 0 ? (warned ? 202 : 200) : stored.length === 0 ? 409 : 202;
  return new Response(JSON.stringify(answer(visitor, stored, refused)), {
    status,
    headers: {
      'content-type': 'application/dicom+json',
      // The DICOM answer has 64 characters for a reason; our own import says all of it.
      ...(report.length <= 4 ? { [reportHeader]: encodeURIComponent(JSON.stringify(report)).slice(0, 12_000) } : {}),
    },
  });
}
