// The answer of `/ecg/recordings/{id}/samples` for a recording in memory (`SamplesHeader`).
import type { SamplesHeader } from '../../../core/ecg/flow/recording.ts';
import type { EcgRecording } from '../../../core/ecg/recording.ts';

/** Float32 throughout; `fromMs` and `toMs` cut as the server does. */
export function samplesAnswer(
  recording: EcgRecording,
  recordingId: string,
  fromMs = 0,
  toMs = Number.POSITIVE_INFINITY,
): Uint8Array<ArrayBuffer> {
  let byteOffset = 0;
  const parts: Float32Array[] = [];
  const header: SamplesHeader = {
    recordingId,
    durationMs: 0,
    waveforms: recording.waveforms.map((waveform) => {
      const perMs = waveform.sampleRateHz / 1000;
      const first = Math.max(0, Math.floor((fromMs - waveform.startMs) * perMs));
      return {
        kind: waveform.kind,
        sampleRateHz: waveform.sampleRateHz,
        startMs: waveform.startMs + first / perMs,
        leads: waveform.leads.map((lead) => {
          const end = Math.min(lead.samples.length, Math.ceil((toMs - waveform.startMs) * perMs));
          const samples = lead.samples.slice(first, end);
          parts.push(samples);
          const at = byteOffset;
          byteOffset += samples.byteLength;
          return {
            name: lead.name,
            encoding: 'float32' as const,
            scaleMicrovolt: 1,
            byteOffset: at,
            count: samples.length,
          };
        }),
      };
    }),
  };
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4 + 4, ' '));
  const head = new Uint8Array(8 + text.length);
  head.set(new TextEncoder().encode('YECG'));
  new DataView(head.buffer).setUint32(4, text.length, true);
  head.set(text, 8);
  const whole = new Uint8Array(head.length + byteOffset);
  whole.set(head);
  let at = head.length;
  for (const part of parts) {
    whole.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return whole;
}
