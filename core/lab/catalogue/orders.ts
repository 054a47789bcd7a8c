// Order items, and what they are drawn into (LAB-04, 06, 84).
import type { ContainerEntry, OrderItemEntry, RejectionReasonEntry, SpecimenTypeEntry } from '../dictionary.ts';

const named = (code: string, name: string, nameEn: string) => ({ code, name, nameEn, enabled: true });

export const specimenTypes: SpecimenTypeEntry[] = [
  named('whole-blood', '全血', 'Whole blood'),
  named('serum', '血清', 'Serum'),
  named('plasma', '血浆', 'Plasma'),
  named('arterial-blood', '动脉血', 'Arterial blood'),
  named('urine', '尿液', 'Urine'),
  named('stool', '粪便', 'Stool'),
  named('sputum', '痰液', 'Sputum'),
  named('swab', '咽拭子', 'Throat swab'),
  named('csf', '脑脊液', 'Cerebrospinal fluid'),
];

const tube = (code: string, name: string, nameEn: string, colour: string, colourName: string): ContainerEntry => ({
  ...named(code, name, nameEn),
  colour,
  colourName,
});

/** Cap colours as usual in China. */
export const containers: ContainerEntry[] = [
  tube('edta-purple', 'EDTA-K2 抗凝管', 'K2 EDTA tube', '#7b3fa0', '紫色'),
  tube('sst-yellow', '分离胶促凝管', 'Serum separator tube', '#e3b505', '黄色'),
  tube('plain-red', '普通血清管', 'Plain serum tube', '#c62828', '红色'),
  tube('citrate-blue', '枸橼酸钠抗凝管', 'Sodium citrate tube', '#4a90d9', '蓝色'),
  tube('fluoride-grey', '氟化钠抗凝管', 'Sodium fluoride tube', '#8a8d91', '灰色'),
  tube('heparin-green', '肝素抗凝管', 'Heparin tube', '#2e8b57', '绿色'),
  tube('gas-syringe', '动脉采血器', 'Blood gas syringe', '#2e8b57', '绿色'),
  tube('urine-cup', '尿杯', 'Urine cup', '#f5f5f5', '白色'),
  tube('stool-cup', '便盒', 'Stool cup', '#f5f5f5', '白色'),
  tube('sputum-cup', '痰杯', 'Sputum cup', '#f5f5f5', '白色'),
  tube('swab-tube', '病毒采样管', 'Viral transport tube', '#d84f7f', '粉红色'),
];

export const rejectionReasons: RejectionReasonEntry[] = [
  named('haemolysis', '标本溶血', 'Haemolysed'),
  named('clotted', '标本凝固', 'Clotted'),
  named('lipaemia', '标本严重脂血', 'Lipaemic'),
  named('insufficient', '标本量不足', 'Insufficient volume'),
  named('overfilled', '采血量过多', 'Overfilled'),
  named('wrong-container', '容器错误', 'Wrong container'),
  named('wrong-type', '标本类型错误', 'Wrong specimen type'),
  named('no-label', '无标签或标签脱落', 'No label'),
  named('label-mismatch', '标签与申请不符', 'Label does not match the order'),
  named('leaking', '容器破损渗漏', 'Leaking container'),
  named('too-late', '送检超时', 'Too long under way'),
  named('contaminated', '标本污染', 'Contaminated'),
  named('duplicate', '重复送检', 'Sent twice'),
];

const sets = {
  count: [
    'WBC',
    'NEUT#',
    'LYMPH#',
    'MONO#',
    'EO#',
    'BASO#',
    'NEUT%',
    'LYMPH%',
    'MONO%',
    'EO%',
    'BASO%',
    'RBC',
    'HGB',
    'HCT',
    'MCV',
    'MCH',
    'MCHC',
    'RDW-CV',
    'RDW-SD',
    'PLT',
    'MPV',
  ],
  liver: ['ALT', 'AST', 'GGT', 'ALP', 'TP', 'ALB', 'GLB', 'A/G', 'TBIL', 'DBIL', 'IBIL'],
  kidney: ['UREA', 'CREA', 'UA'],
  lipids: ['TC', 'TG', 'HDL-C', 'LDL-C'],
  electrolytes: ['K', 'Na', 'Cl', 'Ca', 'P', 'Mg'],
};

