// Foot of an exam report's pages as its layout says: who wrote and who reviewed it, when, and the code that verifies the paper.
import type { Column, Content } from 'pdfmake/interfaces.js';
import { footParts, footWidthOf, gapAboveFoot, qrGap, qrSize } from '../../../../../core/reporting/paper-geometry.ts';
import type { FootBlock } from '../../../../../core/reporting/paper-layout.ts';
import { printedCode } from '../../../../../core/reporting/verification-code.ts';
import { qrCode } from '../codes.ts';
import { dated, signer } from '../foot.ts';
import { fitText, minute } from '../text.ts';
import { soft } from '../tone.ts';
import { blockRows, boundedText, type Drawing, fullWidth, ruleOf } from './drawing.ts';
import type { ExamSheet } from './sheet.ts';

/** Where the page stands: its number and how many there are. */
type PageOf = readonly [page: number, pages: number];

function signed({ report }: ExamSheet, role: 'author' | 'reviewer'): { name: string; picture: string | null } {
  const signature = report.signatures.find((one) => one.role === role);
  return { name: signature?.personName ?? '', picture: signature?.picture ?? null };
}

/** As long as a layout's own label may be: beside a longer one a name would be cut. */
const longestLabel = 12;

/** A second confirmation (二次确认) is said on the paper, in the layout's words where both find room. */
function reviewerLabel({ report }: ExamSheet, label: string): string {
  if (!report.signatures.some(({ role, confirms }) => role === 'reviewer' && confirms)) return label;
  const marked = `${label}（二次确认）`;
  return marked.length > longestLabel ? '二次确认' : marked;
}

const isDraft = ({ report }: ExamSheet): boolean => report.releasedAt === null;

function date({ one, sheet, foot }: Drawing, item: 'acquired' | 'released' | 'printed', width: number): Column {
  switch (item) {
    case 'acquired':
      return dated('检查时间', minute(one.head.acquiredAt), sheet, width);
    case 'released':
      return dated('报告时间', minute(isDraft(one) ? null : one.report.releasedAt), sheet, width);
    case 'printed': {
      // Label and instant come first; the name takes what is left.
      const room = Math.max(0, Math.min(60, width - (sheet.body - 1) * 4.4 - (sheet.body - 0.5) * 9.5));
      const name = room < sheet.body ? '' : `  ${fitText(foot.printedBy, room, sheet.body)}`;
      return dated('打印时间', `${minute(foot.printedAt)}${name}`, sheet, width);
    }
    default:
      throw new Error(`unknown date ${String(item satisfies never)}`);
  }
}

function verification(drawing: Drawing, hint: string, [page, pages]: PageOf): Content {
  const { one, sheet, sample } = drawing;
  const small = sheet.body - 1.2;
  const notice: Content =
    isDraft(one) && !sample
      ? { text: [{ text: '预览，未审核，不得作为报告使用', bold: true }] }
      : {
          text: [
            { text: sample ? '样张码 ' : '验证码 ', color: soft },
            { text: printedCode(one.report.verificationCode), bold: true, characterSpacing: 0.5 },
            ...(hint === '' ? [] : [{ text: `  ${hint}`, color: soft }]),
          ],
        };
  return {
    columns: [
      { width: '*', noWrap: true, fontSize: small, ...notice },
      { width: 'auto', noWrap: true, fontSize: small, text: `第 ${page} 页 / 共 ${pages} 页` },
    ],
  };
}

function footBlock(drawing: Drawing, block: FootBlock, width: number, page: PageOf): Content[] {
  const { one, sheet } = drawing;
  switch (block.kind) {
    case 'signatures': {
      const [author, reviewer] = [signed(one, 'author'), signed(one, 'reviewer')];
      return [
        {
          columns: [
            signer(block.author, author.name, author.picture, sheet, width / 2),
            signer(reviewerLabel(one, block.reviewer), reviewer.name, reviewer.picture, sheet, width / 2),
          ],
        },
      ];
    }
    case 'dates': {
      const each = width / block.items.length;
      return [{ columns: block.items.map((item) => date(drawing, item, each)), margin: [0, 2, 0, 2] }];
    }
    case 'text':
      return [boundedText(drawing, block, width)];
    case 'rule':
      return [ruleOf(drawing, block, width)];
    case 'verification':
      return [verification(drawing, block.hint, page)];
    default:
      throw new Error(`unknown block ${String(block satisfies never)}`);
  }
}

/** What stands at the bottom of page `page` of `pages`; of a draft nothing is signed, nothing can be verified. */
export function examFoot(drawing: Drawing, page: PageOf): Content {
  const { layout, sheet, foot, one } = drawing;
  const { rules, rest } = footParts(layout);
  const draw = (block: FootBlock, width: number) => footBlock(drawing, block, width, page);
  const lower = blockRows(rest, footWidthOf(layout), draw);
  const code = layout.qrMm === null ? 0 : qrSize(layout.qrMm);
  const seal: Column =
    isDraft(one) && !drawing.sample
      ? { width: code, text: '' }
      : { width: code, svg: qrCode(foot.verifyUrl), fit: [code, code], margin: [qrGap, 2, 0, 0] };
  return {
    margin: [sheet.side, gapAboveFoot, sheet.side, 0],
    stack: [
      ...blockRows(rules, fullWidth(drawing), draw),
      ...(code === 0 ? lower : [{ columns: [{ width: footWidthOf(layout), stack: lower }, seal] }]),
    ],
  };
}
