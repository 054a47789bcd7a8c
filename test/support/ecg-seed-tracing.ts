// The one made-up tracing that every seed of the fuzz bench holds: eight leads, a bump in each.
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { bytesOf, u16 } from './scp-file.ts';

export const eight = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
export const count = 50;
export const text = (value: string) => new TextEncoder().encode(value);

/** Stored values of a lead: a bump that differs from lead to lead. */
export const valuesOf = (lead: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round(40 * (lead + 1) * Math.exp(-(((at - 20) / 4) ** 2)) - 3 * lead));

export const recording: EcgRecording = {
  format: 'json',
  waveforms: [
    {
      kind: 'rhythm',
      sampleRateHz: 500,
      startMs: 0,
      leads: eight.map((name, lead) => ({ name, samples: Float32Array.from(valuesOf(lead), (value) => value * 2.5) })),
    },
  ],
  patient: { id: 'P1', name: 'Wang^Fang', sex: 'female', birthDate: '1960-02-03' },
  recordedAt: '2024-03-09T10:20:30',
  vendorMeasurements: [
    { name: 'qtMs', value: 400, unit: 'ms', source: 'seed' },
    { name: 'qtcMs', value: 420, unit: 'ms', source: 'seed', formula: 'bazett' },
  ],
  vendorStatements: [{ text: 'Sinus rhythm' }],
  vendorPacingMs: [],
  remarks: [],
  problems: [],
};

export const int16Bytes = (values: readonly number[]): Uint8Array =>
  bytesOf(...values.map((value) => u16(value & 0xffff)));
