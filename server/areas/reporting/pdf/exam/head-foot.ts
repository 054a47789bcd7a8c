// Head and foot of an exam report's pages: hospital, title, whose exam it is; who wrote and who reviewed it, and the code that verifies the paper.
import type { Column, Content } from 'pdfmake/interfaces.js';
import { ageText } from '../../../../../core/kernel/age.ts';
import { code128, qrCode } from '../codes.ts';
import { dated, type Foot, groupedCode, signer } from '../foot.ts';
import { type Field, patientRow, rule, sexWord, visitWord } from '../head.ts';
import { contentWidth, type Sheet } from '../paper.ts';
import { fitText, minute, sizeFor } from '../text.ts';
import { ink, pale, soft } from '../tone.ts';
import type { ExamSheet } from './sheet.ts';

const sentence = '本报告仅供临床医师参考，影像及图形所见须结合临床。';

function badge(text: string, sheet: Sheet): Content {
  return {
    text: `\u00a0${text}\u00a0`,
    bold: true,
    color: 'white',
    background: ink,
    fontSize: sheet.body,
    alignment: 'right',
    preserveTrailingSpaces: true,
  };
}

function titleBlock({ report, head }: ExamSheet, sheet: Sheet): Content {
  const flank = 122;
  const middle = contentWidth(sheet) - 2 * flank;
  const title = report.content.title || `${head.procedureName}报告单`;
  const svg = code128(head.accessionNumber);
  const bars: Content[] =
    svg === null ? [] : [{ svg, width: 112, height: sheet.body * 2.1, margin: [0, sheet.body * 0.55, 0, 1] }];
  const centred = (text: string, size: number, bold: boolean): Content => ({
    text: fitText(text, middle, sizeFor(text, middle, size, 8)),
    fontSize: sizeFor(text, middle, size, 8),
    bold,
    noWrap: true,
  });
  return {
    columns: [
      {
        width: flank,
        stack: [...bars, { text: head.accessionNumber, fontSize: sheet.body - 1, characterSpacing: 0.8, noWrap: true }],
      },
      {
        width: middle,
        alignment: 'center',
        stack: [centred(head.hospital, sheet.body + 7, true), centred(title, sheet.body + 4, false)],
      },
      {
        width: flank,
        alignment: 'right',
        stack: [
          {
            text: [
              { text: '检查类型 ', color: soft, fontSize: sheet.body - 1 },
              { text: head.modality, bold: true, fontSize: sheet.body + 4 },
            ],
            noWrap: true,
            margin: [0, sheet.body * 0.2, 0, 2],
          },
          ...(report.edition > 1 ? [badge(`更正报告 第${report.edition}版`, sheet)] : []),
        ],
      },
    ],
  };
}

/** Each field with its share of the width in twelfths. */
function rows({ report, head }: ExamSheet): [Field, number][][] {
  const { patient, visit } = head;
  const at = head.acquiredAt ?? report.releasedAt ?? report.savedAt;
  return [
    [
      [{ label: '姓名', value: patient.name, bold: true }, 3],
      [{ label: '性别', value: sexWord[patient.sex], bold: true }, 2],
      [{ label: '年龄', value: ageText(patient.birthDate, at), bold: true }, 3],
      [{ label: '病历号', value: patient.number, bold: true }, 4],
    ],
    [
      [{ label: '科室', value: visit.departmentName }, 3],
      [{ label: '床号', value: visit.bed }, 2],
      [{ label: visitWord[visit.kind] ?? '就诊号', value: visit.number }, 3],
      [{ label: '申请医生', value: head.requestedBy }, 4],
    ],
    [
      [{ label: '检查项目', value: head.procedureName }, 5],
      [{ label: '部位', value: head.bodyPart }, 3],
      [{ label: '检查时间', value: minute(head.acquiredAt) }, 4],
    ],
    [
      [{ label: '临床诊断', value: head.clinicalDiagnosis }, 6],
      [{ label: '检查机构', value: head.institutionName }, 6],
    ],
  ];
}

export function examHead(one: ExamSheet, sheet: Sheet): Content {
  return {
    margin: [sheet.side, 20, sheet.side, 0],
    stack: [
      titleBlock(one, sheet),
      { ...rule(sheet, 1.4, ink), margin: [0, 4, 0, 5] },
      ...rows(one).map((cells) => patientRow(cells, sheet)),
      { ...rule(sheet, 0.5, pale), margin: [0, 1, 0, 0] },
    ],
  };
}

function signed({ report }: ExamSheet, role: 'author' | 'reviewer'): { name: string; picture: string | null } {
  const signature = report.signatures.find((one) => one.role === role);
  return { name: signature?.personName ?? '', picture: signature?.picture ?? null };
}

/** What stands at the bottom of page `page` of `pages`; `draft`: nothing is signed, nothing can be verified. */
export function examFoot(one: ExamSheet, sheet: Sheet, foot: Foot, page: [number, number], draft: boolean): Content {
  const code = 56;
  const width = contentWidth(sheet) - code - 12;
  const small = sheet.body - 1.2;
  const author = signed(one, 'author');
  const reviewer = signed(one, 'reviewer');
  const { readAt } = one.head;
  const printed = `${minute(foot.printedAt)}  ${fitText(foot.printedBy, 60, sheet.body)}`;
  const notice: Content = draft
    ? { text: [{ text: '预览，未审核，不得作为报告使用', bold: true }] }
    : {
        text: [
          { text: '验证码 ', color: soft },
          { text: groupedCode(one.report.verificationCode), bold: true, characterSpacing: 0.5 },
          { text: '  扫描右侧二维码核对报告真伪', color: soft },
        ],
      };
  const seal: Column = draft
    ? { width: code, text: '' }
    : { width: code, svg: qrCode(foot.verifyUrl), fit: [code, code], margin: [12, 2, 0, 0] };
  return {
    margin: [sheet.side, 11, sheet.side, 0],
    stack: [
      { ...rule(sheet, 0.8, ink), margin: [0, 0, 0, 3] },
      {
        columns: [
          {
            width,
            stack: [
              {
                columns: [
                  signer('报告医师', author.name, author.picture, sheet, width / 2),
                  signer('审核医师', reviewer.name, reviewer.picture, sheet, width / 2),
                ],
              },
              {
                columns: [
                  dated('报告时间', minute(draft ? null : one.report.releasedAt), sheet, width / 2),
                  dated('打印时间', printed, sheet, width / 2),
                ],
                margin: [0, 2, 0, 2],
              },
              {
                text: fitText(readAt === '' ? sentence : `诊断机构：${readAt}。${sentence}`, width, small),
                fontSize: small,
                color: soft,
                noWrap: true,
              },
              {
                columns: [
                  { width: '*', noWrap: true, fontSize: small, ...notice },
                  { width: 'auto', noWrap: true, fontSize: small, text: `第 ${page[0]} 页 / 共 ${page[1]} 页` },
                ],
              },
            ],
          },
          seal,
        ],
      },
    ],
  };
}
