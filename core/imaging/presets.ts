// Windows that radiologists call by name, per modality and body part; keys 1 to 9 in this order.

export interface WindowPreset {
  id: string;
  name: { 'zh-CN': string; en: string };
  modalities: readonly string[];
  /** Words of a body part that bring it to the front; empty: any. */
  bodyParts: readonly string[];
  center: number;
  width: number;
}

const ct = ['CT'];

/** Values as taught for CT in HU (European Society of Radiology iGuide and departmental protocols agree within a few units). */
export const windowPresets: readonly WindowPreset[] = [
  {
    id: 'ct-brain',
    name: { 'zh-CN': '脑', en: 'Brain' },
    modalities: ct,
    bodyParts: ['HEAD', 'BRAIN', 'SKULL', '头', '颅', '脑'],
    center: 40,
    width: 80,
  },
  {
    id: 'ct-stroke',
    name: { 'zh-CN': '卒中', en: 'Stroke' },
    modalities: ct,
    bodyParts: ['HEAD', 'BRAIN', 'SKULL', '头', '颅', '脑'],
    center: 32,
    width: 40,
  },
  {
    id: 'ct-subdural',
    name: { 'zh-CN': '硬膜下', en: 'Subdural' },
    modalities: ct,
    bodyParts: ['HEAD', 'BRAIN', 'SKULL', '头', '颅', '脑'],
    center: 75,
    width: 215,
  },
  {
    id: 'ct-temporal',
    name: { 'zh-CN': '颞骨', en: 'Temporal bone' },
    modalities: ct,
    bodyParts: ['EAR', 'IAC', 'ORBIT', 'TEMPORAL', '耳', '颞', '眼眶'],
    center: 700,
    width: 4000,
  },
  {
    id: 'ct-lung',
    name: { 'zh-CN': '肺', en: 'Lung' },
    modalities: ct,
    bodyParts: ['CHEST', 'LUNG', 'THORAX', '胸', '肺'],
    center: -600,
    width: 1500,
  },
  {
    id: 'ct-mediastinum',
    name: { 'zh-CN': '纵隔', en: 'Mediastinum' },
    modalities: ct,
    bodyParts: ['CHEST', 'LUNG', 'THORAX', '胸', '肺', 'NECK', '颈'],
    center: 40,
    width: 400,
  },
  {
    id: 'ct-abdomen',
    name: { 'zh-CN': '腹部', en: 'Abdomen' },
    modalities: ct,
    bodyParts: ['ABDOMEN', 'PELVIS', 'KIDNEY', '腹', '盆', '肾'],
    center: 50,
    width: 350,
  },
  {
    id: 'ct-liver',
    name: { 'zh-CN': '肝', en: 'Liver' },
    modalities: ct,
    bodyParts: ['ABDOMEN', 'LIVER', '腹', '肝'],
    center: 60,
    width: 160,
  },
  {
    id: 'ct-angio',
    name: { 'zh-CN': '血管', en: 'Angiography' },
    modalities: ct,
    bodyParts: ['AORTA', 'CTA', 'HEART', 'CORONARY', 'VESSEL', '血管', '冠', '主动脉'],
    center: 300,
    width: 600,
  },
  {
    id: 'ct-bone',
    name: { 'zh-CN': '骨', en: 'Bone' },
    modalities: ct,
    bodyParts: ['SPINE', 'EXTREMITY', 'KNEE', 'HIP', 'BONE', '脊柱', '椎', '骨', '关节'],
    center: 400,
    width: 1800,
  },
  {
    id: 'pt-suv5',
    name: { 'zh-CN': 'SUV 0–5', en: 'SUV 0–5' },
    modalities: ['PT:SUV'],
    bodyParts: [],
    center: 2.5,
    width: 5,
  },
  {
    id: 'pt-suv7',
    name: { 'zh-CN': 'SUV 0–7', en: 'SUV 0–7' },
    modalities: ['PT:SUV'],
    bodyParts: [],
    center: 3.5,
    width: 7,
  },
  {
    id: 'pt-suv10',
    name: { 'zh-CN': 'SUV 0–10', en: 'SUV 0–10' },
    modalities: ['PT:SUV'],
    bodyParts: [],
    center: 5,
    width: 10,
  },
];

/** Of PET, in SUV. */
export const suvPresets = (): WindowPreset[] => presetsFor('PT:SUV', '');

/** Those of the body part first; never more than nine, for there are nine keys. */
export function presetsFor(modality: string, bodyPart: string): WindowPreset[] {
  const part = bodyPart.toUpperCase();
  const fits = (preset: WindowPreset) => preset.bodyParts.some((word) => part.includes(word));
  const all = windowPresets.filter((preset) => preset.modalities.includes(modality));
  return [...all.filter(fits), ...all.filter((preset) => !fits(preset))].slice(0, 9);
}

/** The window over the middle of the values: from the 1st to the 99th of a hundred. `values` is sorted in place. */
export function automaticWindow(values: Float64Array): { center: number; width: number } {
  if (values.length === 0) return { center: 0, width: 1 };
  values.sort();
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  const low = at(0.01);
  const high = at(0.99);
  return { center: (low + high) / 2, width: Math.max(high - low, 1e-6) };
}
