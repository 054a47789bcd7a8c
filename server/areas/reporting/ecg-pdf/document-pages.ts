// A recording that came as a picture or a PDF: its own pages on the paper, each as large as the page allows, named as what they are.
import { embeddable } from '../pdf/picture.ts';
import { soft } from '../pdf/tone.ts';
import type { Shown } from './furniture.ts';
import type { PageBody } from './page-body.ts';
import { openPdf } from './pdf-source/open.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet, SheetDocument } from './sheet.ts';
import { contentMm, page } from './units.ts';

const titleMm = 5;

/** Not to scale: the picture was fitted in. */
const said = (document: SheetDocument, place: string): string =>
  `心电图原件 ${document.fileName}${place}   按页面缩放，不供尺量`;

function told(text: string, reason: string): PageBody {
  return (pen, topMm) => {
    pen.write(text, page.side, topMm, { size: 8.5, colour: soft });
    pen.write(reason, page.side, topMm + 30, { size: 11, bold: true, widthMm: contentMm, align: 'center' });
  };
}

function titled(pen: SheetPen, text: string, topMm: number): number {
  pen.write(text, page.side, topMm, { size: 8.5, colour: soft });
  return topMm + titleMm;
}

export function documentPages(sheet: EcgSheet, shown: Shown, roomMm: number): PageBody[] {
  const high = roomMm - titleMm;
  return sheet.documents.flatMap((document): PageBody[] => {
    if (document.mediaType !== 'application/pdf') {
      const picture = embeddable(Buffer.from(document.bytes).toString('base64'));
      const title = shown(said(document, ''));
      if (picture === null) return [told(title, '原件图像已损坏，无法打印；请在心电工作站查看原文件')];
      return [(pen, topMm) => pen.picture(picture, page.side, titled(pen, title, topMm), contentMm, high)];
    }
    const source = openPdf(document.bytes);
    if ('problem' in source)
      return [told(shown(said(document, '')), `原件 PDF 无法放入报告（${source.problem}）；请在心电工作站查看原文件`)];
    return source.pages.map((one, index) => {
      const title = shown(said(document, ` 第 ${index + 1}/${source.pages.length} 页`));
      return (pen, topMm) => {
        const y = titled(pen, title, topMm);
        if (!pen.pdfPage(source, one, { xMm: page.side, yMm: y, widthMm: contentMm, heightMm: high }))
          pen.write('原件为 PDF 矢量页，图片格式中不能显示；请打印 PDF 报告', page.side, y + 25, {
            size: 11,
            bold: true,
            widthMm: contentMm,
            align: 'center',
          });
      };
    });
  });
}
