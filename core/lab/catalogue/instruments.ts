// Analyzers of the seven drivers with their channels (LAB-82). Codes as the captured messages show them; a laboratory checks its own.
import type { InstrumentEntry } from '../dictionary.ts';
import { channel, ignored } from './build.ts';

const base = { clockToleranceHours: 24, enabled: true };

// Interpretive messages and suspect scores are remarks on the specimen, not tests; `*` stands for any ending.
const sysmexRemarks = [
  'Blasts/Abn_Lympho?',
  'Left_Shift?',
  'Atypical_Lympho?',
  'NRBC?',
  'RBC_Agglutination?',
  'Turbidity/HGB_Interference?',
  'Iron_Deficiency?',
  'HGB_Defect?',
  'Fragments?',
  'PLT_Clumps?',
  'Positive_*',
  'SCAT_*',
  'DIST_*',
  'Eosinophilia',
  'Anemia',
  'Leukocytosis',
  'Leukopenia',
  'Neutrophilia',
  'Neutropenia',
  'Lymphocytosis',
  'Lymphopenia',
  'Monocytosis',
  'Basophilia',
  'Thrombocytosis',
  'Thrombocytopenia',
  'Microcytosis',
  'Macrocytosis',
  'Hypochromia',
  'Anisocytosis',
  'Erythrocytosis',
  'IG_Present',
];

/** Same name on the analyzer and in the catalogue, in a unit that is numerically the same. */
const same = (unit: string, ...codes: string[]) => codes.map((code) => channel(code, code, unit));

const sysmex: InstrumentEntry = {
  ...base,
  id: 'sysmex-xn-550',
  name: '希森美康 XN-550',
  driverId: 'sysmex-xn-550',
  groupId: 'haematology',
  instrumentGroup: 'blood-count',
  channels: [
    ...same('10*3/uL', 'WBC', 'PLT', 'NEUT#', 'LYMPH#', 'MONO#', 'EO#', 'BASO#', 'IG#', 'NRBC#'),
    ...same('10*6/uL', 'RBC', 'RET#'),
    ...same('%', 'RDW-CV', 'P-LCR', 'PCT', 'NEUT%', 'LYMPH%', 'MONO%', 'EO%', 'BASO%', 'IG%', 'NRBC%', 'RET%', 'IRF'),
    ...same('fL', 'MCV', 'RDW-SD', 'PDW', 'MPV'),
    ...same('pg', 'MCH', 'RET-He'),
    channel('HGB', 'HGB', 'g/dL', 10, 0),
    channel('HGB', 'HGB', 'g/L'),
    channel('MCHC', 'MCHC', 'g/dL', 10, 0),
    channel('MCHC', 'MCHC', 'g/L'),
    channel('HCT', 'HCT', '%', 0.01, 3),
    ...sysmexRemarks.map(ignored),
  ],
};

const mindrayBlood: InstrumentEntry = {
  ...base,
  id: 'mindray-bc-5380',
  name: '迈瑞 BC-5380',
  driverId: 'mindray-bc-5380',
  groupId: 'haematology',
  instrumentGroup: 'blood-count',
  channels: [
    channel('6690-2', 'WBC', '10*9/L'),
    channel('704-7', 'BASO#', '10*9/L'),
    channel('706-2', 'BASO%', '%'),
    channel('751-8', 'NEUT#', '10*9/L'),
    channel('770-8', 'NEUT%', '%'),
    channel('711-2', 'EO#', '10*9/L'),
    channel('713-8', 'EO%', '%'),
    channel('731-0', 'LYMPH#', '10*9/L'),
    channel('736-9', 'LYMPH%', '%'),
    channel('742-7', 'MONO#', '10*9/L'),
    channel('5905-5', 'MONO%', '%'),
    channel('789-8', 'RBC', '10*12/L'),
    channel('718-7', 'HGB', 'g/dL', 10, 0),
    channel('718-7', 'HGB', 'g/L'),
    channel('787-2', 'MCV', 'fL'),
    channel('785-6', 'MCH', 'pg'),
    channel('786-4', 'MCHC', 'g/dL', 10, 0),
    channel('786-4', 'MCHC', 'g/L'),
    channel('788-0', 'RDW-CV', '%'),
    channel('21000-5', 'RDW-SD', 'fL'),
    // Sent as a fraction without a unit; a percentage would be held.
    channel('4544-3', 'HCT'),
    channel('777-3', 'PLT', '10*9/L'),
    channel('32623-1', 'MPV', 'fL'),
    channel('32207-3', 'PDW-R'),
    channel('10002', 'PCT', '%'),
    // Marked by the maker as for research only.
    ...['26477-0', '13046-8', '10000', '10001'].map(ignored),
    ...['17790-7', '34165-1'].map(ignored),
  ],
};

