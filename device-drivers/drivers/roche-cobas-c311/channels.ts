// Application codes of the cobas c 311 that the captured messages show. A site's own list may differ in units.

import type { Driver } from '../../driver.ts';

export const channels: Driver['channels'] = [
  { code: '717', name: 'GLUC3', unit: 'mmol/l' },
  { code: '418', name: 'UREAL', unit: 'mmol/l' },
  { code: '690', name: 'CREJ2', unit: 'umol/l' },
  { code: '798', name: 'CHO2I', unit: 'mmol/l' },
  { code: '781', name: 'TRIGL', unit: 'mmol/l' },
  { code: '435', name: 'HDLC3', unit: 'mmol/l' },
  { code: '552', name: 'LDL_C', unit: 'mmol/l' },
  { code: '685', name: 'ALTL', unit: 'U/l' },
  { code: '687', name: 'ASTL', unit: 'U/l' },
  { code: '712', name: 'BILT3', unit: 'umol/l' },
  { code: '735', name: 'BILD2', unit: 'umol/l' },
  { code: '158', unit: 'U/l' },
  { code: '570', unit: 'U/l' },
];
