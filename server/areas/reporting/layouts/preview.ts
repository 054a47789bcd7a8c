// The sample of a layout: the PDF of a made-up report, drawn by the printer that draws real ones.
import sharp from 'sharp';
import type { PaperLayout } from '../../../../core/reporting/paper-layout.ts';
import { sampleSheet } from '../../../../core/reporting/paper-sample.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { institutionsOf } from '../../orders/module.ts';
import type { ReportPrinter } from '../pdf/index.ts';
import { printablePaper } from './paper.ts';
import { requirePrintableLayout } from './save.ts';

/** A slice of nobody: ovals in grey. */
async function picture(tilt: number): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="384" height="384" viewBox="0 0 96 96">
    <rect width="96" height="96" fill="#050505"/>
    <g transform="rotate(${tilt} 48 48)">
      <ellipse cx="48" cy="48" rx="33" ry="40" fill="#d9d9d9"/><ellipse cx="48" cy="48" rx="30" ry="37" fill="#6d6d6d"/>
      <ellipse cx="42" cy="44" rx="3.4" ry="9" fill="#222"/><ellipse cx="54" cy="44" rx="3.4" ry="9" fill="#222"/>
      <path d="M48 12V84" stroke="#838383" stroke-width="0.8"/>
    </g></svg>`;
  const bytes = await sharp(Buffer.from(svg)).png().toBuffer();
  return `data:image/png;base64,${bytes.toString('base64')}`;
}

/** No patient's data is in it, so nothing is written in the trail. @throws RIGHT_MISSING, INPUT_INVALID */
export async function previewLayout(
  kernel: Kernel,
  caller: Caller,
  printer: ReportPrinter,
  { layout, example }: { layout: PaperLayout; example: 'short' | 'long' },
): Promise<{ pdf: string }> {
  requireAccess(caller, 'dictionary.edit');
  requirePrintableLayout(layout);
  const at = kernel.clock.now().toISOString();
  const institutions = await institutionsOf(kernel, kernel.db);
  const place =
    institutions.find(({ id }) => layout.institutionIds.includes(id)) ?? institutions.find(({ own }) => own);
  const pictures = await Promise.all([0, 8, -6, 14].map(picture));
  const hospital = kernel.hospital.name;
  const made = sampleSheet(layout, { example, hospital, institution: place?.name ?? hospital, at, pictures });
  const sheet = { ...made, paper: await printablePaper(kernel.db, layout, true) };
  const options = { verifyBase: 'https://localhost/verify/', printedAt: at, printedBy: caller.person?.name ?? '' };
  return { pdf: Buffer.from(await printer.renderExams([sheet], options)).toString('base64') };
}
