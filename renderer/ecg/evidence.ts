// A stretch of the tracing that a finding rests on, shown on the paper beside the finding's words.

export interface EvidenceSpan {
  fromMs: number;
  toMs: number;
  /** Absent: all leads. */
  lead?: string;
  text: string;
  critical: boolean;
}
