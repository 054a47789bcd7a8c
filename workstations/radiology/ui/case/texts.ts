// Texts of the case.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';

const zhCN = {
  case: '阅片报告',
  images: '影像',
  none: '未打开检查',
  'none.hint': '在检查列表中选中一例，按回车打开。',
  noImages: '本次检查还没有影像',
  'noImages.hint': '设备送来影像后自动显示；未登记直接上传的影像请在“影像归档”页匹配。',
  noNext: '列表中没有其他待处理的检查',
  toList: '回到检查列表',
  splitter: '调整报告宽度',
  'priorAuto.off': '不再自动并排既往',
  'priorAuto.on': '自动并排既往',
  'priorAuto.isOff': '打开检查时不再自动并排既往；F3 显示',
  'priorAuto.isOn': '打开检查时自动并排最相关的既往检查',
};

const en: typeof zhCN = {
  case: 'Reading',
  images: 'Images',
  none: 'No exam is open',
  'none.hint': 'Choose one in the worklist and press Enter.',
  noImages: 'This exam has no images yet',
  'noImages.hint':
    'They appear when the device sends them; images without a registration are matched on the Archive screen.',
  noNext: 'No other exam waits in the list',
  toList: 'Back to the worklist',
  splitter: 'Width of the report',
  'priorAuto.off': 'Do not open the prior by itself',
  'priorAuto.on': 'Open the prior by itself',
  'priorAuto.isOff': 'The prior no longer opens by itself; F3 shows it',
  'priorAuto.isOn': 'The most relevant prior opens beside the exam by itself',
};

export const useCaseText = defineTexts({ 'zh-CN': zhCN, en });
