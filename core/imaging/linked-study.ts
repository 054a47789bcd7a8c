// What the clinicians' page is told about the one study that its link opens.
import type { StudyManifest } from './descriptor.ts';
import type { OwnPreset } from './reading/setup.ts';

export interface LinkedStudy {
  /** Named windows of the departments that the exam was done or read by. */
  presets: OwnPreset[];
  /** Numbers masked, no day of birth. */
  manifest: StudyManifest;
  /** Instants; both of the server's clock, since that of the visitor's device may be wrong. */
  expiresAt: string;
  now: string;
  hospital: { name: string; nameEn: string };
}

/** The report in force of the exam that the study belongs to, as far as a link may tell. */
export interface LinkedReport {
  released: { edition: number; releasedAt: string; positive: boolean | null } | null;
}
