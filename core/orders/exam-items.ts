// Exam items (检查项目): what can be ordered, with its modality, body part and method; codes are the hospital's, these ship as a start (RAD-75, ECG-50).
import { z } from 'zod';
import { Code, ShortText } from '../kernel/contract.ts';
import { ExamService } from './exam.ts';

export const ExamItem = z.object({
  code: Code,
  service: ExamService,
  /** DICOM modality (0008,0060). */
  modality: z.string().min(1).max(16),
  bodyPart: ShortText,
  name: ShortText.min(1),
  nameEn: ShortText,
  method: ShortText,
  /** Usual room, empty when it is decided at the desk. */
  room: ShortText,
  /** 心电类型, a code of that dictionary: of every ECG item, of no other. */
  ecgType: Code.optional(),
  active: z.boolean(),
});
export type ExamItem = z.infer<typeof ExamItem>;

type Row = readonly [
  code: string,
  modality: string,
  bodyPart: string,
  name: string,
  nameEn: string,
  method: string,
  ecgType?: string,
];

const radiology: readonly Row[] = [
  ['CT-HEAD', 'CT', '颅脑', '颅脑CT平扫', 'CT head without contrast', '平扫'],
  ['CT-HEAD-CTA', 'CT', '颅脑', '头颈CTA', 'CT angiography of head and neck', '增强'],
  ['CT-SINUS', 'CT', '鼻窦', '鼻窦CT平扫', 'CT sinuses without contrast', '平扫'],
  ['CT-CHEST', 'CT', '胸部', '胸部CT平扫', 'CT chest without contrast', '平扫'],
  ['CT-CHEST-CE', 'CT', '胸部', '胸部CT增强', 'CT chest with contrast', '增强'],
  ['CT-ABD', 'CT', '腹部', '上腹部CT平扫', 'CT upper abdomen without contrast', '平扫'],
  ['CT-ABD-CE', 'CT', '腹部', '上腹部CT增强', 'CT upper abdomen with contrast', '增强'],
  ['CT-URO', 'CT', '泌尿系', '泌尿系CT平扫', 'CT urinary tract without contrast', '平扫'],
  ['CT-LSPINE', 'CT', '腰椎', '腰椎CT平扫', 'CT lumbar spine', '平扫'],
  ['DX-CHEST-PA', 'DX', '胸部', '胸部正位片', 'Chest radiograph, PA', '正位'],
  ['DX-CHEST-2V', 'DX', '胸部', '胸部正侧位片', 'Chest radiograph, PA and lateral', '正侧位'],
  ['DX-ABD', 'DX', '腹部', '腹部立位平片', 'Abdominal radiograph, erect', '立位'],
  ['DX-HAND', 'DX', '手', '手正斜位片', 'Hand radiograph, PA and oblique', '正斜位'],
  ['DX-KNEE', 'DX', '膝关节', '膝关节正侧位片', 'Knee radiograph, AP and lateral', '正侧位'],
  ['DX-LSPINE', 'DX', '腰椎', '腰椎正侧位片', 'Lumbar spine radiograph', '正侧位'],
  ['DX-PELVIS', 'DX', '骨盆', '骨盆正位片', 'Pelvis radiograph, AP', '正位'],
  ['MR-HEAD', 'MR', '颅脑', '颅脑MR平扫', 'MR brain without contrast', '平扫'],
  ['MR-HEAD-CE', 'MR', '颅脑', '颅脑MR增强', 'MR brain with contrast', '增强'],
  ['MR-LIVER', 'MR', '肝脏', '肝脏MR平扫+增强', 'MR liver with and without contrast', '平扫+增强'],
  ['MR-LSPINE', 'MR', '腰椎', '腰椎MR平扫', 'MR lumbar spine', '平扫'],
  ['MR-KNEE', 'MR', '膝关节', '膝关节MR平扫', 'MR knee', '平扫'],
  ['MG-BILAT', 'MG', '乳腺', '双侧乳腺钼靶', 'Bilateral mammography', 'CC+MLO'],
  ['US-ABD', 'US', '腹部', '肝胆胰脾彩超', 'Ultrasound of upper abdomen', '彩超'],
  ['US-THYROID', 'US', '甲状腺', '甲状腺彩超', 'Ultrasound of thyroid', '彩超'],
  ['XA-COR', 'XA', '冠状动脉', '冠状动脉造影', 'Coronary angiography', '造影'],
  ['PT-WHOLE', 'PT', '全身', '全身PET/CT', 'Whole-body PET/CT', 'FDG'],
  ['NM-BONE', 'NM', '全身骨', '全身骨显像', 'Whole-body bone scan', '静态'],
];

