// Fetches the samples of recordings: whole for a resting ECG, in pieces around the page for a long one.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { unpackSamples } from '../../core/ecg/flow/samples.ts';
import { type Tracing, tracingOf, withDerived } from '../../core/ecg/paper/tracing.ts';

/** Longer recordings come in pieces. */
const wholeMs = 15 * 60_000;
const pieceMs = 10 * 60_000;
const beforeMs = 2 * 60_000;

export interface TracingSource {
  recordingId: string;
  durationMs: number;
  pacingMs: readonly number[];
  /** Where the samples are: `/ecg/recordings/ID/samples`, or below a replay link. */
  address: string;
}

export const samplesAddress = (recordingId: string): string => `/ecg/recordings/${recordingId}/samples`;

async function load(source: TracingSource, fromMs: number | null, signal: AbortSignal): Promise<Tracing | null> {
  const cut = fromMs === null ? '' : `?fromMs=${fromMs}&toMs=${fromMs + pieceMs}`;
  const response = await fetch(`${source.address}${cut}`, { signal, headers: { 'x-yishu': '1' } });
  if (!response.ok) throw new Error(`SAMPLES_REFUSED ${response.status}`);
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
    gcTime: 120_000,
    placeholderData: (before, query) => (query?.queryKey[1] === source?.address ? before : undefined),
  });
}
