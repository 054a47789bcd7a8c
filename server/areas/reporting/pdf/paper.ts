// Paper formats of a report (LAB-51) and what each leaves for the content; lengths in points, 72 to the inch.
import type { LabReport } from '../../../../core/reporting/model.ts';

export type Paper = LabReport['paper'];

export interface Sheet {
  paper: Paper;
  width: number;
  height: number;
  /** Left and right margin. */
  side: number;
  /** Height of the repeated head (hospital, title, patient) and of the repeated foot (signatures, code). */
  top: number;
  bottom: number;
  /** Size of body text; head and foot follow from it. */
  body: number;
  /** Size of result lines in two columns. */
  dense: number;
  /** Height of one result line, padding included. */
  row: number;
}

export const mm = (length: number) => (length * 72) / 25.4;

const sheets: Record<Paper, Sheet> = {
  A4: { paper: 'A4', width: mm(210), height: mm(297), side: 36, top: 142, bottom: 98, body: 9, dense: 8.4, row: 16.5 },
  /** Landscape, as half of an A4 sheet is cut in Chinese hospitals. */
  A5: { paper: 'A5', width: mm(210), height: mm(148), side: 30, top: 114, bottom: 80, body: 8, dense: 7.6, row: 13.2 },
  /** JIS B5, 182 x 257 mm (not ISO 176 x 250): what printers and paper sold as B5 in China and Japan mean. */
  B5: {
    paper: 'B5',
    width: mm(182),
    height: mm(257),
    side: 30,
    top: 136,
    bottom: 94,
    body: 8.5,
    dense: 7.5,
    row: 15.2,
  },
};

export const sheetOf = (paper: Paper): Sheet => sheets[paper];

export const contentWidth = (sheet: Sheet): number => sheet.width - 2 * sheet.side;

/** Tube label, 50 x 30 mm. */
export const labelSize = { width: mm(50), height: mm(30) };
