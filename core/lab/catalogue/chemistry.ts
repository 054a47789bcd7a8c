// Clinical chemistry and blood gas. Adult ranges after WS/T 404 where the standard has them, critical limits typical: unverified start.
import type { TestEntry } from '../dictionary.ts';
import { adult, bySex, newborn, tests, years } from './build.ts';

const creatinine = [
  years('male', 18, 60, 57, 97),
  years('male', 60, null, 57, 111),
  years('female', 18, 60, 41, 73),
  years('female', 60, null, 41, 81),
];
const urea = [
  years('male', 18, 60, 3.1, 8.0),
  years('male', 60, null, 3.6, 9.5),
  years('female', 18, 60, 2.6, 7.5),
  years('female', 60, null, 3.1, 8.8),
];
const alkalinePhosphatase = [
  years('male', 18, null, 45, 125),
  years('female', 18, 50, 35, 100),
  years('female', 50, null, 50, 135),
];

export const chemistryTests: TestEntry[] = tests('chemistry', 2000, [
  [
    'ALT',
    '丙氨酸氨基转移酶',
    'Alanine aminotransferase',
    {
      unit: 'U/L',
      decimals: 0,
      method: '速率法',
      ranges: bySex([9, 50], [7, 40]),
      meaning: '升高主要见于肝细胞损伤。',
    },
  ],
  [
    'AST',
    '天门冬氨酸氨基转移酶',
    'Aspartate aminotransferase',
    { unit: 'U/L', decimals: 0, method: '速率法', ranges: bySex([15, 40], [13, 35]) },
  ],
  [
    'GGT',
    'γ-谷氨酰基转移酶',
    'Gamma-glutamyl transferase',
    { unit: 'U/L', decimals: 0, method: '速率法', ranges: bySex([10, 60], [7, 45]) },
  ],
  [
    'ALP',
    '碱性磷酸酶',
    'Alkaline phosphatase',
    { unit: 'U/L', decimals: 0, method: '速率法', ranges: alkalinePhosphatase },
  ],
  ['TP', '总蛋白', 'Total protein', { unit: 'g/L', decimals: 1, method: '双缩脲法', ranges: adult(65, 85) }],
  ['ALB', '白蛋白', 'Albumin', { unit: 'g/L', decimals: 1, method: '溴甲酚绿法', ranges: adult(40, 55) }],
  [
    'GLB',
    '球蛋白',
    'Globulin',
    { unit: 'g/L', decimals: 1, method: '计算', formula: '{TP} - {ALB}', ranges: adult(20, 40) },
  ],
  [
    'A/G',
    '白球比',
    'Albumin/globulin',
    { decimals: 2, method: '计算', formula: '{ALB} / ({TP} - {ALB})', ranges: adult(1.2, 2.4) },
  ],
  [
    'TBIL',
    '总胆红素',
    'Total bilirubin',
    { unit: 'μmol/L', decimals: 1, method: '钒酸盐氧化法', ranges: [...adult(null, 23), newborn([null, 342])] },
  ],
  [
    'DBIL',
    '直接胆红素',
    'Direct bilirubin',
    { unit: 'μmol/L', decimals: 1, method: '钒酸盐氧化法', ranges: adult(null, 8) },
  ],
  [
    'IBIL',
    '间接胆红素',
    'Indirect bilirubin',
    { unit: 'μmol/L', decimals: 1, method: '计算', formula: '{TBIL} - {DBIL}' },
  ],
  [
    'LDH',
    '乳酸脱氢酶',
    'Lactate dehydrogenase',
    { unit: 'U/L', decimals: 0, method: '速率法', ranges: adult(120, 250) },
  ],
  [
    'CK',
    '肌酸激酶',
    'Creatine kinase',
    { unit: 'U/L', decimals: 0, method: '速率法', ranges: bySex([50, 310], [40, 200]) },
  ],
  ['UREA', '尿素', 'Urea', { unit: 'mmol/L', decimals: 2, method: '脲酶法', ranges: urea }],
  [
    'CREA',
    '肌酐',
    'Creatinine',
    { unit: 'μmol/L', decimals: 0, method: '酶法', ranges: creatinine, meaning: '升高见于肾小球滤过功能下降。' },
  ],
  [
    'UA',
    '尿酸',
    'Uric acid',
    { unit: 'μmol/L', decimals: 0, method: '尿酸酶法', ranges: bySex([208, 428], [155, 357]) },
  ],
  [
    'GLU',
    '葡萄糖',
    'Glucose',
    {
      unit: 'mmol/L',
      decimals: 2,
      method: '己糖激酶法',
      ranges: [...adult(3.9, 6.1, [2.8, 22.2]), newborn([2.2, 16.6])],
      meaning: '空腹参考区间。未及时分离的标本葡萄糖会下降。',
    },
  ],
  [
    'HbA1c',
    '糖化血红蛋白',
    'Haemoglobin A1c',
    { unit: '%', decimals: 1, method: '高效液相色谱法', ranges: adult(4, 6) },
  ],
  [
    'K',
    '钾',
    'Potassium',
    {
      unit: 'mmol/L',
      decimals: 2,
      method: '离子选择电极法',
      ranges: adult(3.5, 5.3, [2.8, 6.2]),
      meaning: '溶血、EDTA 污染可致假性升高。',
    },
  ],
  [
    'Na',
    '钠',
    'Sodium',
    { unit: 'mmol/L', decimals: 1, method: '离子选择电极法', ranges: adult(137, 147, [120, 160]) },
  ],
  [
    'Cl',
    '氯',
    'Chloride',
    { unit: 'mmol/L', decimals: 1, method: '离子选择电极法', ranges: adult(99, 110, [80, 120]) },
  ],
  ['CO2', '二氧化碳', 'Carbon dioxide', { unit: 'mmol/L', decimals: 1, method: '酶法' }],
  [
    'AG',
    '阴离子间隙',
    'Anion gap',
    { unit: 'mmol/L', decimals: 1, method: '计算', formula: '{Na} - {Cl} - {CO2}', mayBeNegative: true },
  ],
  ['Ca', '钙', 'Calcium', { unit: 'mmol/L', decimals: 2, method: '偶氮胂Ⅲ法', ranges: adult(2.11, 2.52, [1.6, 3.5]) }],
  ['P', '无机磷', 'Phosphate', { unit: 'mmol/L', decimals: 2, method: '磷钼酸法', ranges: adult(0.85, 1.51) }],
  ['Mg', '镁', 'Magnesium', { unit: 'mmol/L', decimals: 2, method: '二甲苯胺蓝法', ranges: adult(0.75, 1.02) }],
  [
    'TC',
    '总胆固醇',
    'Total cholesterol',
    { unit: 'mmol/L', decimals: 2, method: '酶法', ranges: adult(null, 5.2), meaning: '参考值为合适水平。' },
  ],
  [
    'TG',
    '甘油三酯',
    'Triglycerides',
    { unit: 'mmol/L', decimals: 2, method: '酶法', ranges: adult(null, 1.7), meaning: '参考值为合适水平。' },
  ],
  [
    'HDL-C',
    '高密度脂蛋白胆固醇',
    'HDL cholesterol',
    { unit: 'mmol/L', decimals: 2, method: '匀相法', ranges: adult(1.0, null) },
  ],
  [
    'LDL-C',
    '低密度脂蛋白胆固醇',
    'LDL cholesterol',
    {
      unit: 'mmol/L',
      decimals: 2,
      method: '匀相法',
      ranges: adult(null, 3.4),
      meaning: '参考值为合适水平，治疗目标按危险分层。',
    },
  ],
  [
    'CRP',
    'C反应蛋白',
    'C-reactive protein',
    { unit: 'mg/L', decimals: 1, method: '免疫比浊法', ranges: adult(null, 10) },
  ],
]);

export const bloodGasTests: TestEntry[] = tests('chemistry', 2500, [
  ['pH', '酸碱度', 'pH', { decimals: 2, ranges: adult(7.35, 7.45, [7.2, 7.6]) }],
  ['PCO2', '二氧化碳分压', 'pCO2', { unit: 'mmHg', decimals: 0, ranges: adult(35, 45, [20, 70]) }],
  ['PO2', '氧分压', 'pO2', { unit: 'mmHg', decimals: 0, ranges: adult(80, 100, [45, null]) }],
  ['LAC', '乳酸', 'Lactate', { unit: 'mmol/L', decimals: 1, ranges: adult(0.5, 1.6) }],
]);
