// Words where the browser shows no PDF. Apart from the shell's: pages without a shell show PDFs too.
import { defineTexts } from '../i18n/text.tsx';

const zhCN = {
  none: '此浏览器不能直接显示 PDF，请下载后查看。',
  save: '下载文件',
};

const en: typeof zhCN = {
  none: 'This browser does not show PDFs; download the file to read it.',
  save: 'Download',
};

export const usePdfText = defineTexts({ 'zh-CN': zhCN, en });
