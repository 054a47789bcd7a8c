// The hanging protocols that come with the suite: a start for every modality, to be copied and changed by the reader.
import { HangingProtocol } from './model.ts';

type Written = Parameters<typeof HangingProtocol.parse>[0];

const head = ['HEAD', 'BRAIN', 'SKULL', '头', '颅', '脑'];
const chest = ['CHEST', 'LUNG', 'THORAX', '胸', '肺'];
const localizers = [
  'SCOUT',
  'LOCALIZER',
  'TOPOGRAM',
  'SURVEY',
  '定位',
  'SUMMARY',
  'DOSE REPORT',
  'DOSE INFO',
  'PROTOCOL PAGE',
  '剂量报告',
];

function breast(laterality: 'L' | 'R', view: string, study: 'current' | 'prior') {
  return {
    study,
    stack: { modalities: ['MG'], laterality, views: [view] },
    // Right breasts hang at the left of the pair with the chest wall towards the middle, left ones mirrored: back to back.
    align: laterality === 'R' ? ('right' as const) : ('left' as const),
    chestWall: true,
  };
}

const written: Written[] = [
  {
    id: 'pet-ct',
    name: { 'zh-CN': 'PET/CT 并排', en: 'PET/CT side by side' },
    match: { modalities: ['PT', 'CT'], needs: 'all' },
    rank: 40,
    rows: 1,
    columns: 2,
    cells: [
      {
        stack: { modalities: ['CT'], without: localizers, smallestFrames: 2 },
        preset: 'ct-mediastinum',
        start: 'middle',
      },
      { stack: { modalities: ['PT'] }, invert: true, start: 'middle' },
    ],
  },
  {
    id: 'mg-prior',
    name: { 'zh-CN': '乳腺 CC/MLO 加既往', en: 'Mammography with prior' },
    match: { modalities: ['MG'], prior: 'with' },
    compact: false,
    rank: 31,
    rows: 2,
    columns: 4,
    linkScroll: 'off',
    cells: [
      breast('R', 'CC', 'current'),
      breast('L', 'CC', 'current'),
      breast('R', 'MLO', 'current'),
      breast('L', 'MLO', 'current'),
      breast('R', 'CC', 'prior'),
      breast('L', 'CC', 'prior'),
      breast('R', 'MLO', 'prior'),
      breast('L', 'MLO', 'prior'),
    ],
  },
  {
    id: 'mg',
    name: { 'zh-CN': '乳腺 CC/MLO', en: 'Mammography CC/MLO' },
    match: { modalities: ['MG'] },
    compact: false,
    rank: 30,
    rows: 2,
    columns: 2,
    linkScroll: 'off',
    cells: [
      breast('R', 'CC', 'current'),
      breast('L', 'CC', 'current'),
      breast('R', 'MLO', 'current'),
      breast('L', 'MLO', 'current'),
    ],
  },
  {
    id: 'ct-head-prior',
    name: { 'zh-CN': '头颅 CT 对比', en: 'CT head with prior' },
    match: { modalities: ['CT'], bodyParts: head, prior: 'with' },
    rank: 26,
    rows: 1,
    columns: 2,
    cells: [
      { stack: { modalities: ['CT'], without: localizers, smallestFrames: 2 }, preset: 'ct-brain' },
      { study: 'prior', stack: { modalities: ['CT'], without: localizers }, preset: 'ct-brain' },
    ],
  },
  {
    id: 'ct-head',
    name: { 'zh-CN': '头颅 CT', en: 'CT head' },
    match: { modalities: ['CT'], bodyParts: head },
    rank: 25,
    rows: 1,
    columns: 1,
    cells: [{ stack: { modalities: ['CT'], without: localizers, smallestFrames: 2 }, preset: 'ct-brain' }],
  },
  {
    id: 'ct-prior',
    name: { 'zh-CN': 'CT 对比', en: 'CT with prior' },
    match: { modalities: ['CT'], prior: 'with' },
    rank: 22,
    rows: 1,
    columns: 2,
    linkScroll: 'offset',
    cells: [
      { stack: { modalities: ['CT'], orientation: 'axial', without: localizers }, preset: '' },
      { study: 'prior', stack: { modalities: ['CT'], orientation: 'axial', without: localizers }, preset: '' },
    ],
  },
  {
    id: 'ct-chest-prior',
    name: { 'zh-CN': '胸部 CT 对比', en: 'CT chest with prior' },
    match: { modalities: ['CT'], bodyParts: chest, prior: 'with' },
    rank: 25,
    rows: 2,
    columns: 2,
    linkScroll: 'offset',
    cells: [
      ...(['current', 'prior'] as const).flatMap((study) => [
        {
          study,
          stack: {
            modalities: ['CT'],
            descriptions: ['LUNG', 'B60', 'B70', 'BONE', '肺'],
            without: localizers,
            smallestFrames: 2,
          },
          preset: 'ct-lung',
        },
        { study, stack: { modalities: ['CT'], without: localizers, smallestFrames: 2 }, preset: 'ct-mediastinum' },
      ]),
    ],
  },
  {
    id: 'ct-chest',
    name: { 'zh-CN': '胸部 CT', en: 'CT chest' },
    match: { modalities: ['CT'], bodyParts: chest },
    rank: 24,
    rows: 1,
    columns: 2,
    cells: [
      {
        stack: {
          modalities: ['CT'],
          descriptions: ['LUNG', 'B60', 'B70', 'BONE', '肺'],
          without: localizers,
          smallestFrames: 2,
        },
        preset: 'ct-lung',
      },
      { stack: { modalities: ['CT'], without: localizers, smallestFrames: 2 }, preset: 'ct-mediastinum' },
    ],
  },
  {
    id: 'ct',
    name: { 'zh-CN': 'CT 通用', en: 'CT' },
    match: { modalities: ['CT'] },
    rank: 15,
    rows: 1,
    columns: 1,
    cells: [{ stack: { modalities: ['CT'], without: localizers } }],
  },
  {
    id: 'mr',
    name: { 'zh-CN': 'MR 四格', en: 'MR four series' },
    match: { modalities: ['MR'] },
    rank: 15,
    rows: 2,
    columns: 2,
    cells: [0, 1, 2, 3].map(() => ({
      stack: { modalities: ['MR'], without: localizers, smallestFrames: 3 },
      start: 'middle' as const,
    })),
  },
  {
    id: 'mr-few',
    name: { 'zh-CN': 'MR 少量图像', en: 'MR few images' },
    match: { modalities: ['MR'] },
    rank: 14,
    rows: 2,
    columns: 2,
    cells: [0, 1, 2, 3].map(() => ({ stack: { modalities: ['MR'], without: localizers } })),
  },
  {
    id: 'xray-prior',
    name: { 'zh-CN': '平片对比', en: 'Radiograph with prior' },
    match: { modalities: ['DX', 'CR', 'RG'], prior: 'with' },
    rank: 21,
    rows: 1,
    columns: 2,
    linkScroll: 'off',
    cells: [
      { stack: { modalities: ['DX', 'CR', 'RG'] } },
      { study: 'prior', stack: { modalities: ['DX', 'CR', 'RG'] } },
    ],
  },
  {
    id: 'xray-chest',
    name: { 'zh-CN': '胸片正侧位', en: 'Chest frontal and lateral' },
    match: { modalities: ['DX', 'CR', 'RG'], bodyParts: chest },
    rank: 20,
    rows: 1,
    columns: 2,
    linkScroll: 'off',
    cells: [
      { stack: { modalities: ['DX', 'CR', 'RG'], views: ['PA', 'AP'] } },
      { stack: { modalities: ['DX', 'CR', 'RG'], views: ['LATERAL', 'LL', 'RL', 'LAT'] } },
    ],
  },
  {
    id: 'xray',
    name: { 'zh-CN': '平片', en: 'Radiograph' },
    match: { modalities: ['DX', 'CR', 'RG'] },
    rank: 15,
    rows: 1,
    columns: 1,
    linkScroll: 'off',
    cells: [{ stack: { modalities: ['DX', 'CR', 'RG'] } }],
  },
  {
    id: 'cine',
    name: { 'zh-CN': '超声 / 造影动态', en: 'Ultrasound and angiography' },
    match: { modalities: ['US', 'XA', 'RF', 'IVUS'] },
    rank: 15,
    rows: 1,
    columns: 1,
    linkScroll: 'off',
    cells: [{ stack: { modalities: ['US', 'XA', 'RF', 'IVUS'] }, cine: true }],
  },
];

/** Read through their own schema, so that defaults stand in one place. */
export function shippedProtocols(): HangingProtocol[] {
  return written.map((protocol) => HangingProtocol.parse({ ...(protocol as object), builtIn: true }));
}
