// What one ECG report on paper is made of: everything already in the words that are printed, and the tracing in microvolts.
import type { Arrangement, LeadSequence } from '../../../../core/ecg/paper/arrange.ts';
import type { Envelope } from '../../../../core/ecg/paper/envelope.ts';
import type { DisplayFilters } from '../../../../core/ecg/paper/filters.ts';
import type { LeadMatrix } from '../../../../core/ecg/paper/lead-matrix.ts';
import type { PaperScale } from '../../../../core/ecg/paper/scale.ts';
import type { Tracing } from '../../../../core/ecg/paper/tracing.ts';
import type { EcgRecording } from '../../../../core/ecg/recording.ts';
import type { ScaleDoubt } from '../../../../core/ecg/signal/plausible-scale.ts';

export interface SheetDocument {
  mediaType: 'application/pdf' | 'image/jpeg' | 'image/png';
  fileName: string;
  bytes: Uint8Array;
}

export interface SheetStrip {
  title: string;
  fromMs: number;
  /** Leads of the strip alone, around `fromMs`. */
  tracing: Tracing;
}

export interface SheetOverview {
  lead: string;
  durationMs: number;
  envelope: Envelope;
}

export interface EcgSheet {
  hospital: string;
  title: string;
  /** `draft` prints a warning in place of the code, `recalled` a bar across the head. */
  state: 'draft' | 'final' | 'recalled';
  edition: number;
  patient: { name: string; sex: string; age: string; number: string };
  /** Label and value in the order of the form: visit number, department, bed, request, accession … */
  facts: readonly (readonly [label: string, value: string])[];
  measurements: readonly { label: string; value: string; unit: string }[];
  findings: string;
  impression: string;
  /** Printed beside the impression; empty when not decided. */
  positive: string;
  signatures: readonly { label: string; name: string; at: string; picture: string | null }[];
  releasedAt: string;
  verificationCode: string;
  verifyUrl: string;
  printedAt: string;
  printedBy: string;
  remark: string;
  /** Null for a recording that is a picture only, or when none belongs to the exam. */
  tracing: Tracing | null;
  device: EcgRecording['filters'];
  /** Heights that no heart has: said below the tracing. */
  scaleDoubt?: ScaleDoubt | undefined;
  arrangement: Arrangement;
  sequence: LeadSequence;
  rhythmLeads: readonly string[];
  scale: PaperScale;
  filters: DisplayFilters;
  /** Files of a recording that is a picture: their pages stand where the tracing would. */
  documents: readonly SheetDocument[];
  /** Of a long recording: stretches that somebody or a rule pointed at, with the reason. */
  strips: readonly SheetStrip[];
  /** Of a long recording: all of it, small. Null: not printed. */
  overview: SheetOverview | null;
  /** Amplitudes and ST levels of each lead. Null: not printed. */
  matrix: LeadMatrix | null;
  /** Beginnings of the pages of a long recording; the first is on the front page. */
  fromMs: readonly number[];
}
