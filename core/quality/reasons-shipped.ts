// The reasons that ship; a hospital adds, renames and switches off its own.
import type { QualityReason } from './model.ts';

const images: readonly (readonly [code: string, name: string, nameEn: string])[] = [
  ['positioning', '体位不正', 'Positioning'],
  ['underexposed', '曝光不足', 'Underexposed'],
  ['overexposed', '曝光过度', 'Overexposed'],
  ['breathing', '呼吸伪影', 'Breathing artefact'],
  ['motion', '运动伪影', 'Motion artefact'],
  ['foreign-object', '异物/金属伪影', 'Foreign object or metal'],
  ['marking', '标识缺失或错误', 'Marker missing or wrong'],
  ['coverage', '覆盖范围不足', 'Coverage too small'],
  ['contrast-phase', '对比剂时相不当', 'Wrong contrast phase'],
  ['noise', '噪声', 'Noise'],
  ['other', '其他', 'Other'],
];

const report: typeof images = [
  ['missed-finding', '遗漏征象', 'Missed finding'],
  ['wrong-diagnosis', '诊断错误', 'Wrong diagnosis'],
  ['wrong-side', '左右错误', 'Wrong side'],
  ['wrong-site', '部位错误', 'Wrong site'],
  ['contradiction', '描述与诊断不符', 'Findings and impression disagree'],
  ['typing', '错别字', 'Typing errors'],
  ['terms', '术语不规范', 'Non-standard terms'],
  ['missed-critical', '危急值漏报', 'Critical finding not reported'],
  ['other', '其他', 'Other'],
];

const entries = (kind: QualityReason['kind'], list: typeof images): QualityReason[] =>
  list.map(([code, name, nameEn], index) => ({
    ...{ kind, code, name, nameEn, active: true, version: 1 },
    position: code === 'other' ? 999 : (index + 1) * 10,
  }));

export const shippedReasons: readonly QualityReason[] = [...entries('images', images), ...entries('report', report)];

/**
 * Why images were rejected, as a device codes it (DICOM PS3.16 CID 7011, reasons for rejection), in our words. Codes without a
 * counterpart are `other`.
 */
const ofDicom: Readonly<Record<string, string>> = {
  '111207': 'other',
  '111209': 'positioning',
  '111210': 'motion',
  '111211': 'underexposed',
  '111212': 'overexposed',
};

export function reasonOfDicom(code: string): string {
  return ofDicom[code] ?? 'other';
}
