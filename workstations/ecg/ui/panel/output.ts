// How this person prints: the leads' arrangement, or the department's when nothing was chosen; and where the papers are.
import { type Arrangement, arrangements } from '../../../../core/ecg/paper/arrange.ts';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';

export const printChoices = ['department', ...arrangements] as const;
export type PrintChoice = (typeof printChoices)[number];

export const usePrintArrangement = () => useLayoutChoice<PrintChoice>('ecg.print', printChoices, 'department');

const arranged = (choice: PrintChoice): { arrangement?: Arrangement } =>
  choice === 'department' ? {} : { arrangement: choice };

const query = (parts: Record<string, string>) => new URLSearchParams(parts).toString();

export const pdfAddress = (reportId: string, choice: PrintChoice): string =>
  `/exam-reports/pdf?${query({ id: reportId, ...arranged(choice) })}`;

export const pictureAddress = (reportId: string, choice: PrintChoice, type: 'jpeg' | 'png'): string =>
  `/exam-reports/picture?${query({ id: reportId, type, ...arranged(choice) })}`;
