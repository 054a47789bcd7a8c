// Immunoassay, molecular tests and body fluids. Ranges of immunoassays depend on the method: only what the analyzer's own messages print.
import type { TestEntry } from '../dictionary.ts';
import { adult, tests, words } from './build.ts';

const CLIA = '化学发光法';
const NEGATIVE = ['阴性(-)', '阴性', '-', 'NEG', 'NEGATIVE', 'Negative'];
const serology = {
  kind: 'text' as const,
  method: CLIA,
  ranges: words(NEGATIVE),
  defaultResult: '阴性(-)',
  commonResults: ['阴性(-)', '弱阳性(±)', '阳性(+)'],
};

export const immunologyTests: TestEntry[] = tests('immunology', 3000, [
  [
    'TSH',
    '促甲状腺激素',
    'TSH',
    {
      unit: 'mIU/L',
      decimals: 3,
      method: CLIA,
      ranges: adult(0.3, 4.5),
      meaning: '原发性甲减升高，甲亢降低。参考区间随方法。',
    },
  ],
  ['FT3', '游离三碘甲状腺原氨酸', 'Free T3', { unit: 'pmol/L', decimals: 2, method: CLIA, ranges: adult(3.08, 6.47) }],
  ['FT4', '游离甲状腺素', 'Free T4', { unit: 'pmol/L', decimals: 2, method: CLIA, ranges: adult(11.6, 22.5) }],
  ['TT3', '总三碘甲状腺原氨酸', 'Total T3', { unit: 'nmol/L', decimals: 2, method: CLIA }],
  ['TT4', '总甲状腺素', 'Total T4', { unit: 'nmol/L', decimals: 1, method: CLIA }],
  ['AFP', '甲胎蛋白', 'Alpha-fetoprotein', { unit: 'μg/L', decimals: 2, method: CLIA }],
  ['CEA', '癌胚抗原', 'Carcinoembryonic antigen', { unit: 'μg/L', decimals: 2, method: CLIA }],
  ['CA125', '糖类抗原125', 'CA 125', { unit: 'U/mL', decimals: 2, method: CLIA }],
  ['CA199', '糖类抗原19-9', 'CA 19-9', { unit: 'U/mL', decimals: 2, method: CLIA }],
  ['ProCT', '降钙素原', 'Procalcitonin', { unit: 'μg/L', decimals: 3, method: CLIA }],
  ['cTnI', '肌钙蛋白I', 'Cardiac troponin I', { unit: 'ng/L', decimals: 1, method: CLIA }],
  ['HCG', '人绒毛膜促性腺激素', 'hCG', { unit: 'IU/L', decimals: 2, method: CLIA }],
  ['HBsAg', '乙肝表面抗原', 'HBsAg', serology],
  ['HCV-Ab', '丙肝抗体', 'Anti-HCV', serology],
  [
    'HIV-Ab',
    '人类免疫缺陷病毒抗体',
    'Anti-HIV',
    { ...serology, commonResults: ['阴性(-)', '待复检'], meaning: '初筛阳性须按规定复检和确证后报告。' },
  ],
  ['TP-Ab', '梅毒螺旋体抗体', 'Anti-TP', serology],
]);

const notDetected = ['NOT DETECTED', '未检出', 'NEGATIVE', '阴性', 'NEG'];
const PCR = '实时荧光PCR法';

export const molecularTests: TestEntry[] = tests('molecular', 4000, [
  [
    'MTB-DNA',
    '结核分枝杆菌核酸',
    'M. tuberculosis DNA',
    { kind: 'text', method: PCR, ranges: words(notDetected), commonResults: ['未检出', '检出'] },
  ],
  [
    'MTB-RIF',
    '利福平耐药基因',
    'Rifampicin resistance',
    { kind: 'text', method: PCR, ranges: words(notDetected), commonResults: ['未检出', '检出', '不确定'] },
  ],
  [
    'HIV-RNA',
    'HIV-1 RNA 定量',
    'HIV-1 RNA',
    { unit: 'copies/mL', method: PCR, ranges: words(notDetected), commonResults: ['未检出'] },
  ],
  [
    'HIV-RNA-LOG',
    'HIV-1 RNA 定量(对数)',
    'HIV-1 RNA (log)',
    { unit: 'log copies/mL', decimals: 2, method: PCR, mayBeNegative: true },
  ],
  [
    'SARS2-RNA',
    '新型冠状病毒核酸',
    'SARS-CoV-2 RNA',
    { kind: 'text', method: PCR, ranges: words(notDetected), commonResults: ['阴性', '阳性'] },
  ],
]);

const strip = (commonResults: string[]) => ({
  kind: 'text' as const,
  method: '干化学法',
  ranges: words(NEGATIVE),
  defaultResult: '阴性(-)',
  commonResults: ['阴性(-)', ...commonResults],
});
const pluses = ['±', '+', '++', '+++'];

export const fluidTests: TestEntry[] = tests('fluids', 5000, [
  [
    'U-COL',
    '尿颜色',
    'Urine colour',
    {
      kind: 'text',
      ranges: words(['淡黄色', '黄色']),
      defaultResult: '淡黄色',
      commonResults: ['淡黄色', '黄色', '深黄色', '红色', '茶色'],
    },
  ],
  [
    'U-CLA',
    '尿透明度',
    'Urine clarity',
    { kind: 'text', ranges: words(['清晰']), defaultResult: '清晰', commonResults: ['清晰', '微浑', '浑浊'] },
  ],
  ['U-GLU', '尿葡萄糖', 'Urine glucose', strip(pluses)],
  ['U-PRO', '尿蛋白', 'Urine protein', strip(pluses)],
  ['U-BIL', '尿胆红素', 'Urine bilirubin', strip(pluses)],
  ['U-KET', '尿酮体', 'Urine ketones', strip(pluses)],
  ['U-BLD', '尿隐血', 'Urine blood', strip(pluses)],
  ['U-LEU', '尿白细胞酯酶', 'Urine leucocyte esterase', strip(pluses)],
  ['U-NIT', '尿亚硝酸盐', 'Urine nitrite', strip(['阳性(+)'])],
  ['U-SG', '尿比重', 'Urine specific gravity', { decimals: 3, ranges: adult(1.003, 1.03) }],
  ['U-PH', '尿酸碱度', 'Urine pH', { decimals: 1, ranges: adult(4.5, 8) }],
  [
    'OB',
    '粪便隐血',
    'Faecal occult blood',
    { kind: 'text', ranges: words(NEGATIVE), defaultResult: '阴性(-)', commonResults: ['阴性(-)', '阳性(+)'] },
  ],
]);
