// What a station can ask and do about report layouts: an administrator keeps them, a writer sees which one is taken and may choose another.
import { z } from 'zod';
import { base, commandInput, Id, ShortText, Version } from '../kernel/contract.ts';
import { ExamService } from '../orders/exam.ts';
import { PaperLayout, StoredPaperLayout } from './paper-layout.ts';

/** Limits of an uploaded logo, checked by the server. */
export const logoLimits = { bytes: 512 * 1024, leastPixels: 32, mostPixels: 4000, leastShape: 1 / 4, mostShape: 12 };

export const StoredLogo = z.object({
  /** SHA-256 of the picture that is kept. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
export type StoredLogo = z.infer<typeof StoredLogo>;

const Choice = z.object({ id: Id.nullable(), name: ShortText, version: Version });

/** With which layout a report is printed; `id` null is the layout that ships. */
export const ReportPaper = z.object({
  taken: Choice,
  /** What its writer chose; null: by institution and device type. */
  chosenId: Id.nullable(),
  /** Signed: the layout stays as it was. */
  fixed: z.boolean(),
  allowed: z.array(Choice),
});
export type ReportPaper = z.infer<typeof ReportPaper>;

export const paperLayoutContract = {
  /** Every layout in its newest version, with the institutions and device types that one can be made for. */
  layouts: base
    .route({ method: 'GET', path: '/exam-reports/layouts' })
    .input(z.object({ service: ExamService }))
    .output(
      z.object({
        layouts: z.array(StoredPaperLayout),
        institutions: z.array(z.object({ id: z.string(), name: z.string() })),
        modalities: z.array(z.string()),
      }),
    ),
  /** Makes a layout (expected version 0) or its next version. @throws VERSION_CONFLICT; INPUT_INVALID with what does not fit */
  saveLayout: base
    .route({ method: 'POST', path: '/exam-reports/layouts' })
    .input(commandInput({ layoutId: Id, expectedVersion: Version, layout: PaperLayout }))
    .output(StoredPaperLayout),
  /** Keeps a logo (PNG, JPEG or SVG as base64). @throws INPUT_INVALID with the reason */
  saveLogo: base
    .route({ method: 'POST', path: '/exam-reports/layouts/logo' })
    .input(commandInput({ file: z.base64().max(Math.ceil((logoLimits.bytes * 4) / 3) + 8) }))
    .output(StoredLogo),
  /** The PDF of a made-up report with this layout, saved or not. */
  previewLayout: base
    .route({ method: 'POST', path: '/exam-reports/layouts/preview' })
    .input(z.object({ layout: PaperLayout, example: z.enum(['short', 'long']) }))
    .output(z.object({ pdf: z.string() })),
  paper: base
    .route({ method: 'GET', path: '/exam-reports/{reportId}/paper' })
    .input(z.object({ reportId: Id }))
    .output(ReportPaper),
  /** Another layout among those allowed; null: by institution and device type. @throws STATE_REFUSED once it is released */
  choosePaper: base
    .route({ method: 'POST', path: '/exam-reports/paper' })
    .input(commandInput({ reportId: Id, layoutId: Id.nullable() }))
    .output(ReportPaper),
};
