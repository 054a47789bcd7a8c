// Made-up dictionaries for tests and pictures of the screens.
import { type Dictionaries, type OrderItemEntry, openRange, type TestEntry } from '../../core/lab/dictionary.ts';

type TestLineSource = readonly [
  code: string,
  name: string,
  nameEn: string,
  unit: string,
  low: number,
  high: number,
  criticalLow?: number,
  criticalHigh?: number,
];

const blood: readonly TestLineSource[] = [
  ['WBC', '白细胞计数', 'White blood cells', '10^9/L', 3.5, 9.5, 1.5, 30],
  ['NEUT%', '中性粒细胞百分比', 'Neutrophils %', '%', 40, 75],
  ['LYMPH%', '淋巴细胞百分比', 'Lymphocytes %', '%', 20, 50],
  ['MONO%', '单核细胞百分比', 'Monocytes %', '%', 3, 10],
  ['EO%', '嗜酸性粒细胞百分比', 'Eosinophils %', '%', 0.4, 8],
  ['BASO%', '嗜碱性粒细胞百分比', 'Basophils %', '%', 0, 1],
  ['NEUT#', '中性粒细胞绝对值', 'Neutrophils', '10^9/L', 1.8, 6.3, 0.5],
  ['LYMPH#', '淋巴细胞绝对值', 'Lymphocytes', '10^9/L', 1.1, 3.2],
  ['MONO#', '单核细胞绝对值', 'Monocytes', '10^9/L', 0.1, 0.6],
  ['RBC', '红细胞计数', 'Red blood cells', '10^12/L', 4.3, 5.8],
  ['HGB', '血红蛋白', 'Haemoglobin', 'g/L', 130, 175, 50, 230],
  ['HCT', '红细胞压积', 'Haematocrit', '%', 40, 50],
  ['MCV', '平均红细胞体积', 'MCV', 'fL', 82, 100],
  ['MCH', '平均红细胞血红蛋白量', 'MCH', 'pg', 27, 34],
  ['MCHC', '平均红细胞血红蛋白浓度', 'MCHC', 'g/L', 316, 354],
  ['RDW-CV', '红细胞分布宽度', 'RDW-CV', '%', 11.5, 14.5],
  ['PLT', '血小板计数', 'Platelets', '10^9/L', 125, 350, 30, 1000],
  ['MPV', '平均血小板体积', 'MPV', 'fL', 7.4, 12.5],
];
const chemistry: readonly TestLineSource[] = [
  ['K', '钾', 'Potassium', 'mmol/L', 3.5, 5.3, 2.8, 6.2],
  ['NA', '钠', 'Sodium', 'mmol/L', 137, 147, 120, 160],
  ['CL', '氯', 'Chloride', 'mmol/L', 99, 110],
  ['GLU', '葡萄糖', 'Glucose', 'mmol/L', 3.9, 6.1, 2.5, 22.2],
  ['UREA', '尿素', 'Urea', 'mmol/L', 3.1, 8, undefined, 36],
  ['CREA', '肌酐', 'Creatinine', 'μmol/L', 57, 97, undefined, 650],
  ['UA', '尿酸', 'Uric acid', 'μmol/L', 208, 428],
  ['ALT', '丙氨酸氨基转移酶', 'ALT', 'U/L', 9, 50],
  ['AST', '天门冬氨酸氨基转移酶', 'AST', 'U/L', 15, 40],
  ['TP', '总蛋白', 'Total protein', 'g/L', 65, 85],
  ['ALB', '白蛋白', 'Albumin', 'g/L', 40, 55],
  ['GLB', '球蛋白', 'Globulin', 'g/L', 20, 40],
];
const urine: readonly TestLineSource[] = [
  ['U-LEU', '尿白细胞', 'Leucocytes', '', 0, 0],
  ['U-PRO', '尿蛋白', 'Protein', '', 0, 0],
  ['U-GLU', '尿葡萄糖', 'Glucose', '', 0, 0],
  ['U-KET', '尿酮体', 'Ketones', '', 0, 0],
];

export const normalWord = '阴性(-)';

function tests(groupId: string, lines: readonly TestLineSource[], words: boolean): [string, TestEntry][] {
  return lines.map(([code, name, nameEn, unit, low, high, criticalLow, criticalHigh], index) => [
    code,
    {
      code,
      name,
      nameEn,
      groupId,
      unit,
      printOrder: index + 1,
      method: words ? '干化学' : '仪器法',
      kind: words ? 'text' : 'numeric',
      decimals: words ? null : high < 20 ? 2 : 1,
      defaultResult: words ? normalWord : '',
      commonResults: words ? [normalWord, '弱阳性(±)', '阳性(1+)', '阳性(2+)', '阳性(3+)'] : [],
      clinicalMeaning: `${name}：供界面测试的临床意义文字。`,
      negativeIsSuspicious: false,
      formula: code === 'GLB' ? '{TP} - {ALB}' : null,
      ranges: [
        words
          ? { ...openRange, normalTexts: [normalWord] }
          : { ...openRange, low, high, criticalLow: criticalLow ?? null, criticalHigh: criticalHigh ?? null },
      ],
      enabled: true,
    },
  ]);
}

