// The ECG link's side of the page: the exam behind the token, and where its samples and papers are.
import type { LinkedEcg, LinkedEcgReport } from '../../core/ecg/flow/linked.ts';
import type { TracingSource } from '../ecg/use-tracing.ts';
import type { Refusal } from './link.ts';

/** The token goes in a header, never in the address of a request that other programs log. */
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export interface OpenedEcg {
  ecg: LinkedEcg;
  report: LinkedEcgReport;
}

/** @param recordingId another recording of the same exam; null is the one of the link */
export async function openEcg(
  token: string,
  recordingId: string | null,
  signal: AbortSignal,
): Promise<OpenedEcg | { refused: Refusal }> {
  const ask = (path: string) => fetch(path, { headers: bearer(token), signal, cache: 'no-store' });
  const query = recordingId === null ? '' : `?recording=${encodeURIComponent(recordingId)}`;
  try {
    const [ecg, report] = await Promise.all([ask(`/ecg/replay/recording${query}`), ask('/ecg/replay/report')]);
    if (ecg.status === 401) return { refused: 'expired' };
    if (ecg.status === 404) return { refused: 'study' };
    if (!ecg.ok) return { refused: 'offline' };
    const told: LinkedEcgReport = report.ok ? await report.json() : { released: null };
    return { ecg: await ecg.json(), report: told };
  } catch {
    return { refused: 'offline' };
  }
}

export const linkedTracing = (token: string, { detail }: LinkedEcg): TracingSource => ({
  recordingId: detail.recording.id,
  durationMs: detail.recording.durationMs,
  pacingMs: detail.vendor.pacingMs,
  address: `/ecg/replay/samples?recording=${encodeURIComponent(detail.recording.id)}`,
  headers: bearer(token),
});

/** The browser's own viewer opens them, on a phone too. */
export const reportAddress = (token: string, form: 'pdf' | 'jpg') => `/ecg-view/${token}/report.${form}`;
export const fileAddress = (token: string, recordingId: string) =>
  `/ecg-view/${token}/file?recording=${encodeURIComponent(recordingId)}`;
