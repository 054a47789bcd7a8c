// Blood count and coagulation. Adult ranges of the count: WS/T 405-2012; coagulation is each laboratory's own. Unverified start.
import type { TestEntry } from '../dictionary.ts';
import { adult, atAnyAge, bySex, tests } from './build.ts';

const CELLS = '10^9/L';

export const haematologyTests: TestEntry[] = tests('haematology', 1000, [
  [
    'WBC',
    '白细胞计数',
    'White blood cells',
    {
      unit: CELLS,
      decimals: 2,
      ranges: adult(3.5, 9.5, [1.5, 30]),
      meaning: '升高见于细菌感染、炎症、白血病等；降低见于病毒感染、再生障碍性贫血、化疗后等。',
    },
  ],
  ['NEUT#', '中性粒细胞绝对值', 'Neutrophils', { unit: CELLS, decimals: 2, ranges: adult(1.8, 6.3, [0.5, null]) }],
  ['LYMPH#', '淋巴细胞绝对值', 'Lymphocytes', { unit: CELLS, decimals: 2, ranges: adult(1.1, 3.2) }],
  ['MONO#', '单核细胞绝对值', 'Monocytes', { unit: CELLS, decimals: 2, ranges: adult(0.1, 0.6) }],
  ['EO#', '嗜酸性粒细胞绝对值', 'Eosinophils', { unit: CELLS, decimals: 2, ranges: adult(0.02, 0.52) }],
  ['BASO#', '嗜碱性粒细胞绝对值', 'Basophils', { unit: CELLS, decimals: 2, ranges: adult(0, 0.06) }],
  ['NEUT%', '中性粒细胞百分数', 'Neutrophils %', { unit: '%', decimals: 1, ranges: adult(40, 75) }],
  ['LYMPH%', '淋巴细胞百分数', 'Lymphocytes %', { unit: '%', decimals: 1, ranges: adult(20, 50) }],
  ['MONO%', '单核细胞百分数', 'Monocytes %', { unit: '%', decimals: 1, ranges: adult(3, 10) }],
  ['EO%', '嗜酸性粒细胞百分数', 'Eosinophils %', { unit: '%', decimals: 1, ranges: adult(0.4, 8.0) }],
  ['BASO%', '嗜碱性粒细胞百分数', 'Basophils %', { unit: '%', decimals: 1, ranges: adult(0, 1) }],
  ['RBC', '红细胞计数', 'Red blood cells', { unit: '10^12/L', decimals: 2, ranges: bySex([4.3, 5.8], [3.8, 5.1]) }],
  [
    'HGB',
    '血红蛋白',
    'Haemoglobin',
    {
      unit: 'g/L',
      decimals: 0,
      ranges: bySex([130, 175], [115, 150], [50, 200]),
      meaning: '降低见于各类贫血、失血；升高见于真性红细胞增多症、脱水、慢性缺氧等。',
    },
  ],
  ['HCT', '红细胞压积', 'Haematocrit', { unit: 'L/L', decimals: 3, ranges: bySex([0.4, 0.5], [0.35, 0.45]) }],
  [
    'MCV',
    '平均红细胞体积',
    'MCV',
    { unit: 'fL', decimals: 1, ranges: adult(82, 100), meaning: '个体内变异小，短期内变化超过 3 fL 应核对标本身份。' },
  ],
  ['MCH', '平均红细胞血红蛋白量', 'MCH', { unit: 'pg', decimals: 1, ranges: adult(27, 34) }],
  ['MCHC', '平均红细胞血红蛋白浓度', 'MCHC', { unit: 'g/L', decimals: 0, ranges: adult(316, 354) }],
  ['RDW-CV', '红细胞分布宽度CV', 'RDW-CV', { unit: '%', decimals: 1 }],
  ['RDW-SD', '红细胞分布宽度SD', 'RDW-SD', { unit: 'fL', decimals: 1 }],
  [
    'PLT',
    '血小板计数',
    'Platelets',
    {
      unit: CELLS,
      decimals: 0,
      ranges: adult(125, 350, [30, 1000]),
      meaning: '降低时出血风险增加，应排除 EDTA 依赖性聚集。',
    },
  ],
  ['MPV', '平均血小板体积', 'MPV', { unit: 'fL', decimals: 1 }],
  ['PDW', '血小板分布宽度', 'PDW', { unit: 'fL', decimals: 1 }],
  ['PDW-R', '血小板分布宽度(比值)', 'PDW (ratio)', { decimals: 1 }],
  ['PCT', '血小板压积', 'Plateletcrit', { unit: '%', decimals: 3 }],
  ['P-LCR', '大型血小板比率', 'Platelet large cell ratio', { unit: '%', decimals: 1 }],
  ['IG#', '未成熟粒细胞绝对值', 'Immature granulocytes', { unit: CELLS, decimals: 2 }],
  ['IG%', '未成熟粒细胞百分数', 'Immature granulocytes %', { unit: '%', decimals: 1 }],
  ['NRBC#', '有核红细胞绝对值', 'Nucleated red cells', { unit: CELLS, decimals: 2 }],
  ['NRBC%', '有核红细胞百分数', 'Nucleated red cells %', { unit: '%', decimals: 1 }],
  ['RET#', '网织红细胞绝对值', 'Reticulocytes', { unit: '10^12/L', decimals: 4 }],
  ['RET%', '网织红细胞百分数', 'Reticulocytes %', { unit: '%', decimals: 2 }],
  ['IRF', '未成熟网织红细胞比率', 'Immature reticulocyte fraction', { unit: '%', decimals: 1 }],
  ['RET-He', '网织红细胞血红蛋白含量', 'Reticulocyte haemoglobin', { unit: 'pg', decimals: 1 }],
]);

export const coagulationTests: TestEntry[] = tests('haematology', 1500, [
  [
    'PT',
    '凝血酶原时间',
    'Prothrombin time',
    { unit: 's', decimals: 1, method: '凝固法', ranges: atAnyAge([null, 30]) },
  ],
  ['INR', '国际标准化比值', 'INR', { decimals: 2, method: '凝固法', ranges: atAnyAge([null, 4.5]) }],
  ['APTT', '活化部分凝血活酶时间', 'APTT', { unit: 's', decimals: 1, method: '凝固法', ranges: atAnyAge([null, 70]) }],
  ['FIB', '纤维蛋白原', 'Fibrinogen', { unit: 'g/L', decimals: 2, method: '凝固法', ranges: adult(2, 4, [1, 8]) }],
  ['TT', '凝血酶时间', 'Thrombin time', { unit: 's', decimals: 1, method: '凝固法' }],
  ['D-D', 'D-二聚体', 'D-dimer', { unit: 'mg/L FEU', decimals: 2, method: '免疫比浊法', ranges: adult(null, 0.5) }],
]);
