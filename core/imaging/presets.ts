// Windows that radiologists call by name, per modality and body part; keys 1 to 9 in this order.
import type { VoiWindow } from './lookup.ts';

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
    id: 'ct-pulmonary-angio',
    name: { 'zh-CN': '肺动脉', en: 'Pulmonary arteries' },
    modalities: ct,
    bodyParts: ['CTPA', 'PULMONARY ART', '肺动脉'],
    center: 100,
    width: 700,
  },
  {
    id: 'ct-neck',
    name: { 'zh-CN': '颈部软组织', en: 'Neck soft tissue' },
    modalities: ct,
    bodyParts: ['NECK', 'THYROID', 'LARYNX', '颈部', '甲状腺', '喉'],
    center: 60,
    width: 300,
  },
  {
    id: 'ct-spine-soft',
    name: { 'zh-CN': '椎间盘软组织', en: 'Spine soft tissue' },
    modalities: ct,
    bodyParts: ['SPINE', '脊柱', '椎'],
    center: 50,
    width: 250,
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
  {
    id: 'pt-suv15',
    name: { 'zh-CN': 'SUV 0–15（脑）', en: 'SUV 0–15 (brain)' },
    modalities: ['PT:SUV'],
    bodyParts: ['HEAD', 'BRAIN', '头', '颅', '脑'],
    center: 7.5,
    width: 15,
  },
];

/**
 * Windows of modalities whose values have no common scale: made from what the image itself asks for, or from its own values.
 * `own`: the object's window shifted by a share of its width and widened; `values`: over shares of the image's values, sorted;
 * `counts`: from shares of the greatest value, as nuclear medicine sets its upper level.
 */
export interface RelativePreset {
  id: string;
  name: { 'zh-CN': string; en: string };
  modalities: readonly string[];
  from: { kind: 'own'; shift: number; widen: number } | { kind: 'values' | 'counts'; low: number; high: number };
}

const resonance = ['MR'];
const radiograph = ['DX', 'CR', 'RG', 'RF', 'MG', 'XA', 'PX', 'IO'];
const counted = ['NM', 'PT'];

export const relativePresets: readonly RelativePreset[] = [
  {
    id: 'own-hard',
    name: { 'zh-CN': '高对比', en: 'High contrast' },
    modalities: [...resonance, ...radiograph],
    from: { kind: 'own', shift: 0, widen: 0.6 },
  },
  {
    id: 'own-soft',
    name: { 'zh-CN': '低对比', en: 'Low contrast' },
    modalities: [...resonance, ...radiograph],
    from: { kind: 'own', shift: 0, widen: 1.6 },
  },
  {
    id: 'own-bright',
    name: { 'zh-CN': '较亮', en: 'Brighter' },
    modalities: [...resonance, ...radiograph],
    from: { kind: 'own', shift: -0.2, widen: 1 },
  },
  {
    id: 'own-dark',
    name: { 'zh-CN': '较暗', en: 'Darker' },
    modalities: [...resonance, ...radiograph],
    from: { kind: 'own', shift: 0.2, widen: 1 },
  },
  {
    id: 'values-most',
    name: { 'zh-CN': '像素值 1–99%', en: 'Values 1–99 %' },
    modalities: [...resonance, ...radiograph],
    from: { kind: 'values', low: 0.01, high: 0.99 },
  },
  {
    id: 'values-upper',
    name: { 'zh-CN': '像素值 50–99.5%（亮组织）', en: 'Values 50–99.5 % (bright tissue)' },
    modalities: resonance,
    from: { kind: 'values', low: 0.5, high: 0.995 },
  },
  ...([100, 75, 50, 25] as const).map((percent) => ({
    id: `counts-${percent}`,
    name: { 'zh-CN': `最大计数 0–${percent}%`, en: `0–${percent} % of maximum` },
    modalities: counted,
    from: { kind: 'counts' as const, low: 0, high: percent / 100 },
  })),
  {
    id: 'counts-cut',
    name: { 'zh-CN': '最大计数 10–60%（去本底）', en: '10–60 % of maximum (no background)' },
    modalities: counted,
    from: { kind: 'counts', low: 0.1, high: 0.6 },
  },
];

export const relativePresetsFor = (modality: string): RelativePreset[] =>
  relativePresets.filter(({ modalities }) => modalities.includes(modality));

/**
 * @param own the window that the object asks for; null when it has none
 * @param values of the image in modality units, sorted; may be a sample of them
 * @returns null where there is nothing to make it from
 */
export function relativeWindow(
  { from }: RelativePreset,
  own: VoiWindow | null,
  values: Float64Array,
): VoiWindow | null {
  switch (from.kind) {
    case 'own':
      if (!own) return null;
      return { ...own, center: own.center + from.shift * own.width, width: own.width * from.widen };
    case 'values': {
      const low = values[Math.round(from.low * (values.length - 1))];
      const high = values[Math.round(from.high * (values.length - 1))];
      return low === undefined || high === undefined ? null : between(low, high);
    }
    case 'counts': {
      const most = values.at(-1);
      return most === undefined || most <= 0 ? null : between(from.low * most, from.high * most);
    }
    default:
      return from satisfies never;
  }
}

function between(low: number, high: number): VoiWindow {
  return { center: (low + high) / 2, width: Math.max(high - low, 1e-6), shape: 'linear-exact' };
}

/** Of PET, in SUV. */
export const suvPresets = (bodyPart = ''): WindowPreset[] => presetsFor('PT:SUV', bodyPart);

/** Those of the body part first; the first nine have the keys 1 to 9. */
export function presetsFor(modality: string, bodyPart: string): WindowPreset[] {
  const part = bodyPart.toUpperCase();
  const fits = (preset: WindowPreset) => preset.bodyParts.some((word) => part.includes(word));
  const all = windowPresets.filter((preset) => preset.modalities.includes(modality));
  return [...all.filter(fits), ...all.filter((preset) => !fits(preset))];
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
