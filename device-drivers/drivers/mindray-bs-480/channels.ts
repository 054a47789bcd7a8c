// Channels of a BS-480 as its factory set-up numbers them; a laboratory may number its own.

interface ChemistryChannel {
  code: string;
  name: string;
  unit: string;
  /** Adult range that the simulator prints. */
  range: string;
}

export const channels: readonly ChemistryChannel[] = [
  { code: '1', name: 'GLU', unit: 'mmol/L', range: '3.90-6.10' },
  { code: '2', name: 'BUN', unit: 'mmol/L', range: '2.60-7.50' },
  { code: '3', name: 'CREA', unit: 'umol/L', range: '41-111' },
  { code: '4', name: 'UA', unit: 'umol/L', range: '155-428' },
  { code: '5', name: 'ALT', unit: 'U/L', range: '7-50' },
  { code: '6', name: 'AST', unit: 'U/L', range: '13-40' },
  { code: '7', name: 'ALP', unit: 'U/L', range: '35-135' },
  { code: '8', name: 'GGT', unit: 'U/L', range: '7-60' },
  { code: '9', name: 'TBIL', unit: 'umol/L', range: '0-26.0' },
  { code: '10', name: 'DBIL', unit: 'umol/L', range: '0-8.0' },
  { code: '11', name: 'TP', unit: 'g/L', range: '65-85' },
  { code: '12', name: 'ALB', unit: 'g/L', range: '40-55' },
  { code: '13', name: 'TC', unit: 'mmol/L', range: '0-5.20' },
  { code: '14', name: 'TG', unit: 'mmol/L', range: '0-1.70' },
  { code: '15', name: 'HDL-C', unit: 'mmol/L', range: '1.04-1.55' },
  { code: '16', name: 'LDL-C', unit: 'mmol/L', range: '0-3.37' },
  { code: '17', name: 'CK', unit: 'U/L', range: '40-310' },
  { code: '18', name: 'LDH', unit: 'U/L', range: '120-250' },
];
