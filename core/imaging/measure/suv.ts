// Standardised uptake values, g/ml, by body weight and by lean body mass, after the vendor-neutral pseudo-code of the QIBA FDG-PET/CT profile.
import type { SuvInputs } from '../descriptor.ts';

export type SuvRefusal =
  | 'units'
  | 'not-corrected'
  | 'decay-reference'
  | 'weight'
  | 'dose'
  | 'half-life'
  | 'injection-time'
  | 'times'
  | 'inputs';

/** What modality values are multiplied by. `lbm` is null where height or sex are missing or give no sense. */
export type SuvFactor = { factor: number; lbm: number | null } | { refused: SuvRefusal };

/** Seconds of a DICOM TM; null when it is none. */
function seconds(time: string): number | null {
  const found = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d{1,6})?)?/.exec(time.trim());
  if (!found) return null;
  const [, hours = '0', minutes = '0', rest = '0'] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

/** Seconds since 1970 of a DA and a TM, as if in one time zone; null without either. */
function moment(date: string | undefined, time: string): number | null {
  const day = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})/.exec(date ?? '');
  const within = seconds(time);
  if (!day || within === null) return null;
  return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) / 1000 + within;
}

/** The same of a DT of at least hours; its offset is left out, for the scan's times have none. */
const momentOf = (dateTime: string | undefined): number | null =>
  dateTime && /^\d{10}/.test(dateTime) ? moment(dateTime.slice(0, 8), dateTime.slice(8)) : null;

const halfDay = 12 * 3600;

/**
 * Lean body mass after James with 128 for men, kilograms (PS3.16 CID 85, DCM 126405): meant for adults of usual build. Null where the
 * formula gives less than a third of the weight, as it does for the very heavy.
 */
export function leanBodyMass(weightKg: number, heightM: number, sex: string): number | null {
  if (!(weightKg > 0 && heightM > 0.5 && heightM < 2.6)) return null;
  const square = (weightKg / (heightM * 100)) ** 2;
  const mass = sex === 'M' ? 1.1 * weightKg - 128 * square : sex === 'F' ? 1.07 * weightKg - 148 * square : null;
  return mass !== null && mass > weightKg / 3 ? mass : null;
}

/**
 * Start of the scan, to which START corrects: the series' time, unless later processing wrote it anew; then GE's own (0009,100D).
 * Absolute where there are dates.
 */
function scanStart(inputs: SuvInputs): { at: number; absolute: boolean } | null {
  const { seriesDate, acquisitionDate, seriesTime, acquisitionTime } = inputs;
  const series = moment(seriesDate, seriesTime);
  const acquired = moment(acquisitionDate, acquisitionTime);
  const maker = momentOf(inputs.geScanDateTime);
  if (series !== null) {
    if (acquired === null || series <= acquired) return { at: series, absolute: true };
    return maker === null ? null : { at: maker, absolute: true };
  }
  const start = seconds(seriesTime);
  const first = seconds(acquisitionTime);
  if (start === null) return null;
  // Without dates: a little later than the acquisition is a rewritten time, much later is the evening before.
  if (first !== null && start > first && start - first < halfDay) return null;
  return { at: start, absolute: false };
}

/**
 * Seconds from injection to the start of the scan; null where they cannot be known. An injection by its time alone was on the day of the
 * scan, or before midnight when it is later than the scan; of nuclides that live for days the day matters and must be said.
 */
function elapsed(inputs: SuvInputs): number | null {
  const scan = scanStart(inputs);
  if (!scan) return null;
  const injected = momentOf(inputs.injectionDateTime);
  if (injected !== null && scan.absolute) {
    const passed = scan.at - injected;
    return passed >= 0 && passed <= 10 * inputs.halfLifeSeconds ? passed : null;
  }
  const time = seconds(inputs.injectionTime);
  if (time === null || inputs.halfLifeSeconds > halfDay) return null;
  const day = 24 * 3600;
  const passed = (((scan.at - time) % day) + day) % day;
  return passed <= halfDay ? passed : null;
}

/** Activity that the decay correction counts from, becquerel. */
function doseAtReference(inputs: SuvInputs): number | SuvRefusal {
  const { totalDoseBq, halfLifeSeconds, decayCorrection } = inputs;
  if (!(totalDoseBq > 0)) return 'dose';
  if (decayCorrection === 'ADMIN') return totalDoseBq;
  if (decayCorrection !== 'START') return 'decay-reference';
  if (!(halfLifeSeconds > 0)) return 'half-life';
  if (!inputs.injectionTime && !inputs.injectionDateTime) return 'injection-time';
  const passed = elapsed(inputs);
  return passed === null ? 'times' : totalDoseBq * 2 ** (-passed / halfLifeSeconds);
}

/** What a modality value (BQML, CNTS, GML) is multiplied by, or why it cannot be. */
export function suvFactor(inputs: SuvInputs): SuvFactor {
  const { units, correctedImage, patientWeightKg, philipsSuvFactor, suvType = '' } = inputs;
  const lean = leanBodyMass(patientWeightKg, inputs.patientHeightM ?? 0, inputs.patientSex ?? '');
  const both = (factor: number): SuvFactor => ({
    factor,
    lbm: lean === null ? null : (factor * lean) / patientWeightKg,
  });
  if (units === 'GML') {
    // (0054,1006) absent means body weight (C.8.9.1.1.3).
    if (suvType === '' || suvType === 'BW') return both(1);
    if (suvType === 'LBMJAMES128' && lean !== null) return { factor: patientWeightKg / lean, lbm: 1 };
    return { refused: 'units' };
  }
  if (units !== 'BQML' && units !== 'CNTS') return { refused: 'units' };
  if (!correctedImage.includes('ATTN') || !correctedImage.includes('DECY')) return { refused: 'not-corrected' };
  if (units === 'CNTS' && philipsSuvFactor && philipsSuvFactor > 0) return both(philipsSuvFactor);
  const toActivity = units === 'BQML' ? 1 : (inputs.philipsActivityFactor ?? 0);
  if (!(toActivity > 0)) return { refused: 'units' };
  if (!(patientWeightKg > 0)) return { refused: 'weight' };
  const dose = doseAtReference(inputs);
  return typeof dose === 'string' ? { refused: dose } : both((toActivity * patientWeightKg * 1000) / dose);
}

/** The same of an image, which for PET is always an answer: a series that was indexed without its inputs says so. */
export function suvOfImage(image: { suv: SuvInputs | null }, modality: string): SuvFactor | null {
  if (image.suv) return suvFactor(image.suv);
  return modality === 'PT' ? { refused: 'inputs' } : null;
}
