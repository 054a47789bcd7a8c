// Standardised uptake value by body weight, g/ml, after the vendor-neutral pseudo-code of the QIBA FDG-PET/CT profile (SUV, 2011 and later).
import type { SuvInputs } from '../descriptor.ts';

/** Seconds of a DICOM TM; null when it is none. */
function seconds(time: string): number | null {
  const found = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d{1,6})?)?/.exec(time.trim());
  if (!found) return null;
  const [, hours = '0', minutes = '0', rest = '0'] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

export type SuvFactor =
  | { factor: number }
  | { refused: 'units' | 'not-corrected' | 'decay-reference' | 'times' | 'inputs' };

const halfDay = 12 * 3600;

/**
 * What a modality value (BQML, CNTS, GML) is multiplied by to give SUVbw, or why it cannot be.
 * Times come without dates: an injection later than the scan was before midnight.
 */
export function suvFactor(inputs: SuvInputs): SuvFactor {
  const { units, correctedImage, decayCorrection, patientWeightKg, totalDoseBq, halfLifeSeconds } = inputs;
  if (units === 'GML') return { factor: 1 };
  if (units !== 'BQML' && units !== 'CNTS') return { refused: 'units' };
  if (!correctedImage.includes('ATTN') || !correctedImage.includes('DECY')) return { refused: 'not-corrected' };
  if (units === 'CNTS') {
    const factor = inputs.philipsSuvFactor;
    return factor && factor > 0 ? { factor } : { refused: 'units' };
  }
  if (!(patientWeightKg > 0 && totalDoseBq > 0 && halfLifeSeconds > 0)) return { refused: 'inputs' };
  if (decayCorrection === 'ADMIN') return { factor: (patientWeightKg * 1000) / totalDoseBq };
  if (decayCorrection !== 'START') return { refused: 'decay-reference' };
  const injected = seconds(inputs.injectionTime);
  const series = seconds(inputs.seriesTime);
  const acquired = seconds(inputs.acquisitionTime);
  if (injected === null || series === null) return { refused: 'times' };
  // A series time after the acquisition was rewritten by later processing and is no scan start.
  if (acquired !== null && series > acquired && series - acquired < halfDay) return { refused: 'times' };
  const elapsed = series >= injected ? series - injected : series - injected + 24 * 3600;
  if (elapsed > halfDay) return { refused: 'times' };
  return { factor: (patientWeightKg * 1000) / (totalDoseBq * 2 ** (-elapsed / halfLifeSeconds)) };
}