type Home = Pick<OrderItemEntry, 'groupId' | 'specimenType' | 'container' | 'barcodeGroup'>;
const bloodCount: Home = {
  groupId: 'haematology',
  specimenType: 'whole-blood',
  container: 'edta-purple',
  barcodeGroup: 'blood-count',
};
const coagulation: Home = {
  groupId: 'haematology',
  specimenType: 'plasma',
  container: 'citrate-blue',
  barcodeGroup: 'coagulation',
};
const chemistry: Home = {
  groupId: 'chemistry',
  specimenType: 'serum',
  container: 'sst-yellow',
  barcodeGroup: 'chemistry',
};
const immunology: Home = {
  groupId: 'immunology',
  specimenType: 'serum',
  container: 'sst-yellow',
  barcodeGroup: 'immunology',
};
const molecular = (specimenType: string, container: string): Home => ({
  groupId: 'molecular',
  specimenType,
  container,
  barcodeGroup: 'molecular',
});
const fluids = (specimenType: string, container: string): Home => ({
  groupId: 'fluids',
  specimenType,
  container,
  barcodeGroup: specimenType,
});

const item = (code: string, name: string, home: Home, testCodes: string[]): OrderItemEntry => ({
  code,
  name,
  ...home,
  testCodes,
  fee: null,
  enabled: true,
});

export const orderItems: OrderItemEntry[] = [
  item('CBC', '血常规(五分类)', bloodCount, sets.count),
  item('RET', '网织红细胞计数', bloodCount, ['RET#', 'RET%']),
  item('COAG', '凝血四项', coagulation, ['PT', 'INR', 'APTT', 'FIB', 'TT']),
  item('DDIMER', 'D-二聚体', coagulation, ['D-D']),
  item('LIVER', '肝功能', chemistry, sets.liver),
  item('KIDNEY', '肾功能', chemistry, sets.kidney),
  item('LIPID', '血脂四项', chemistry, sets.lipids),
  item('ELEC', '电解质六项', chemistry, sets.electrolytes),
  item('GLUCOSE', '空腹血糖', chemistry, ['GLU']),
  item('GLUCOSE-F', '葡萄糖(氟化钠管)', { ...chemistry, specimenType: 'plasma', container: 'fluoride-grey' }, ['GLU']),
  item(
    'HBA1C',
    '糖化血红蛋白',
    { ...chemistry, specimenType: 'whole-blood', container: 'edta-purple', barcodeGroup: 'hba1c' },
    ['HbA1c'],
  ),
  item('MYOCARD', '心肌酶谱', chemistry, ['AST', 'LDH', 'CK']),
  item('CRP', 'C反应蛋白', chemistry, ['CRP']),
  item('CHEM20', '生化全套', chemistry, [...sets.liver, ...sets.kidney, ...sets.lipids, 'GLU']),
  item(
    'GAS',
    '血气分析',
    { ...chemistry, specimenType: 'arterial-blood', container: 'gas-syringe', barcodeGroup: 'gas' },
    ['pH', 'PCO2', 'PO2', 'LAC'],
  ),
  item('THYROID3', '甲功三项', immunology, ['TSH', 'FT3', 'FT4']),
  item('THYROID5', '甲功五项', immunology, ['TSH', 'FT3', 'FT4', 'TT3', 'TT4']),
  item('TSH-T4', '促甲状腺激素+总甲状腺素', immunology, ['TSH', 'TT4']),
  item('TUMOUR', '肿瘤标志物两项', immunology, ['AFP', 'CEA']),
  item('INFECT4', '输血前四项', immunology, ['HBsAg', 'HCV-Ab', 'HIV-Ab', 'TP-Ab']),
  item('TROPONIN', '肌钙蛋白I', immunology, ['cTnI']),
  item('PROCT', '降钙素原', immunology, ['ProCT']),
  item('HCG', '人绒毛膜促性腺激素', immunology, ['HCG']),
  item('XPERT-MTB', '结核分枝杆菌及利福平耐药检测', molecular('sputum', 'sputum-cup'), ['MTB-DNA', 'MTB-RIF']),
  item('XPERT-HIV', 'HIV-1 病毒载量', molecular('plasma', 'edta-purple'), ['HIV-RNA', 'HIV-RNA-LOG']),
  item('XPERT-COV', '新型冠状病毒核酸', molecular('swab', 'swab-tube'), ['SARS2-RNA']),
  item('URINE', '尿常规', fluids('urine', 'urine-cup'), [
    'U-COL',
    'U-CLA',
    'U-GLU',
    'U-PRO',
    'U-BIL',
    'U-KET',
    'U-BLD',
    'U-LEU',
    'U-NIT',
    'U-SG',
    'U-PH',
  ]),
  item('OB', '粪便隐血', fluids('stool', 'stool-cup'), ['OB']),
];
