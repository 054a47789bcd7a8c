// Fetches the samples of recordings: whole for a resting ECG, in pieces around the page for a long one.
import { ORPCError } from '@orpc/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type RecordingOverview, unpackOverview } from '../../core/ecg/flow/overview.ts';
import { unpackSamples } from '../../core/ecg/flow/samples.ts';
import { type Tracing, tracingOf, withDerived } from '../../core/ecg/paper/tracing.ts';
import { isErrorCode } from '../../core/kernel/errors.ts';
import { isFailure } from '../client/failure.ts';

/** Longer recordings come in pieces. */
const wholeMs = 15 * 60_000;
const pieceMs = 10 * 60_000;
/** Of resting recordings those of the last half hour are still read when the server is gone; of a long one only the pieces just left. */
const shortMs = 60_000;
const shortKeptMs = 30 * 60_000;
const longKeptMs = 2 * 60_000;
const beforeMs = 2 * 60_000;

export interface TracingSource {
  recordingId: string;
  durationMs: number;
  pacingMs: readonly number[];
  /** Where the samples are: `/ecg/recordings/ID/samples`, or behind a replay link. */
  address: string;
  /** What opens the door where no session does: the token of a link. */
  headers?: Readonly<Record<string, string>>;
}

export const samplesAddress = (recordingId: string): string => `/ecg/recordings/${recordingId}/samples`;

const ownHeaders = { 'x-yishu': '1' };
const withQuery = (address: string, query: string): string =>
  query === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`;

async function load(source: TracingSource, fromMs: number | null, signal: AbortSignal): Promise<Tracing | null> {
  const cut = fromMs === null ? '' : `fromMs=${fromMs}&toMs=${fromMs + pieceMs}`;
  const response = await fetch(withQuery(source.address, cut), { signal, headers: source.headers ?? ownHeaders });
  if (!response.ok) throw await refusalOf(response);
  const { waveforms } = unpackSamples(new Uint8Array(await response.arrayBuffer()));
  if (fromMs === null) return tracingOf({ waveforms, vendorPacingMs: [...source.pacingMs] });
  const rhythm = waveforms.find((waveform) => waveform.kind === 'rhythm');
  if (!rhythm) return null;
  return {
    sampleRateHz: rhythm.sampleRateHz,
    startMs: rhythm.startMs,
    durationMs: source.durationMs,
    leads: withDerived(rhythm.leads),
    pacingMs: [...source.pacingMs],
  };
}

/** The answer's own code where it has one, so that a panel says why; else nothing answered. */
async function refusalOf(response: Response): Promise<Error> {
  const said: unknown = await response.json().catch(() => null);
  const code: unknown = said !== null && typeof said === 'object' && 'code' in said ? said.code : null;
  if (typeof code !== 'string' || !isErrorCode(code)) return new Error(`REFUSED ${response.status}`);
  return new ORPCError(code, { status: response.status });
}

/** Query of the tracing that holds `fromMs`. Samples never change: they are kept as long as they are looked at. */
export function useTracing(source: TracingSource | null, fromMs = 0) {
  const long = source !== null && source.durationMs > wholeMs;
  const [piece, setPiece] = useState(0);
  const wanted = Math.max(0, fromMs - beforeMs);
  // Another piece only when the page nears the edge of this one.
  if (long && (fromMs < piece || fromMs > piece + pieceMs - beforeMs)) setPiece(wanted);
  return useQuery({
    queryKey: ['ecg-samples', source?.address, long ? piece : null],
    queryFn: ({ signal }) => (source ? load(source, long ? piece : null, signal) : null),
    enabled: source !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: source !== null && source.durationMs <= shortMs ? shortKeptMs : longKeptMs,
    placeholderData: (before, query) => (query?.queryKey[1] === source?.address ? before : undefined),
  });
}

/** For a signature that was refused since the server knows of no look: the tracing is fetched anew, and so is on record. */
export function useTracingAgain(): (error: unknown) => void {
  const queries = useQueryClient();
  return (error) => {
    if (isFailure(error, 'TRACING_NOT_SEEN')) void queries.resetQueries({ queryKey: ['ecg-samples'] });
  };
}

const overviewSteps = 2400;

/** Query of the envelope of a whole long recording, which is never here as a whole; disabled for short ones, whose samples are. */
export function useOverview(source: TracingSource | null, lead: string | null) {
  const long = source !== null && source.durationMs > wholeMs;
  return useQuery({
    queryKey: ['ecg-overview', source?.address, lead],
    queryFn: async ({ signal }) => {
      if (!source) return null;
      const address = source.address.replace('/samples', '/overview');
      const query = `steps=${overviewSteps}${lead === null ? '' : `&lead=${encodeURIComponent(lead)}`}`;
      const response = await fetch(withQuery(address, query), { signal, headers: source.headers ?? ownHeaders });
      if (!response.ok) throw await refusalOf(response);
      const answer: RecordingOverview = await response.json();
      return unpackOverview(answer);
    },
    enabled: long,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 600_000,
  });
}