const cobas: InstrumentEntry = {
  ...base,
  id: 'roche-cobas-c311',
  name: '罗氏 cobas c 311',
  driverId: 'roche-cobas-c311',
  groupId: 'chemistry',
  instrumentGroup: 'chemistry-line',
  channels: [
    channel('717', 'GLU', 'mmol/l'),
    channel('717', 'GLU', 'mg/dl', 0.0555, 2),
    channel('418', 'UREA', 'mmol/l'),
    channel('418', 'UREA', 'mg/dl', 0.1665, 2),
    channel('690', 'CREA', 'umol/l'),
    channel('690', 'CREA', 'mg/dl', 88.4, 0),
    channel('798', 'TC', 'mmol/l'),
    channel('798', 'TC', 'mg/dl', 0.02586, 2),
    channel('781', 'TG', 'mmol/l'),
    channel('781', 'TG', 'mg/dl', 0.01129, 2),
    channel('435', 'HDL-C', 'mmol/l'),
    channel('435', 'HDL-C', 'mg/dl', 0.02586, 2),
    channel('552', 'LDL-C', 'mmol/l'),
    channel('552', 'LDL-C', 'mg/dl', 0.02586, 2),
    channel('685', 'ALT', 'U/l'),
    channel('687', 'AST', 'U/l'),
    channel('712', 'TBIL', 'umol/l'),
    channel('735', 'DBIL', 'umol/l'),
  ],
};

/** Rounded: the BS series sends six decimals whatever it measured. */
const bs = (code: string, testCode: string, unit: string, decimals: number) =>
  channel(code, testCode, unit, 1, decimals);

const mindrayChemistry: InstrumentEntry = {
  ...base,
  id: 'mindray-bs-480',
  name: '迈瑞 BS-480',
  driverId: 'mindray-bs-480',
  groupId: 'chemistry',
  instrumentGroup: 'chemistry-line',
  channels: [
    bs('1', 'GLU', 'mmol/L', 2),
    channel('1', 'GLU', 'mg/dL', 0.0555, 2),
    bs('2', 'UREA', 'mmol/L', 2),
    // Channel 2 is named BUN: milligrams of nitrogen.
    channel('2', 'UREA', 'mg/dL', 0.357, 2),
    bs('3', 'CREA', 'umol/L', 0),
    bs('4', 'UA', 'umol/L', 0),
    bs('5', 'ALT', 'U/L', 0),
    bs('6', 'AST', 'U/L', 0),
    bs('7', 'ALP', 'U/L', 0),
    bs('8', 'GGT', 'U/L', 0),
    bs('9', 'TBIL', 'umol/L', 1),
    bs('10', 'DBIL', 'umol/L', 1),
    bs('11', 'TP', 'g/L', 1),
    bs('12', 'ALB', 'g/L', 1),
    bs('13', 'TC', 'mmol/L', 2),
    bs('14', 'TG', 'mmol/L', 2),
    bs('15', 'HDL-C', 'mmol/L', 2),
    bs('16', 'LDL-C', 'mmol/L', 2),
    bs('17', 'CK', 'U/L', 0),
    bs('18', 'LDH', 'U/L', 0),
  ],
};

const vitros: InstrumentEntry = {
  ...base,
  id: 'ortho-vitros-3600',
  name: '奥森多 VITROS 3600',
  driverId: 'ortho-vitros-3600',
  groupId: 'immunology',
  instrumentGroup: 'immunoassay',
  channels: [channel('001', 'TSH', 'mIU/L'), channel('002', 'TT4', 'nmol/L'), ...['950', '951', '952'].map(ignored)],
};

const maglumi: InstrumentEntry = {
  ...base,
  id: 'snibe-maglumi-x3',
  name: '新产业 MAGLUMI X3',
  driverId: 'snibe-maglumi-x3',
  groupId: 'immunology',
  instrumentGroup: 'immunoassay',
  channels: [
    channel('TSH', 'TSH', 'uIU/mL'),
    channel('TSH II', 'TSH', 'uIU/mL'),
    channel('FT3', 'FT3', 'pmol/L'),
    channel('FT4', 'FT4', 'pmol/L'),
    channel('FT4 II', 'FT4', 'pmol/L'),
    channel('FT4 II', 'FT4', 'ng/dL', 12.87, 2),
    channel('AFP', 'AFP', 'ng/mL'),
    channel('CEA', 'CEA', 'ng/mL'),
  ],
};

const geneXpert: InstrumentEntry = {
  ...base,
  id: 'cepheid-genexpert',
  name: 'Cepheid GeneXpert',
  driverId: 'cepheid-genexpert',
  groupId: 'molecular',
  instrumentGroup: 'pcr',
  channels: [
    channel('MTB-RIF/Xpert/MTB', 'MTB-DNA'),
    channel('MTB-RIF/RIF/RIF Resistance', 'MTB-RIF'),
    channel('HIVVL', 'HIV-RNA', 'copies/mL'),
    // The analyzer prints the unit of the count beside the logarithm too.
    channel('HIVVL/LOG', 'HIV-RNA-LOG', 'copies/mL'),
    channel('COVPLUS', 'SARS2-RNA'),
    // Probes, their cycle thresholds and end points stay in the raw message.
    ...['MTB-RIF/*', 'HIVVL/*', 'COVPLUS/*'].map(ignored),
  ],
};

export const instruments: InstrumentEntry[] = [
  sysmex,
  mindrayBlood,
  cobas,
  mindrayChemistry,
  vitros,
  maglumi,
  geneXpert,
];
