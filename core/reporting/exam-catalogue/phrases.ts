// Common phrases (常用词条) that ship as a start, as a tree: one click puts one at the cursor (ECG-27).
import type { ShippedPhrase } from './shape.ts';

type Part = ShippedPhrase['part'];
type Branch = readonly [path: readonly string[], part: Part, texts: readonly string[]];

const radiology: readonly Branch[] = [
  [
    ['通用', '建议'],
    'impression',
    ['请结合临床。', '建议复查。', '建议增强扫描进一步检查。', '较前片大致相仿。', '较前片明显吸收。', '较前片进展。'],
  ],
  [
    ['颅脑', '所见'],
    'findings',
    [
      '中线结构居中。',
      '脑室系统大小、形态正常。',
      '脑沟、脑裂增宽。',
      '双侧侧脑室旁脑白质密度减低。',
      '颅骨骨质未见明显异常。',
    ],
  ],
  [
    ['颅脑', '诊断'],
    'impression',
    ['腔隙性脑梗死。', '老年性脑改变。', '急性脑出血。', '硬膜下血肿。', '蛛网膜下腔出血。'],
  ],
  [
    ['胸部', '所见'],
    'findings',
    [
      '双肺纹理增多、增粗。',
      '双侧胸腔未见积液。',
      '纵隔内未见肿大淋巴结。',
      '主动脉壁及冠状动脉壁见钙化。',
      '双侧胸膜局限性增厚。',
    ],
  ],
  [
    ['胸部', '诊断'],
    'impression',
    ['慢性支气管炎、肺气肿。', '肺部感染性病变。', '陈旧性病变。', '主动脉硬化。', '双侧少量胸腔积液。'],
  ],
  [
    ['腹部', '所见'],
    'findings',
    ['肝内外胆管未见扩张。', '胆囊腔内见高密度结石影。', '肝实质密度弥漫性减低。', '腹膜后未见肿大淋巴结。'],
  ],
  [['腹部', '诊断'], 'impression', ['脂肪肝。', '胆囊结石。', '肝囊肿。', '双肾囊肿。']],
  [
    ['骨骼', '所见'],
    'findings',
    ['骨质结构完整，未见骨折及骨质破坏。', '关节间隙变窄，边缘骨质增生。', '骨皮质不连续，断端对位对线可。'],
  ],
  [['骨骼', '诊断'], 'impression', ['未见明显骨质异常。', '退行性变。', '骨折。']],
];

/** Codes of the AHA/ACC/HRS statements (2007, part II). */
const ecg: readonly (readonly [
  path: readonly string[],
  statements: readonly (readonly [code: string, text: string])[],
])[] = [
  [
    ['总述'],
    [
      ['1', '正常心电图'],
      ['3', '异常心电图'],
    ],
  ],
  [
    ['窦性心律'],
    [
      ['20', '窦性心律'],
      ['21', '窦性心动过速'],
      ['22', '窦性心动过缓'],
      ['23', '窦性心律不齐'],
    ],
  ],
  [
    ['室上性心律失常'],
    [
      ['30', '房性早搏'],
      ['50', '心房颤动'],
      ['51', '心房扑动'],
      ['55', '室上性心动过速'],
    ],
  ],
  [
    ['室性心律失常'],
    [
      ['60', '室性早搏'],
      ['70', '室性心动过速'],
      ['72', '多形性室性心动过速'],
      ['74', '心室颤动'],
      ['76', '宽QRS心动过速'],
    ],
  ],
  [
    ['房室传导'],
    [
      ['82', 'PR间期延长'],
      ['83', '二度I型房室阻滞'],
      ['84', '二度II型房室阻滞'],
      ['88', '三度房室阻滞'],
    ],
  ],
  [
    ['室内传导'],
    [
      ['104', '左束支传导阻滞'],
      ['105', '不完全性右束支传导阻滞'],
      ['106', '右束支传导阻滞'],
    ],
  ],
];

const part = (service: ShippedPhrase['service'], path: readonly string[], kind: Part, code: string, text: string) =>
  ({ service, path: [...path], part: kind, code, text }) satisfies ShippedPhrase;

export const shippedPhrases: readonly ShippedPhrase[] = [
  ...radiology.flatMap(([path, kind, texts]) => texts.map((text) => part('radiology', path, kind, '', text))),
  ...ecg.flatMap(([path, list]) => list.map(([code, text]) => part('ecg', path, 'statement', code, text))),
];
