// Recorded ASTM messages and what a person reads in them: kinds, counts, and chosen rows with codes, values, units and flags.
import type { Driver } from '../../driver.ts';
import { driver as genexpert } from '../cepheid-genexpert/index.ts';
import { driver as generic } from '../generic-lis02/index.ts';
import { driver as vitros } from '../ortho-vitros-3600/index.ts';
import { driver as c311 } from '../roche-cobas-c311/index.ts';
import { driver as maglumi } from '../snibe-maglumi-x3/index.ts';
import { driver as xn } from '../sysmex-xn-550/index.ts';

/** index, code, value, unit, flags separated by blanks. */
type Row = readonly [index: number, code: string, value: string, unit?: string, flags?: string];

export interface Sample {
  file: string;
  driver: Driver;
  /** Kind, specimen and number of results of each message, in order. */
  messages: readonly (readonly [kind: string, specimen: string, results: number])[];
  rows: readonly Row[];
  problems?: readonly string[];
}

export const samples: readonly Sample[] = [
  {
    file: 'sysmex-xn550/result.astm.raw',
    driver: xn,
    messages: [['results', '27', 41]],
    rows: [
      [0, 'WBC', '8.13', '10*3/uL', 'N'],
      [3, 'HCT', '22.7', '%', 'L'],
      [7, 'PLT', '99', '10*3/uL', 'N'],
      [16, 'EO#', '1.80', '10*3/uL', 'H'],
      [24, 'Anemia', '', undefined, 'A'],
      [25, 'Blasts/Abn_Lympho?', '40'],
      [40, 'DIST_PLT', '', undefined, 'N'],
    ],
  },
  {
    file: 'roche-cobas-c311/rsupl-real-3-frames.astm.raw',
    driver: c311,
    messages: [['results', '123456', 7]],
    rows: [
      [0, '717', '298', 'mg/dl', 'N'],
      [4, '435', '29', 'mg/dl', 'N'],
      [5, '690', '0.85', 'mg/dl', 'N'],
      [6, '781', '1078', 'mg/dl', 'HH 26'],
    ],
  },
  {
    file: 'roche-cobas-c311/result-single-frame.astm.raw',
    driver: c311,
    messages: [['results', 'CL-PL-24-0370', 7]],
    rows: [
      [0, '685', '22.4', 'U/l', 'A 43'],
      [2, '712', '4.1', 'umol/l', 'L'],
      [5, '717', '5.85', 'mmol/l', 'N'],
      [6, '690', '34', 'umol/l', 'A 43'],
    ],
  },
  {
    file: 'roche-cobas-c311/rerun-correction.astm.raw',
    driver: c311,
    messages: [['results', '123456', 1]],
    rows: [[0, '781', '1157', 'mg/dl', 'N']],
  },
  {
    file: 'roche-cobas-c311/qc-pccc2.astm.raw',
    driver: c311,
    messages: [['qc', 'PCCC2', 5]],
    rows: [
      [0, '798', '4.60', 'mmol/l', 'A 101'],
      [2, '717', '13.12', 'mmol/l', 'N'],
      [4, '781', '2.35', 'mmol/l', 'N'],
    ],
  },
  { file: 'roche-cobas-c311/query-tsreq-real.astm.raw', driver: c311, messages: [['query', 'G31 - S', 0]], rows: [] },
  { file: 'roche-cobas-c311/order-tsdwn-batch.astm.raw', driver: c311, messages: [['order', '123456', 0]], rows: [] },
  {
    file: 'ortho-vitros-3600/replicates-repeat-list.astm.raw',
    driver: vitros,
    messages: [['results', '1111111', 8]],
    rows: [
      [0, '002', '33.86', 'nmol/L', '^0^FRMN ^0^NR ^0^NR ^0^NR'],
      [1, '002', '33.46', 'nmol/L', '^0^NQLS ^0^NR ^0^NR ^0^NR'],
      [4, '002', '34.35', 'nmol/L', '^0^NQ ^0^NR ^0^NR ^0^NR'],
      [5, '950', 'No Result', undefined, '^0^NR'],
    ],
  },
  {
    file: 'ortho-vitros-3600/replicates-repeat-list-2.astm.raw',
    driver: vitros,
    messages: [['results', '3333331', 8]],
    rows: [
      [0, '002', '262.6', 'nmol/L', '^0^FRMN ^0^NR ^0^NR ^0^NR'],
      [3, '002', '261.7', 'nmol/L', '^0^NQ ^0^NR ^0^NR ^0^NR'],
      [7, '952', 'No Result', undefined, '^0^NR'],
    ],
  },
  {
    file: 'ortho-vitros-3600/result-below-range.astm.raw',
    driver: vitros,
    messages: [['results', '1068616', 4]],
    rows: [
      [0, '001', '8.25', 'mIU/L', '^1^ ^0^ ^0^ ^0^'],
      [1, '950', '<15', undefined, '^5^'],
      [3, '952', '<20', undefined, '^5^'],
    ],
  },
  {
    file: 'ortho-vitros-3600/result-no-result-codes.astm.raw',
    driver: vitros,
    messages: [['results', '44444411', 3]],
    rows: [
      [0, '950', '51', undefined, '^0^NQ'],
      [1, '951', '5', undefined, '^0^NQ'],
      [2, '952', '56', undefined, '^0^NQ'],
    ],
  },
  {
    file: 'ortho-vitros-3600/result-retransmit-a.astm.raw',
    driver: vitros,
    messages: [['results', '4444442', 3]],
    rows: [[2, '952', '57', undefined, '^0^NQ']],
  },
  {
    file: 'ortho-vitros-3600/result-retransmit-b.astm.raw',
    driver: vitros,
    messages: [['results', '4444443', 3]],
    rows: [[2, '952', '62', undefined, '^0^NQ']],
  },
  { file: 'ortho-vitros-3600/host-query.astm.raw', driver: vitros, messages: [['query', '1068687', 0]], rows: [] },
  {
    file: 'ortho-vitros-3600/host-reply-named.astm.raw',
    driver: vitros,
    messages: [['order', '1068687', 0]],
    rows: [],
    problems: ['CONTENT_FRAME_NUMBER_IN_RECORD', 'CONTENT_FRAME_NUMBER_IN_RECORD', 'CONTENT_FRAME_NUMBER_IN_RECORD'],
  },
  {
    file: 'ortho-vitros-3600/host-reply-nonconforming.astm.raw',
    driver: vitros,
    messages: [['order', '1068687', 0]],
    rows: [],
    problems: ['CONTENT_FRAME_NUMBER_IN_RECORD', 'CONTENT_FRAME_NUMBER_IN_RECORD', 'CONTENT_FRAME_NUMBER_IN_RECORD'],
  },
  {
    file: 'cepheid-genexpert/covplus-negative.astm',
    driver: genexpert,
    messages: [['results', '9_FluA_RSV_a', 7]],
    rows: [
      [0, 'COVPLUS', 'NEGATIVE'],
      [1, 'COVPLUS/SARS-CoV-2', 'NEG'],
      [2, 'COVPLUS/SARS-CoV-2/Ct', '0.0'],
      [6, 'COVPLUS/SPC/EndPt', '129.0'],
    ],
  },
  {
    file: 'cepheid-genexpert/hiv-vl-quantified.astm',
    driver: genexpert,
    messages: [['results', 'HIV-1 1E3cp', 14]],
    rows: [
      [0, 'HIVVL', '1009.64', 'copies/mL', 'N'],
      [1, 'HIVVL/LOG', '3.00', 'copies/mL', 'N'],
      [5, 'HIVVL/HIV-1/Delta Ct', '-6.2'],
      [9, 'HIVVL/IQS-H/Delta Ct', ''],
    ],
  },
  {
    file: 'cepheid-genexpert/hiv-vl-below-40.astm',
    driver: genexpert,
    messages: [['results', 'HIV-1 30cp', 4]],
    rows: [
      [0, 'HIVVL', 'DETECTED', 'copies/mL', '<'],
      [1, 'HIVVL/LOG', '', 'copies/mL', '<'],
      [3, 'HIVVL/HIV-1/Ct', '38.4'],
    ],
  },
  {
    file: 'cepheid-genexpert/hiv-vl-error.astm',
    driver: genexpert,
    messages: [['results', 'Error', 4]],
    rows: [
      [0, 'HIVVL', 'ERROR', 'copies/mL', 'A'],
      [2, 'HIVVL/HIV-1', 'NO RESULT'],
      [3, 'HIVVL/HIV-1/Ct', '0.0'],
    ],
    problems: ['INSTRUMENT_ERROR', 'INSTRUMENT_ERROR'],
  },
  {
    file: 'cepheid-genexpert/mtb-rif-ultra.astm.raw',
    driver: genexpert,
    messages: [['results', 'PR25A137', 84]],
    rows: [
      [0, 'MTB-RIF/Xpert/MTB', 'NOT DETECTED'],
      [1, 'MTB-RIF/Xpert/rpoB1', 'INVALID'],
      [14, 'MTB-RIF/Xpert/SPC/Ct', '24.7'],
      [19, 'MTB-RIF/Trace/MTB Trace', ''],
    ],
  },
  {
    file: 'snibe-maglumi-x3/one-envelope.raw',
    driver: maglumi,
    messages: [['results', 'BENCH-SAMPLE-001', 1]],
    rows: [[0, 'FT3', '5.43', 'pmol/L', 'N']],
  },
  {
    file: 'snibe-maglumi-x3/three-envelopes-one-connection.raw',
    driver: maglumi,
    messages: [1, 2, 3].map(() => ['results', 'PATIENT-REDACTED-1', 1] as const),
    rows: [
      [0, 'FT3', '5.43', 'pmol/L', 'N'],
      [1, 'FT4 II', '1.58', 'ng/dL', 'N'],
      [2, 'TSH II', '2.78', 'uIU/mL', 'N'],
    ],
  },
  {
    file: 'snibe-maglumi-x3/receiver-id-mismatch.raw',
    driver: maglumi,
    messages: [1, 2, 3].map(() => ['results', 'PATIENT-REDACTED-1', 1] as const),
    rows: [[2, 'TSH II', '2.78', 'uIU/mL', 'N']],
  },
  {
    file: 'snibe-maglumi-x3/six-envelopes-reused-connection.raw',
    driver: maglumi,
    messages: [1, 2, 3, 4, 5, 6].map(() => ['results', 'PATIENT-REDACTED-1', 1] as const),
    rows: [[5, 'TSH II', '2.78', 'uIU/mL', 'N']],
  },
  {
    file: 'snibe-maglumi-x3/snibe-maglumi-x3-qc-astm.astm',
    driver: maglumi,
    messages: [['qc', 'QC-X3-2026-07', 2]],
    rows: [
      [0, 'TSH', '2.31', 'uIU/mL', 'N'],
      [1, 'FT4', '14.8', 'pmol/L', 'N'],
    ],
  },
  {
    file: 'snibe-maglumi-x3/snibelis-maglumi-x3-calibration.astm',
    driver: maglumi,
    messages: [['event', 'CAL-2026-07', 2]],
    rows: [[1, 'FT4', '14.8', 'pmol/L', 'N']],
  },
  {
    file: 'snibe-maglumi-x3/snibelis-maglumi-x3-query-request.astm',
    driver: maglumi,
    messages: [['query', 'SNB-108-001', 0]],
    rows: [],
  },
  {
    file: 'snibe-maglumi-x3/snibelis-maglumi-x3-result-unmapped.astm',
    driver: maglumi,
    messages: [['results', 'SNB-32-U01', 3]],
    rows: [
      [1, 'AFP', '8.4', 'ng/mL', 'N'],
      [2, 'CEA', '1.2', 'U/mL', 'N'],
    ],
  },
  {
    file: 'openelis-samples/hematology-cbc.astm',
    driver: generic,
    messages: [['results', 'SAMPLE-2025-0001', 10]],
    rows: [
      [0, 'WBC', '5.8', '10^3/μL', 'N'],
      [7, 'PLT', '245', '10^3/μL', 'N'],
      [9, 'MPV', '9.1', 'fL', 'N'],
    ],
  },
  {
    file: 'openelis-samples/unmapped-fields.astm',
    driver: generic,
    messages: [
      ['results', 'SAMPLE-2025-0005', 7],
      ['results', 'SAMPLE-2025-0006', 6],
    ],
    rows: [
      [3, 'RETICULOCYTES', '1.8', '%', 'N'],
      [9, 'FERRITIN', '185', 'ng/mL', 'H'],
      [12, 'UNKNOWN_FIELD', '999', undefined, 'X'],
    ],
  },
  {
    file: 'openelis-samples/qc-control-results.astm',
    driver: generic,
    messages: [
      ['qc', '', 6],
      ['qc', '', 3],
      ['qc', '', 3],
      ['qc', '', 4],
      ['qc', '', 1],
      ['qc', '', 1],
      ['qc', '', 3],
      ['qc', '', 3],
    ],
    rows: [
      [0, 'GLUCOSE', '102.5', 'mg/dL', 'N'],
      [11, 'UREA', '95.5', 'mg/dL', 'N'],
      [18, 'HIV', 'NEGATIVE', undefined, 'N'],
    ],
  },
  {
    file: 'abbott-architect/bhcg-over-range.astm.raw',
    driver: generic,
    messages: [['results', '1379 specimenA', 3]],
    rows: [
      [0, '651', '> 15000.00', 'mIU/mL', '>'],
      [1, '651', 'Positive'],
      [2, '651', '2423973', 'RLU'],
    ],
  },
  {
    file: 'abbott-m2000/escape-in-sample-id.astm',
    driver: generic,
    messages: [['results', 'DB&23-33E22', 3]],
    rows: [
      [0, 'HIV1mlDBS', 'Not detected', 'Copies / mL'],
      [2, 'HIV1mlDBS', '-1.00', 'cycle number'],
    ],
  },
  {
    file: 'erba-xl1000/etb-split-inside-field.astm.raw',
    driver: generic,
    messages: [['results', '7182', 13]],
    rows: [
      [7, 'DBIL', 'NA', 'mg/dl', 'R1?'],
      [11, 'Na', '141.95', 'mmol/l', 'A'],
      [12, 'TBIL', '0.0', 'mg/dl', 'N'],
    ],
  },
  {
    file: 'erba-xl1000/query-multi-sample.astm.raw',
    driver: generic,
    messages: [['query', '1007149', 0]],
    rows: [],
  },
  {
    file: 'erba-xl1000/order-download.astm.raw',
    driver: generic,
    messages: [['order', '12121212', 0]],
    rows: [],
    problems: ['LINK_CHECKSUM'],
  },
  {
    file: 'horiba-yumizen-h500/patient-etb-frames.astm.raw',
    driver: generic,
    messages: [['results', '2021679', 27]],
    rows: [
      [0, 'PCT', '0.13', '%', 'L'],
      [2, 'MCV', '79.3', 'um3', 'N'],
    ],
  },
  {
    file: 'horiba-yumizen-h550/qc.astm',
    driver: generic,
    messages: [['qc', 'PX449L', 20]],
    rows: [
      [7, 'PLT', '67', '10E3/uL', 'N'],
      [19, 'EOS%', '8.4', '%', 'N'],
    ],
    problems: ['CONTENT_DOUBLED_BACKSLASH'],
  },
  {
    file: 'roche-cobas-u411/urine-strip.astm.raw',
    driver: generic,
    messages: [['results', '001', 12]],
    rows: [
      [0, 'SG', '1.005'],
      [10, 'COL', 'p.yel'],
      [11, 'CLA', ''],
    ],
  },
  {
    file: 'roche-cobas-c111/result-etb-per-record.astm.raw',
    driver: generic,
    messages: [['results', 'T20 10134GA D28', 1]],
    rows: [[0, '413', '40.13', 'g/L', 'N']],
  },
  {
    file: 'siemens-dca-vantage/result.astm.raw',
    driver: generic,
    messages: [['results', '660', 3]],
    rows: [[1, 'Crt', '230.8', 'mg/dL']],
  },
];
