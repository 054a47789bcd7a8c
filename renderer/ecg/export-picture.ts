// What stands on the paper as a JPEG or PNG: the same vector drawing on a canvas of print resolution, with whose it is and the scale written on it.
import { drawPaper } from '../../core/ecg/paper/drawing.ts';
import { footerText } from '../../core/ecg/paper/footer.ts';
import { layoutPaper } from '../../core/ecg/paper/layout.ts';
import { partOf, type Tracing } from '../../core/ecg/paper/tracing.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { drawPage, preparePage } from './canvas-draw.ts';
import { pageSecondsOf } from './use-page.ts';
import type { PaperView } from './view.ts';

export interface PictureOrder {
  tracing: Tracing;
  view: PaperView;
  fromMs: number;
  device: EcgRecording['filters'];
  /** Whose tracing, number, time: empty parts are left out. */
  title: readonly string[];
  locale: 'zh' | 'en';
}

export type PictureType = 'image/jpeg' | 'image/png';

const dpi = 200;
const headMm = 9;
const footMm = 7;
const marginMm = 5;

/** @throws Error when the browser gives no canvas of this size */
export async function tracingPicture(order: PictureOrder, type: PictureType): Promise<Blob> {
  const { tracing, view, fromMs } = order;
  const layout = layoutPaper({
    arrangement: view.arrangement,
    sequence: view.sequence,
    rhythmLeads: view.rhythmLeads,
    ...(view.shown ? { shown: view.shown } : {}),
    scale: view.scale,
    leads: tracing.leads.map(({ name }) => name),
    durationMs: tracing.durationMs,
    fromMs,
    pageSeconds: pageSecondsOf(tracing, view),
  });
  const part = partOf(tracing, layout.fromMs, layout.toMs);
  const drawing = drawPaper(layout, part, { filters: view.filters, resolutionMm: 25.4 / dpi / 2, grid: false });
  const pxPerMm = dpi / 25.4;
  const px = (mm: number) => Math.round(mm * pxPerMm);
  const paper = document.createElement('canvas');
  paper.width = px(drawing.widthMm) + 1;
  paper.height = px(drawing.heightMm) + 1;
  const sheet = document.createElement('canvas');
  sheet.width = px(drawing.widthMm + 2 * marginMm);
  sheet.height = px(headMm + drawing.heightMm + footMm);
  const [paperPen, pen] = [paper.getContext('2d'), sheet.getContext('2d')];
  if (!paperPen || !pen) throw new Error('no canvas of this size');
  const place = { widthPx: paper.width, heightPx: paper.height, pxPerMm, devicePixelRatio: 1, xPx: 0, yPx: 0 };
  drawPage(paperPen, preparePage(drawing), place);
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(paper, px(marginMm), px(headMm));
  pen.fillStyle = '#101418';
  pen.textBaseline = 'middle';
  pen.font = `600 ${px(4)}px 'Noto Sans SC Variable', sans-serif`;
  pen.fillText(order.title.filter(Boolean).join('   '), px(marginMm), px(headMm / 2));
  pen.font = `${px(3)}px 'Noto Sans SC Variable', sans-serif`;
  const facts = { scale: view.scale, filters: view.filters, device: order.device, sampleRateHz: tracing.sampleRateHz };
  pen.fillText(footerText(facts, order.locale), px(marginMm), px(headMm + drawing.heightMm + footMm / 2));
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture of this size'))), type, 0.93);
  });
}