function named(entries: readonly (readonly [string, string, string])[]) {
  return Object.fromEntries(entries.map(([code, name, nameEn]) => [code, { code, name, nameEn, enabled: true }]));
}

function item(
  code: string,
  name: string,
  groupId: string,
  testCodes: string[],
  specimenType: string,
  container: string,
): [string, OrderItemEntry] {
  return [
    code,
    { code, name, groupId, testCodes, specimenType, container, barcodeGroup: code, fee: 20, enabled: true },
  ];
}

const instrument = (id: string, name: string, driverId: string, groupId: string, codes: readonly TestLineSource[]) => ({
  id,
  name,
  driverId,
  groupId,
  instrumentGroup: groupId,
  channels: codes.map(([code]) => ({
    channel: code,
    testCode: code,
    unit: null,
    factor: 1,
    decimals: null,
    ignore: false,
  })),
  clockToleranceHours: 24,
  enabled: true,
});

export function fixtureDictionaries(): Dictionaries {
  const group = (code: string, name: string, nameEn: string, printOrder: number, requireSecondReview: boolean) => [
    code,
    { code, name, nameEn, enabled: true, departmentId: 'LAB', requireSecondReview, printOrder },
  ];
  return {
    version: 7,
    test: Object.fromEntries([
      ...tests('HEM', blood, false),
      ...tests('CHEM', chemistry, false),
      ...tests('URI', urine, true),
    ]),
    instrument: {
      'xn-1': instrument('xn-1', 'Sysmex XN-550', 'sysmex-xn-550', 'HEM', blood),
      'c311-1': instrument('c311-1', 'cobas c311', 'roche-cobas-c311', 'CHEM', chemistry),
      'bs-1': instrument('bs-1', 'BS-480', 'mindray-bs-480', 'CHEM', chemistry),
    },
    orderItem: Object.fromEntries([
      item(
        'CBC',
        '血常规五分类',
        'HEM',
        blood.map(([code]) => code),
        'WB',
        'PURPLE',
      ),
      item('LYTE', '电解质三项', 'CHEM', ['K', 'NA', 'CL'], 'SER', 'YELLOW'),
      item('RENAL', '肾功三项', 'CHEM', ['UREA', 'CREA', 'UA'], 'SER', 'YELLOW'),
      item('LIVER', '肝功能', 'CHEM', ['ALT', 'AST', 'TP', 'ALB', 'GLB'], 'SER', 'YELLOW'),
      item('GLU', '空腹血糖', 'CHEM', ['GLU'], 'SER', 'GRAY'),
      item(
        'URINE',
        '尿常规',
        'URI',
        urine.map(([code]) => code),
        'UR',
        'WHITE',
      ),
    ]),
    group: Object.fromEntries([
      group('CHEM', '生化组', 'Chemistry', 1, false),
      group('HEM', '血球组', 'Haematology', 2, true),
      group('URI', '体液组', 'Body fluids', 3, false),
    ]),
    specimenType: named([
      ['WB', '全血', 'Whole blood'],
      ['SER', '血清', 'Serum'],
      ['UR', '尿液', 'Urine'],
    ]),
    container: {
      PURPLE: {
        code: 'PURPLE',
        name: 'EDTA-K2 管',
        nameEn: 'EDTA K2',
        enabled: true,
        colour: '#6f3fa0',
        colourName: '紫色',
      },
      YELLOW: { code: 'YELLOW', name: '分离胶管', nameEn: 'Gel', enabled: true, colour: '#e7b416', colourName: '黄色' },
      GRAY: {
        code: 'GRAY',
        name: '氟化钠管',
        nameEn: 'Fluoride',
        enabled: true,
        colour: '#8b949c',
        colourName: '灰色',
      },
      WHITE: { code: 'WHITE', name: '尿杯', nameEn: 'Urine cup', enabled: true, colour: '#f4f4f0', colourName: '白色' },
    },
    rejectionReason: named([
      ['HEMOLYSIS', '溶血', 'Haemolysed'],
      ['CLOT', '凝血', 'Clotted'],
      ['LITTLE', '标本量不足', 'Not enough'],
      ['TUBE', '容器错误', 'Wrong container'],
      ['LABEL', '标签不清或缺失', 'Label unreadable'],
      ['LATE', '送检超时', 'Too late'],
    ]),
    phrase: {
      R1: {
        code: 'R1',
        name: '标本轻度溶血，结果仅供参考',
        nameEn: 'Slightly haemolysed',
        enabled: true,
        kind: 'remark',
      },
      R2: { code: 'R2', name: '已复查', nameEn: 'Checked by rerun', enabled: true, kind: 'remark' },
      R3: { code: 'R3', name: '建议复查', nameEn: 'Repeat advised', enabled: true, kind: 'remark' },
    },
    reportTemplate: {
      STD: {
        code: 'STD',
        name: '标准报告',
        nameEn: 'Standard',
        enabled: true,
        title: '检验报告单',
        groupId: null,
        paper: 'A5',
        doubleColumnFrom: 20,
        showHistograms: true,
        footer: '本报告仅对所检标本负责',
      },
    },
  };
}
