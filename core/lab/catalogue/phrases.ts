// Groups, report templates and the words that are picked rather than typed (LAB-80).
import type { GroupEntry, PhraseEntry, ReportTemplateEntry } from '../dictionary.ts';

const group = (
  code: string,
  name: string,
  nameEn: string,
  printOrder: number,
  requireSecondReview = false,
): GroupEntry => ({
  code,
  name,
  nameEn,
  enabled: true,
  departmentId: 'laboratory',
  requireSecondReview,
  printOrder,
});

export const groups: GroupEntry[] = [
  group('haematology', '临检血液', 'Haematology', 1),
  group('chemistry', '生化', 'Chemistry', 2),
  group('immunology', '免疫', 'Immunology', 3),
  group('molecular', '分子', 'Molecular', 4, true),
  group('fluids', '体液', 'Body fluids', 5),
];

const FOOTER = '本结果仅对所检标本负责，仅供临床参考。';

const template = (
  code: string,
  name: string,
  nameEn: string,
  groupId: string | null,
  part: Partial<ReportTemplateEntry> = {},
): ReportTemplateEntry => ({
  code,
  name,
  nameEn,
  enabled: true,
  title: '检验报告单',
  groupId,
  paper: 'A5',
  doubleColumnFrom: 21,
  showHistograms: false,
  footer: FOOTER,
  ...part,
});

export const reportTemplates: ReportTemplateEntry[] = [
  template('general', '通用检验报告', 'General report', null),
  template('blood-count', '血常规报告(带图)', 'Blood count with graphs', 'haematology', {
    paper: 'A4',
    showHistograms: true,
    doubleColumnFrom: 30,
  }),
  template('chemistry', '生化报告', 'Chemistry report', 'chemistry'),
  template('molecular', '分子检验报告', 'Molecular report', 'molecular', {
    doubleColumnFrom: null,
    footer: `${FOOTER} 阴性结果不能排除感染。`,
  }),
];

type Kind = PhraseEntry['kind'];
const phrases = (
  kind: Kind,
  entries: readonly (readonly [code: string, name: string, nameEn: string])[],
): PhraseEntry[] =>
  entries.map(([code, name, nameEn]) => ({ code: `${kind}.${code}`, name, nameEn, enabled: true, kind }));

export const phraseEntries: PhraseEntry[] = [
  ...phrases('remark', [
    ['slight-haemolysis', '标本轻度溶血，部分结果可能受影响', 'Slightly haemolysed; some results may be affected'],
    ['lipaemia', '标本脂血，部分结果可能受影响', 'Lipaemic; some results may be affected'],
    ['jaundice', '标本黄疸', 'Icteric'],
    ['repeated', '结果已复查', 'Repeated and confirmed'],
    ['diluted', '结果经稀释后测定', 'Measured after dilution'],
    ['smear', '已推片镜检', 'Checked on a smear'],
    ['platelet-clumps', '血小板聚集，建议枸橼酸钠管复查', 'Platelet clumps; repeat in citrate'],
    ['recollect', '建议重新采样复查', 'A new specimen is advised'],
  ]),
  ...phrases('diagnosis', [
    ['fever', '发热待查', 'Fever of unknown origin'],
    ['anaemia', '贫血', 'Anaemia'],
    ['pneumonia', '肺炎', 'Pneumonia'],
    ['diabetes', '2型糖尿病', 'Type 2 diabetes'],
    ['hypertension', '高血压', 'Hypertension'],
    ['hepatitis', '肝功能异常', 'Abnormal liver function'],
    ['kidney', '肾功能不全', 'Renal insufficiency'],
    ['hyperthyroid', '甲状腺功能亢进', 'Hyperthyroidism'],
    ['checkup', '健康体检', 'Check-up'],
  ]),
  ...phrases('appearance', [
    ['normal', '正常', 'Normal'],
    ['haemolysed', '溶血', 'Haemolysed'],
    ['lipaemic', '脂血', 'Lipaemic'],
    ['icteric', '黄疸', 'Icteric'],
    ['clotted', '有凝块', 'Clot present'],
    ['bloody', '血性', 'Bloody'],
    ['purulent', '脓性', 'Purulent'],
  ]),
  ...phrases('negativeResult', [
    ['negative', '阴性(-)', 'Negative'],
    ['not-detected', '未检出', 'Not detected'],
    ['not-seen', '未见', 'Not seen'],
    ['no-growth', '无细菌生长', 'No growth'],
    ['normal-flora', '正常菌群', 'Normal flora'],
  ]),
  ...phrases('deliveryPlace', [
    ['outpatient', '门诊检验窗口', 'Outpatient window'],
    ['emergency', '急诊检验室', 'Emergency laboratory'],
    ['ward', '病区护士站', 'Ward'],
    ['checkup', '体检中心', 'Check-up centre'],
  ]),
  ...phrases('patientType', [
    ['self-pay', '自费', 'Self-pay'],
    ['insured', '职工医保', 'Employee insurance'],
    ['resident', '居民医保', 'Resident insurance'],
    ['public', '公费', 'Publicly funded'],
    ['green-channel', '绿色通道', 'Green channel'],
  ]),
  ...phrases('antibiotic', [
    ['penicillin', '青霉素', 'Penicillin'],
    ['ceftriaxone', '头孢曲松', 'Ceftriaxone'],
    ['meropenem', '美罗培南', 'Meropenem'],
    ['levofloxacin', '左氧氟沙星', 'Levofloxacin'],
    ['vancomycin', '万古霉素', 'Vancomycin'],
    ['gentamicin', '庆大霉素', 'Gentamicin'],
  ]),
  ...phrases('bacterium', [
    ['eco', '大肠埃希菌', 'Escherichia coli'],
    ['kpn', '肺炎克雷伯菌', 'Klebsiella pneumoniae'],
    ['sau', '金黄色葡萄球菌', 'Staphylococcus aureus'],
    ['pae', '铜绿假单胞菌', 'Pseudomonas aeruginosa'],
    ['aba', '鲍曼不动杆菌', 'Acinetobacter baumannii'],
  ]),
  ...phrases('sensitivity', [
    ['s', '敏感 S', 'Susceptible'],
    ['i', '中介 I', 'Intermediate'],
    ['r', '耐药 R', 'Resistant'],
    ['sdd', '剂量依赖敏感 SDD', 'Susceptible, dose dependent'],
  ]),
];
