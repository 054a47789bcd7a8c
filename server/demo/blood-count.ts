// Made-up blood counts that hold together: the five cell kinds sum to 100 %, counts follow from percentages, indices from cells and haemoglobin.

export interface BloodCountSeeds {
  /** 10^9/L. */
  wbc: number;
  /** 10^12/L. */
  rbc: number;
  /** fL. */
  mcv: number;
  /** g/L. */
  mchc: number;
  /** 10^9/L. */
  plt: number;
}

const between = (low: number, high: number, random: () => number): number => low + (high - low) * random();

/** Percentages with one decimal that sum to exactly 100.0: reckoned in tenths, the lymphocytes take the rest. */
function differential(random: () => number) {
  const neutrophils = random() < 0.12 ? between(760, 860, random) : between(480, 720, random);
  const monocytes = between(35, 90, random);
  const eosinophils = random() < 0.08 ? between(50, 80, random) : between(5, 40, random);
  const basophils = between(0, 9, random);
  const tenths = [neutrophils, monocytes, eosinophils, basophils].map(Math.round);
  const [neut = 0, mono = 0, eo = 0, baso = 0] = tenths;
  const rest = 1000 - neut - mono - eo - baso;
  return { NEUT: neut / 10, LYMPH: rest / 10, MONO: mono / 10, EO: eo / 10, BASO: baso / 10 };
}

/**
 * Values by test code, in the catalogue's units, not yet rounded to its decimals. Formulas of the indices: MCV = HCT / RBC,
 * MCH = HGB / RBC, MCHC = HGB / HCT, PCT = PLT x MPV; RDW-SD is about 3.3 times RDW-CV of the MCV.
 */
export function bloodCount(
  { wbc, rbc, mcv, mchc, plt }: BloodCountSeeds,
  random: () => number,
): Record<string, number> {
  const hct = (rbc * mcv) / 1000;
  const hgb = hct * mchc;
  const rdwCv = between(11.8, 14.4, random);
  const mpv = between(8.2, 11.4, random);
  const pdw = between(10.2, 15.8, random);
  const values: Record<string, number> = {
    WBC: wbc,
    RBC: rbc,
    HGB: hgb,
    HCT: hct,
    MCV: mcv,
    MCH: hgb / rbc,
    MCHC: mchc,
    PLT: plt,
    MPV: mpv,
    PDW: pdw,
    'PDW-R': pdw,
    PCT: (plt * mpv) / 10_000,
    'P-LCR': between(18, 38, random),
    'RDW-CV': rdwCv,
    'RDW-SD': mcv * (rdwCv / 100) * 3.3,
    'IG%': between(0.1, 0.5, random),
    'NRBC%': 0,
    'NRBC#': 0,
  };
  values['IG#'] = (wbc * (values['IG%'] ?? 0)) / 100;
  for (const [kind, percent] of Object.entries(differential(random))) {
    values[`${kind}%`] = percent;
    values[`${kind}#`] = (wbc * percent) / 100;
  }
  return values;
}