const ecg: readonly Row[] = [
  ['ECG-12', 'ECG', '心脏', '常规十二导联心电图', 'Resting 12-lead ECG', '12导联', 'resting'],
  ['ECG-18', 'ECG', '心脏', '十八导联心电图', '18-lead ECG', '18导联', 'resting'],
  ['ECG-BED', 'ECG', '心脏', '床旁心电图', 'Bedside ECG', '12导联床旁', 'resting'],
  ['ECG-HOLTER', 'ECG', '心脏', '24小时动态心电图', '24-hour Holter', '动态', 'holter'],
  ['ECG-STRESS', 'ECG', '心脏', '运动平板试验', 'Exercise stress ECG', '运动', 'exercise'],
];

/** Neuro-electric exams of the ECG room (ECG-14): booked and registered like the others once a hospital switches them and their types on. */
const optional: readonly Row[] = [
  ['EEG-RT', 'EEG', '头部', '常规脑电图', 'Routine EEG', '清醒', 'eeg'],
  ['EEG-VIDEO', 'EEG', '头部', '视频脑电图', 'Video EEG', '视频', 'eeg'],
  ['EEG-24H', 'EEG', '头部', '24小时动态脑电图', '24-hour ambulatory EEG', '动态', 'eeg'],
  ['EMG-NEEDLE', 'EMG', '肢体', '针极肌电图', 'Needle EMG', '针极', 'emg'],
  ['EMG-NCV', 'EMG', '肢体', '神经传导速度', 'Nerve conduction study', '神经传导', 'emg'],
  ['EP-BAEP', 'EEG', '头部', '脑干听觉诱发电位', 'Brainstem auditory evoked potentials', '听觉', 'ep'],
  ['EP-VEP', 'EEG', '头部', '视觉诱发电位', 'Visual evoked potentials', '视觉', 'ep'],
  ['EP-SEP', 'EEG', '肢体', '体感诱发电位', 'Somatosensory evoked potentials', '体感', 'ep'],
];

function item(
  service: ExamItem['service'],
  [code, modality, bodyPart, name, nameEn, method, ecgType]: Row,
  active = true,
): ExamItem {
  const typed = ecgType === undefined ? {} : { ecgType };
  return { code, service, modality, bodyPart, name, nameEn, method, room: '', active, ...typed };
}

export const shippedExamItems: readonly ExamItem[] = [
  ...radiology.map((row) => item('radiology', row)),
  ...ecg.map((row) => item('ecg', row)),
  ...optional.map((row) => item('ecg', row, false)),
];

/**
 * Diagnostic service section (HL7 table 0074, OBR-24) of what is an exam here -> DICOM modality. Laboratory sections are absent.
 * RAD and RX do not say how the picture is taken: plain films are digital radiographs today.
 */
const sections: Readonly<Record<string, string>> = {
  RAD: 'DX',
  RX: 'DX',
  CT: 'CT',
  NMR: 'MR',
  MR: 'MR',
  MRI: 'MR',
  RUS: 'US',
  VUS: 'US',
  OUS: 'US',
  CUS: 'US',
  US: 'US',
  NMS: 'NM',
  XRC: 'XA',
  MG: 'MG',
  EC: 'ECG',
  ECG: 'ECG',
  // Electroneuro: EEG, EMG, evoked potentials; the item says which.
  EN: 'EEG',
  EEG: 'EEG',
  EMG: 'EMG',
};

/** The modality of a section, undefined when the section does no exams. */
export function modalityOfSection(section: string): string | undefined {
  return sections[section.trim().toUpperCase()];
}

/** ECG has a service of its own, which does the neuro-electric exams too; everything else that makes pictures is radiology's. */
export function serviceOfModality(modality: string): ExamItem['service'] {
  return ['ECG', 'EEG', 'EMG'].includes(modality) ? 'ecg' : 'radiology';
}
