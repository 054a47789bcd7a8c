// Words of the papers that a desk hands out.
import { defineTexts } from '../i18n/text.tsx';

const zh = {
  title: '打印：{name} {accession}',
  slip: '预约/排队单 80×120 mm',
  label: '条码标签 50×30 mm',
  kind: '打印内容',
  copies: '份数',
  print: '打印',
  preview: '打印预览',
} as const;

const en: Record<keyof typeof zh, string> = {
  title: 'Print: {name} {accession}',
  slip: 'Slip 80×120 mm',
  label: 'Barcode label 50×30 mm',
  kind: 'Paper',
  copies: 'Copies',
  print: 'Print',
  preview: 'Preview',
};

export const usePaperText = defineTexts<keyof typeof zh>({ 'zh-CN': zh, en });
