// Named blanks of report templates: filled with the measurement in force when the template is put in; what has no value stays marked.
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import type { RhythmCode } from '../../../../core/ecg/rhythm/label.ts';
import type { ExamReportContent, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import type { EcgTextKey } from '../locales/use-ecg-text.ts';
import { type ValueRow, valueRows } from './values.ts';

/** Names of blanks and the row that fills each; case and blanks around a name do not matter. */
const rowsOf: Readonly<Record<string, EcgTextKey>> = {
  心率: 'measure.heartRate',
  hr: 'measure.heartRate',
  p: 'measure.p',
  pr: 'measure.pr',
  'p-r': 'measure.pr',
  qrs: 'measure.qrs',
  qt: 'measure.qt',
  'q-t': 'measure.qt',
  qtc: 'measure.qtc',
  'q-tc': 'measure.qtc',
  电轴: 'measure.axisQrs',
  axis: 'measure.axisQrs',
};
const formulaWords: Record<QtcFormula, string> = {
  bazett: 'Bazett 公式',
  fridericia: 'Fridericia 公式',
  framingham: 'Framingham 公式',
  hodges: 'Hodges 公式',
};
const rhythmWords: Record<RhythmCode, string | null> = {
  'sinus-rhythm': '窦性心律',
  'sinus-tachycardia': '窦性心动过速',
  'sinus-bradycardia': '窦性心动过缓',
  'sinus-arrhythmia': '窦性心律不齐',
  'atrial-fibrillation': '心房颤动',
  'supraventricular-rhythm': '室上性心律',
  'narrow-tachycardia': '窄QRS心动过速',
  'wide-tachycardia': '宽QRS心动过速',
  'ventricular-rhythm': '室性心律',
  'ventricular-fibrillation': '心室颤动',
  'paced-rhythm': '起搏心律',
  asystole: '心室停搏',
  undetermined: null,
};

/** 【…】 with anything between: a name, choices of a writer, or nothing. */
const blank = /【([^【】]*)】/gu;

export interface BlankValues {
  rows: readonly ValueRow[];
  formula: QtcFormula;
  rhythm: RhythmCode | null;
}

/** What is in force: a person's correction where there is one, else the machine's. */
export const blankValues = (detail: RecordingDetail, formula: QtcFormula): BlankValues => ({
  rows: valueRows(detail, null, formula),
  formula,
  rhythm: detail.measurement?.rhythm ?? null,
});

function valueFor(name: string, { rows, formula, rhythm }: BlankValues): string | null {
  const wanted = name.trim().toLowerCase();
  const ours = (key: EcgTextKey) => rows.find((row) => row.key === key)?.ours ?? null;
  if (wanted === '节律' || wanted === 'rhythm') return rhythm && rhythmWords[rhythm];
  if (wanted === 'qtc公式') return ours('measure.qtc') === null ? null : formulaWords[formula];
  const key = rowsOf[wanted];
  const value = key === undefined ? null : ours(key);
  return value === null ? null : String(Math.round(value));
}

export const filled = (text: string, values: BlankValues): string =>
  text.replaceAll(blank, (whole, name: string) => valueFor(name, values) ?? whole);

export const filledTemplate = (template: ExamReportTemplate, values: BlankValues | null): ExamReportTemplate =>
  values === null
    ? template
    : {
        ...template,
        findings: filled(template.findings, values),
        impression: filled(template.impression, values),
      };

/** Blanks that nobody filled, each once, in the order in which they are read. */
export const openBlanks = ({ findings, impression }: Pick<ExamReportContent, 'findings' | 'impression'>): string[] => [
  ...new Set([...`${findings}\n${impression}`.matchAll(blank)].map(([whole]) => whole)),
];
