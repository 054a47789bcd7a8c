// Words of the papers that a desk hands out.
import { defineTexts } from '../i18n/text.tsx';

const zh = {
  title: '打印：{name} {accession}',
  slip: '预约/排队单 80×120 mm',
  label: '条码标签 50×30 mm',
  request: '检查申请单 A5',
  kind: '打印内容',
  copies: '份数',
  print: '打印',
  preview: '打印预览',
  'labels.title': '批量打印条码标签',
  'labels.all': '全选（{count}）',
  'labels.count': '{count} 张标签',
  'labels.most': '一次最多 {most} 张，请减少勾选',
  'labels.none': '列表中没有可打印的检查；先在列表里放宽筛选',
  'labels.pick': '勾选要打印标签的检查',
} as const;

const en: Record<keyof typeof zh, string> = {
  title: 'Print: {name} {accession}',
  slip: 'Slip 80×120 mm',
  label: 'Barcode label 50×30 mm',
  request: 'Request form A5',
  kind: 'Paper',
  copies: 'Copies',
  print: 'Print',
  preview: 'Preview',
  'labels.title': 'Barcode labels of the list',
  'labels.all': 'All ({count})',
  'labels.count': '{count} labels',
  'labels.most': '{most} at most at a time: take some away',
  'labels.none': 'The list has no exam to print for; widen its filter first',
  'labels.pick': 'Tick the exams whose labels are printed',
};

export const usePaperText = defineTexts<keyof typeof zh>({ 'zh-CN': zh, en });
