// How shipped templates and phrases are written down: what a reader sees, without the parts that a database gives them.
import type { ExamPhrase, ExamReportTemplate } from '../exam-report.ts';

export type ShippedTemplate = Omit<ExamReportTemplate, 'id' | 'version' | 'scope' | 'ownerId' | 'active'>;
export type ShippedPhrase = Omit<ExamPhrase, 'id' | 'version' | 'scope' | 'ownerId' | 'active'>;

export const anySex: Pick<ShippedTemplate, 'sex' | 'fields'> = { sex: '', fields: [] };
