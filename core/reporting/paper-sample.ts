// The made-up report that a layout is looked at with (样张): every part filled, nobody's data.
import type { ExamReport } from './exam-report.ts';
import type { ExamReportHead } from './exam-report-hash.ts';
import type { PaperLayout } from './paper-layout.ts';

const idOf = (tail: number): string => `00000000-0000-4000-8000-${String(tail).padStart(12, '0')}`;

interface SampleParts {
  /** Few words on one page, or an amended report over several with everything that it can have. */
  example: 'short' | 'long';
  hospital: string;
  /** Name of the institution that the layout is for. */
  institution: string;
  /** Instant of the sample, ISO 8601. */
  at: string;
  /** PNG data URLs in the place of key images. */
  pictures: readonly string[];
}

const findings = [
  '双侧大脑半球对称，脑实质内未见异常密度影，灰白质分界清楚。',
  '脑室系统大小、形态正常，脑沟、脑裂无增宽，中线结构居中。',
  '颅骨骨质未见异常；扫描范围内双侧上颌窦、筛窦清晰。',
].join('\n');

export function sampleSheet(
  { modalities }: Pick<PaperLayout, 'modalities'>,
  { example, hospital, institution, at, pictures }: SampleParts,
): { report: ExamReport; head: ExamReportHead } {
  const long = example === 'long';
  const modality = modalities[0] ?? 'CT';
  const sign = (role: 'author' | 'reviewer', personName: string) => ({
    ...{ role, personName, at },
    personId: idOf(role === 'author' ? 1 : 2),
    picture: null,
  });
  const head: ExamReportHead = {
    hospital,
    accessionNumber: '20260101000001',
    requestNumber: 'SQ000000001',
    patient: { id: idOf(9), number: '00000000', name: '样张患者', sex: 'female', birthDate: '1968-05-01' },
    visit: { kind: 'inpatient', number: 'ZY000001', departmentName: '神经内科一病区', bed: '12' },
    modality,
    bodyPart: '颅脑',
    procedureName: `颅脑${modality}平扫`,
    clinicalDiagnosis: '头痛待查',
    requestedBy: '申请医师',
    institutionName: institution,
    readAt: long ? '区域影像诊断中心（样张）' : '',
    acquiredAt: at,
  };
  const values = long
    ? ['第三脑室宽', '侧脑室体部指数', '左侧海马高', '右侧海马高', '中线偏移']
    : ['第三脑室宽', '中线偏移'];
  const report: ExamReport = {
    id: idOf(100),
    examId: idOf(101),
    service: 'radiology',
    version: 3,
    edition: long ? 2 : 1,
    state: 'final',
    content: {
      title: '',
      method: '轴位平扫，层厚 5 mm，骨窗及脑组织窗。',
      findings: long ? Array.from({ length: 12 }, () => findings).join('\n') : findings,
      impression: long
        ? '1. 颅脑平扫未见明显异常。\n2. 建议结合临床，必要时复查或行磁共振检查。'
        : '颅脑平扫未见明显异常。',
      positive: false,
      fields: { 对比剂: '未使用', 图像质量: '甲级' },
      statements: [],
      measurements: values.map((label, at) => ({ label, value: `${4 + at}`, unit: 'mm', source: '' })),
      keyImages: pictures.slice(0, long ? 4 : 2).map((picture, at) => ({
        ...{ studyUid: '', seriesUid: '', sopInstanceUid: '', frame: 1 },
        caption: `关键图像 ${at + 1}`,
        picture,
      })),
      templateId: '',
    },
    authorId: idOf(1),
    author: '报告医师',
    startedAt: at,
    savedAt: at,
    submittedAt: at,
    releasedAt: at,
    reviewer: '审核医师',
    returnReason: '',
    amendReason: long ? '样张：补充测量值。' : '',
    corrections: [],
    signatures: [sign('author', '医师甲'), sign('reviewer', '医师乙')],
    verificationCode: '000000000000',
    contentHash: '',
    recall: null,
  };
  return { report, head };
}
