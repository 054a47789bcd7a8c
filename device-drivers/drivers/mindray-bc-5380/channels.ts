// Parameters of a BC-5380 with the codes of its HL7 interface (LOINC, or 99MRC for Mindray's own) and usual adult ranges.

export interface BloodChannel {
  code: string;
  name: string;
  unit: string;
  system: 'LN' | '99MRC';
  range: string;
  /** Measured in the differential mode only. */
  differential?: true;
}

const differential = true as const;

export const channels: readonly BloodChannel[] = [
  { code: '6690-2', name: 'WBC', unit: '10*9/L', system: 'LN', range: '3.50-9.50' },
  { code: '704-7', name: 'BAS#', unit: '10*9/L', system: 'LN', range: '0.00-0.06', differential },
  { code: '706-2', name: 'BAS%', unit: '%', system: 'LN', range: '0.0-1.0', differential },
  { code: '751-8', name: 'NEU#', unit: '10*9/L', system: 'LN', range: '1.80-6.30', differential },
  { code: '770-8', name: 'NEU%', unit: '%', system: 'LN', range: '40.0-75.0', differential },
  { code: '711-2', name: 'EOS#', unit: '10*9/L', system: 'LN', range: '0.02-0.52', differential },
  { code: '713-8', name: 'EOS%', unit: '%', system: 'LN', range: '0.4-8.0', differential },
  { code: '731-0', name: 'LYM#', unit: '10*9/L', system: 'LN', range: '1.10-3.20', differential },
  { code: '736-9', name: 'LYM%', unit: '%', system: 'LN', range: '20.0-50.0', differential },
  { code: '742-7', name: 'MON#', unit: '10*9/L', system: 'LN', range: '0.10-0.60', differential },
  { code: '5905-5', name: 'MON%', unit: '%', system: 'LN', range: '3.0-10.0', differential },
  { code: '26477-0', name: '*ALY#', unit: '10*9/L', system: 'LN', range: '0.00-0.20', differential },
  { code: '13046-8', name: '*ALY%', unit: '%', system: 'LN', range: '0.0-2.0', differential },
  { code: '10000', name: '*LIC#', unit: '10*9/L', system: '99MRC', range: '0.00-0.20', differential },
  { code: '10001', name: '*LIC%', unit: '%', system: '99MRC', range: '0.0-2.5', differential },
  { code: '789-8', name: 'RBC', unit: '10*12/L', system: 'LN', range: '3.80-5.80' },
  { code: '718-7', name: 'HGB', unit: 'g/L', system: 'LN', range: '115-175' },
  { code: '787-2', name: 'MCV', unit: 'fL', system: 'LN', range: '82.0-100.0' },
  { code: '785-6', name: 'MCH', unit: 'pg', system: 'LN', range: '27.0-34.0' },
  { code: '786-4', name: 'MCHC', unit: 'g/L', system: 'LN', range: '316-354' },
  { code: '788-0', name: 'RDW-CV', unit: '%', system: 'LN', range: '11.0-16.0' },
  { code: '21000-5', name: 'RDW-SD', unit: 'fL', system: 'LN', range: '35.0-56.0' },
  { code: '4544-3', name: 'HCT', unit: '', system: 'LN', range: '0.350-0.500' },
  { code: '777-3', name: 'PLT', unit: '10*9/L', system: 'LN', range: '125-350' },
  { code: '32623-1', name: 'MPV', unit: 'fL', system: 'LN', range: '6.5-12.0' },
  { code: '32207-3', name: 'PDW', unit: '', system: 'LN', range: '9.0-17.0' },
  { code: '10002', name: 'PCT', unit: '%', system: '99MRC', range: '0.108-0.282' },
];
