// Whether a tachycardia that is wide from end to end is to be called ventricular: it has no other beat to differ from, and width alone is no proof.
import type { BeatValues } from './beat-values.ts';

/** From here on the consensus asks for an alarm, and what is wide and so fast is ventricular until a physician says otherwise. */
const alarmRateBpm = 150;
/** Aberrant conduction is seldom wider (Wellens 1978: 140 ms with a right, 160 ms with a left bundle-branch form). */
const widestAberrantMs = 160;
const chest = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;

/**
 * Below `alarmRateBpm` one of the signs of origin in the ventricles is asked for: very wide; axis in the north-west; the first and main
 * deflection of aVR upright (Vereckei 2008); no RS in any chest lead, or all chest leads one way (Brugada 1991). A monitor's single lead
 * shows none of them, and sinus tachycardia with bundle-branch block is the more frequent cause.
 */
export function looksVentricular(
  { qrsMs, axisDeg, amplitudes }: Pick<BeatValues, 'qrsMs' | 'axisDeg' | 'amplitudes'>,
  rateBpm: number | null,
): boolean {
  if (rateBpm !== null && rateBpm >= alarmRateBpm) return true;
  if (qrsMs !== null && qrsMs >= widestAberrantMs) return true;
  if (axisDeg.qrs !== null && axisDeg.qrs < -90) return true;
  const { aVR } = amplitudes;
  if (aVR && aVR.q === null && (aVR.r ?? 0) > Math.max(100, -(aVR.s ?? 0))) return true;
  const leads = chest.flatMap((lead) => amplitudes[lead] ?? []);
  if (leads.length < chest.length) return false;
  return leads.every(({ r, s }) => r === null || s === null);
}
