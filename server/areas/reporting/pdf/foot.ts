// The repeated foot of a report page: who tested, who reviewed, when, and the code that verifies the paper (LAB-59, 60).
import type { Column, Content } from 'pdfmake/interfaces.js';
import { isDraft } from '../../../../core/reporting/draft.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { printedCode } from '../../../../core/reporting/verification-code.ts';
import { qrCode } from './codes.ts';
import { contentWidth, type Sheet } from './paper.ts';
import { embeddable } from './picture.ts';
import { fitText, minute } from './text.ts';
import { ink, soft } from './tone.ts';

const usual = '本报告仅对该标本负责，如有疑问请及时与检验科联系。';

export interface Foot {
  verifyUrl: string;
  printedAt: string;
  printedBy: string;
}

function signature(name: string, picture: string, sheet: Sheet, room: number): Column {
  const small = sheet.body - 1.5;
  return {
    width: '*',
    columns: [
      { width: 'auto', stack: [{ image: picture, fit: [room * 0.55, sheet.body * 2.2] }] },
      {
        width: '*',
        text: fitText(name, room * 0.42, small),
        fontSize: small,
        color: soft,
        margin: [3, sheet.body * 0.7, 0, 0],
        noWrap: true,
      },
    ],
  };
}

export function signer(label: string, name: string, scan: string | null, sheet: Sheet, width: number): Column {
  const [large, small] = [sheet.body + 1, sheet.body - 1];
  const picture = scan === null ? null : embeddable(scan);
  const room = width - label.length * small - 10;
  const written: Column = {
    width: '*',
    text: fitText(name, room, large),
    fontSize: large,
    margin: [0, sheet.body * 0.45, 0, 0],
    noWrap: true,
  };
  return {
    width,
    columns: [
      { width: 'auto', text: label, color: soft, fontSize: small, margin: [0, sheet.body * 0.62, 5, 0], noWrap: true },
      picture === null ? written : signature(name, picture, sheet, room),
    ],
  };
}

export const dated = (label: string, value: string, sheet: Sheet, width: number): Column => ({
  width,
  noWrap: true,
  text: [
    { text: `${label} `, color: soft, fontSize: sheet.body - 1 },
    { text: value, fontSize: sheet.body - 0.5 },
  ],
});

/** What stands at the bottom of page `page` of `pages` of one report. */
export function pageFoot(report: LabReport, sheet: Sheet, foot: Foot, page: number, pages: number): Content {
  const tight = sheet.paper === 'A5';
  const draft = isDraft(report);
  const code = tight ? 50 : 56;
  const width = contentWidth(sheet) - code - 12;
  const sentence = report.footer === '' ? usual : report.footer;
  const small = sheet.body - 1.2;
  return {
    margin: [sheet.side, tight ? 8 : 11, sheet.side, 0],
    stack: [
      {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: contentWidth(sheet), y2: 0, lineWidth: 0.8, lineColor: ink }],
        margin: [0, 0, 0, 3],
      },
      {
        columns: [
          {
            width,
            stack: [
              {
                columns: [
                  signer('检验者', report.testedBy, report.testedBySignature, sheet, width / 2),
                  signer('审核者', report.reviewedBy, report.reviewedBySignature, sheet, width / 2),
                ],
              },
              {
                columns: [
                  dated('报告时间', minute(draft ? null : report.releasedAt), sheet, width / 2),
                  dated(
                    '打印时间',
                    `${minute(foot.printedAt)}  ${fitText(foot.printedBy, 60, sheet.body)}`,
                    sheet,
                    width / 2,
                  ),
                ],
                margin: [0, tight ? 0 : 2, 0, tight ? 0 : 2],
              },
              { text: fitText(sentence, width, small), fontSize: small, color: soft, noWrap: true },
              {
                columns: [
                  {
                    width: '*',
                    noWrap: true,
                    fontSize: small,
                    text: draft
                      ? [{ text: '预览，未审核，不得作为报告使用', bold: true }]
                      : [
                          { text: '验证码 ', color: soft },
                          { text: printedCode(report.verificationCode), bold: true, characterSpacing: 0.5 },
                          { text: '  扫描右侧二维码核对报告真伪', color: soft },
                        ],
                  },
                  {
                    width: 'auto',
                    noWrap: true,
                    fontSize: small,
                    text: `第 ${page} 页 / 共 ${pages} 页`,
                  },
                ],
              },
            ],
          },
          draft
            ? { width: code, text: '' }
            : { width: code, svg: qrCode(foot.verifyUrl), fit: [code, code], margin: [12, 2, 0, 0] },
        ],
      },
    ],
  };
}
