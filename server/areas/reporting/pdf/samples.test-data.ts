// Made-up reports for the tests of the PDF.
import type { LabReport, ReportLine } from '../../../../core/reporting/model.ts';
import type { LabelData } from './index.ts';

type Row = [
  code: string,
  name: string,
  english: string,
  value: string,
  unit: string,
  range: string,
  mark: ReportLine['mark'],
];

const rows: Row[] = [
  ['WBC', '白细胞计数', 'WBC', '32.15', '10^9/L', '3.50~9.50', 'criticalHigh'],
  ['NEU%', '中性粒细胞百分比', 'NEU%', '88.4', '%', '40.0~75.0', 'high'],
  ['LYM%', '淋巴细胞百分比', 'LYM%', '6.2', '%', '20.0~50.0', 'low'],
  ['MON%', '单核细胞百分比', 'MON%', '4.9', '%', '3.0~10.0', ''],
  ['EOS%', '嗜酸性粒细胞百分比', 'EOS%', '0.4', '%', '0.4~8.0', ''],
  ['BAS%', '嗜碱性粒细胞百分比', 'BAS%', '0.1', '%', '0.0~1.0', ''],
  ['RBC', '红细胞计数', 'RBC', '2.98', '10^12/L', '4.30~5.80', 'low'],
  ['HGB', '血红蛋白', 'HGB', '58', 'g/L', '130~175', 'criticalLow'],
  ['HCT', '红细胞压积', 'HCT', '0.268', 'L/L', '0.400~0.500', 'low'],
  ['PLT', '血小板计数', 'PLT', '186', '10^9/L', '125~350', ''],
  ['K', '钾', 'Potassium', '4.12', 'mmol/L', '3.50~5.30', ''],
  ['GLU', '葡萄糖', 'Glucose', '6.4', 'mmol/L', '3.9~6.1', 'high'],
  ['HBSAG', '乙型肝炎病毒表面抗原', 'HBsAg', '阳性(+)', '', '阴性(-)', 'abnormal'],
];

export function lines(count: number): ReportLine[] {
  return Array.from({ length: count }, (_, index) => {
    const [testCode, name, nameEn, value, unit, range, mark] = rows[index % rows.length] ?? rows[0]!;
    return { testCode, name, nameEn, value, unit, range, mark, method: '' };
  });
}

/** A bell over `channels` channels, deterministic. */
const bell = (channels: number, centre: number, width: number): number[] =>
  Array.from({ length: channels }, (_, x) => Math.round(200 * Math.exp(-(((x - centre) / width) ** 2))));

export const histograms: LabReport['histograms'] = [
  ['WBC 直方图', 60, 14],
  ['RBC 直方图', 90, 12],
  ['PLT 直方图', 20, 9],
].map(([name, centre, width]) => ({
  name: String(name),
  kind: 'histogram',
  mediaType: 'application/octet-stream',
  picture: null,
  counts: bell(128, Number(centre), Number(width)),
}));

export function report(part: Partial<LabReport> = {}): LabReport {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    specimenId: '00000000-0000-4000-8000-000000000002',
    version: 1,
    state: 'released',
    verificationCode: 'K7MPQ2XVR94T',
    contentHash: 'ab'.repeat(32),
    title: '血液检验报告单',
    hospital: '医枢示范医院',
    patient: { name: '欧阳春晓', sex: 'female', age: '45岁', number: 'P00120458' },
    visit: {
      kind: 'inpatient',
      number: 'ZY2026071733',
      departmentName: '血液内科一病区',
      bed: '12',
      diagnosis: '贫血待查；发热',
    },
    barcode: '260717003125',
    sampleNumber: '0312',
    specimenType: '静脉血',
    orderingDoctor: '赵明远',
    items: '血常规五分类',
    lines: lines(3),
    histograms: [],
    remark: '',
    footer: '',
    collectedAt: '2026-07-17T00:12:00.000Z',
    receivedAt: '2026-07-17T00:40:00.000Z',
    testedAt: '2026-07-17T01:02:00.000Z',
    releasedAt: '2026-07-17T01:15:00.000Z',
    testedBy: '李检验',
    reviewedBy: '王审核',
    testedBySignature: null,
    reviewedBySignature: null,
    recall: null,
    paper: 'A4',
    doubleColumnFrom: null,
    ...part,
  };
}

export function label(part: Partial<LabelData> = {}): LabelData {
  return {
    barcode: '260717003125',
    hospital: '医枢示范医院',
    patientName: '欧阳春晓',
    sex: '女',
    age: '45岁',
    department: '血液内科一病区',
    bed: '12',
    visitNumber: 'ZY2026071733',
    specimenType: '静脉血',
    containerName: 'EDTA 抗凝管',
    colour: '#7d3c98',
    colourName: '紫色',
    items: '血常规五分类、网织红细胞、血沉',
    group: '血球',
    urgency: '急',
    printedAt: '2026-07-17 08:05',
    ...part,
  };
}
