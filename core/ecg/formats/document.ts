// PDF and pictures: taken in as documents beside an order, with no waveform and a problem that says so.
import type { EcgRecording } from '../recording.ts';

const kinds = [
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
] as const;

export const documentKind = (bytes: Uint8Array): (typeof kinds)[number][0] | undefined =>
  kinds.find(([, head]) => head.every((byte, at) => bytes[at] === byte))?.[0];

/** A recording without waveform: the picture is shown, nothing in it is measured. */
export function readDocument(kind: (typeof kinds)[number][0]): EcgRecording {
  const text = 'A picture of a tracing: it can be shown and filed, nothing can be measured on it';
  return {
    format: kind,
    waveforms: [],
    patient: {},
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [],
    problems: [{ code: 'DOCUMENT_ONLY', at: 'file', text }],
  };
}
