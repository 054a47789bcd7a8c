// The measurement matrix on paper: a column for each lead, doubtful figures in grey with a number that leads to the reason below.
import {
  type LeadMatrix,
  type MatrixDoubt,
  type MatrixRowName,
  matrixText,
} from '../../../../core/ecg/paper/lead-matrix.ts';
import { hair, ink, soft } from '../pdf/tone.ts';
import type { Shown } from './furniture.ts';
import type { PageBody } from './page-body.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import { linesOf, writeLines } from './text-lines.ts';
import { contentMm, page } from './units.ts';

const rowWords: Record<MatrixRowName, string> = {
  p: 'P 波幅 mV',
  q: 'Q 波幅 mV',
  qDurationMs: 'Q 时限 ms',
  r: 'R 波幅 mV',
  s: 'S 波幅 mV',
  rs: 'R/S',
  t: 'T 波幅 mV',
  stJ: 'ST J 点 mV',
  stJ60: 'ST J+60 mV',
  stJ80: 'ST J+80 mV',
};

const doubtWords: Record<MatrixDoubt, string> = {
  'lead-off': '导联脱落',
  flat: '无信号',
  saturated: '信号饱和',
  gaps: '采样缺失',
  'muscle-noise': '肌电干扰',
  'baseline-wander': '基线漂移',
  'mains-hum': '工频干扰',
  waves: '波的起止不确定',
  fewBeats: '用于平均的心搏不足 3 个',
  reversal: '疑似肢体导联错接',
};

const labelMm = 27;
const rowMm = 6;
/** More leads than this make figures run together. */
const mostLeads = 18;
const palest = '#767c84';

const doubtsText = (doubts: readonly MatrixDoubt[]): string =>
  doubts.length === 0 ? '信号质量低' : doubts.map((one) => doubtWords[one]).join('、');

export function matrixPages(sheet: EcgSheet, shown: Shown, roomMm: number): PageBody[] {
  const { matrix } = sheet;
  if (!matrix) return [];
  const pages: PageBody[] = [];
  for (let from = 0; from < matrix.leads.length; from += mostLeads) {
    const to = from + mostLeads;
    const part: LeadMatrix = {
      leads: matrix.leads.slice(from, to),
      rows: matrix.rows.map(({ name, cells }) => ({ name, cells: cells.slice(from, to) })),
    };
    pages.push((pen, topMm) => drawMatrix(pen, part, shown, topMm, roomMm));
  }
  return pages;
}

function drawMatrix(pen: SheetPen, matrix: LeadMatrix, shown: Shown, topMm: number, roomMm: number): void {
  const cellMm = (contentMm - labelMm) / Math.max(12, matrix.leads.length);
  const reasons: string[] = [];
  pen.write('各导联测量值（平均心搏，机器测量；— 为缺如，灰色为置信度低于 60%）', page.side, topMm, {
    size: 9,
    bold: true,
  });
  let y = topMm + 8;
  matrix.leads.forEach((lead, index) => {
    const x = page.side + labelMm + index * cellMm;
    pen.write(shown(lead), x, y, { size: 9, bold: true, widthMm: cellMm - 3, align: 'right' });
  });
  y += rowMm;
  for (const { name, cells } of matrix.rows) {
    pen.rule(page.side, y, page.width - page.side, 0.15, hair);
    pen.write(rowWords[name], page.side, y + 0.4, { size: 8.6, colour: soft });
    cells.forEach(({ value, confidence, doubts }, index) => {
      const x = page.side + labelMm + index * cellMm;
      const doubtful = value !== null && confidence < 0.6;
      const style = { size: 9, colour: doubtful ? palest : ink, widthMm: cellMm - 3, align: 'right' as const };
      pen.write(matrixText(name, value), x, y + 0.3, style);
      if (!doubtful) return;
      const text = doubtsText(doubts);
      if (!reasons.includes(text)) reasons.push(text);
      pen.write(String(reasons.indexOf(text) + 1), x + cellMm - 2.6, y, { size: 5.5, colour: palest });
    });
    y += rowMm;
  }
  const notes = reasons.map((text, index) => `${index + 1}. ${text}`).join('    ');
  const room = topMm + roomMm - y - 2;
  const style = { size: 8.5, colour: soft, leading: 1.3 };
  const lines = linesOf(pen, notes, style, contentMm);
  // The reasons are a closed list: they never need more than the rest of the page.
  writeLines(pen, lines.slice(0, Math.max(1, Math.floor(room / 4))), page.side, y + 2);
}
