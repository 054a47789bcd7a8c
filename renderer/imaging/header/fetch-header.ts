// The header of one image as DICOM JSON (PS3.18 F), pixels left where they are.
import type { DicomJson } from '../../../core/dicom/json.ts';
import type { FrameAddress } from '../source.ts';

/** @throws with the server's words when it refuses */
export async function fetchHeader(address: Omit<FrameAddress, 'frame'>, signal: AbortSignal): Promise<DicomJson> {
  const { studyUid, seriesUid, sopInstanceUid } = address;
  const path = `/dicom-web/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}/metadata`;
  const headers = { 'x-yishu': '1', accept: 'application/dicom+json' };
  const answer = await fetch(path, { signal, headers });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const [header]: (DicomJson | undefined)[] = await answer.json();
  if (!header) throw new Error('HTTP 204');
  return header;
}
