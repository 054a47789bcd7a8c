// How this person prints: the leads' arrangement, what of a long recording, the table of leads; and where the papers are.
import { arrangements } from '../../../../core/ecg/paper/arrange.ts';
import { longPrints, type PrintWish } from '../../../../core/ecg/paper/print-wish.ts';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';

export const printChoices = ['department', ...arrangements] as const;
export type PrintChoice = (typeof printChoices)[number];
export const longChoices = ['usual', ...longPrints] as const;
export type LongChoice = (typeof longChoices)[number];
export const matrixChoices = ['without', 'with'] as const;

export const usePrintArrangement = () => useLayoutChoice<PrintChoice>('ecg.print', printChoices, 'department');
export const useLongPrint = () => useLayoutChoice<LongChoice>('ecg.print.long', longChoices, 'usual');
export const useMatrixPrint = () => useLayoutChoice('ecg.print.matrix', matrixChoices, 'without');

export interface PrintChoices {
  arrangement: PrintChoice;
  long: LongChoice;
  matrix: (typeof matrixChoices)[number];
}

/** Absent is the department's or the sensible way: then the paper that was signed is given out as it is. */
export const wishOf = ({ arrangement, long, matrix }: PrintChoices): PrintWish => ({
  ...(arrangement === 'department' ? {} : { arrangement }),
  ...(long === 'usual' ? {} : { long }),
  ...(matrix === 'with' ? { matrix: '1' } : {}),
});

const query = (parts: Record<string, string>) => new URLSearchParams(parts).toString();

/** `version` makes the address of each edition its own: the screen never shows an older paper. */
export const pdfAddress = (report: { id: string; version: number }, wish: PrintWish): string =>
  `/exam-reports/pdf?${query({ id: report.id, v: String(report.version), ...wish })}`;

export const pictureAddress = (reportId: string, wish: PrintWish, type: 'jpeg' | 'png'): string =>
  `/exam-reports/picture?${query({ id: reportId, type, ...wish })}`;

/** The recording itself in a standard form, for another system. */
export const standardAddress = (recordingId: string, as: 'aecg' | 'dicom'): string =>
  `/ecg/recordings/${recordingId}/standard?as=${as}`;
