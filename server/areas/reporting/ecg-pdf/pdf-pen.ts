// The pen that writes PDF: everything as vectors, so that a ruler laid on the print is right.
import { qrCode } from '../pdf/codes.ts';
import { ink } from '../pdf/tone.ts';
import { qrPathsOf, type SheetPen } from './pen.ts';
import { drawStrokes } from './tracing-block.ts';
import { pt } from './units.ts';

/** `pen` has the fonts `normal` and `bold` registered. */
export function pdfPen(pen: PDFKit.PDFDocument): SheetPen {
  return {
    addPage() {
      pen.addPage();
    },
    write(text, xMm, yMm, options) {
      pen
        .font(options.bold ? 'bold' : 'normal')
        .fontSize(options.size)
        .fillColor(options.colour ?? ink)
        .text(text, pt(xMm), pt(yMm), {
          lineBreak: options.heightMm !== undefined,
          ...(options.widthMm === undefined ? {} : { width: pt(options.widthMm) }),
          ...(options.heightMm === undefined ? {} : { height: pt(options.heightMm), ellipsis: '…' }),
          align: options.align ?? 'left',
          lineGap: -options.size * 0.18,
        });
    },
    width: (text, size, bold = false) =>
      pen
        .font(bold ? 'bold' : 'normal')
        .fontSize(size)
        .widthOfString(text) / pt(1),
    rule(fromMm, yMm, toMm, widthMm, colour) {
      pen.lineWidth(pt(widthMm)).strokeColor(colour).moveTo(pt(fromMm), pt(yMm)).lineTo(pt(toMm), pt(yMm)).stroke();
    },
    strokes(drawing, xMm, yMm) {
      drawStrokes(pen, drawing, xMm, yMm);
    },
    picture(dataUrl, xMm, yMm, widthMm, heightMm) {
      pen.image(dataUrl, pt(xMm), pt(yMm), { fit: [pt(widthMm), pt(heightMm)] });
    },
    qr(text, xMm, yMm, sizeMm) {
      const { size, paths } = qrPathsOf(qrCode(text));
      if (size === 0) return;
      for (const { d, strokeWidth } of paths) {
        pen
          .save()
          .translate(pt(xMm), pt(yMm))
          .scale(pt(sizeMm) / size)
          .path(d);
        if (strokeWidth !== null) pen.lineWidth(strokeWidth).stroke('#000000');
        else pen.fill('#000000');
        pen.restore();
      }
    },
  };
}
