// The pen that writes PDF: everything as vectors, so that a ruler laid on the print is right.
import { qrCode } from '../pdf/codes.ts';
import { ink } from '../pdf/tone.ts';
import { createPagePlacer } from './pdf-source/place.ts';
import { qrPathsOf, type SheetPen } from './pen.ts';
import { drawStrokes } from './tracing-block.ts';
import { pt } from './units.ts';

/** `pen` has the fonts `normal` and `bold` registered. */
export function pdfPen(pen: PDFKit.PDFDocument): SheetPen {
  const placer = createPagePlacer(pen);
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
          lineBreak: false,
          ...(options.widthMm === undefined ? {} : { width: pt(options.widthMm) }),
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
    pdfPage(source, page, { xMm, yMm, widthMm, heightMm }) {
      placer.place(source, page, { x: pt(xMm), y: pt(yMm), width: pt(widthMm), height: pt(heightMm) });
      return true;
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
