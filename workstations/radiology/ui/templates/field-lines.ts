// Structured fields of a template as lines of text: `名称 | choice | 单位 | 甲、乙`. Pure.
import type { ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';

type Fields = ExamReportTemplate['fields'];
const kinds = ['text', 'number', 'choice'] as const;

export function linesOfFields(fields: Fields): string {
  return fields
    .map((field) => [field.label, field.kind, field.unit, field.choices.join('、')].join(' | ').replace(/( \| )+$/, ''))
    .join('\n');
}

/** The fields, or the number of the first line that is not understood. A field keeps its key while its name stays. */
export function fieldsOfLines(text: string, before: Fields): Fields | { bad: number } {
  const fields: Fields = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    const [label = '', kindWord = 'text', unit = '', choices = ''] = line.split('|').map((part) => part.trim());
    const kind = kinds.find((each) => each === (kindWord || 'text'));
    const list = choices
      .split(/[、,，]/)
      .map((each) => each.trim())
      .filter(Boolean);
    const doubled = fields.some((field) => field.label === label);
    if (!label || doubled || !kind || (kind === 'choice') !== list.length > 0) return { bad: index + 1 };
    const known = before.find((field) => field.label === label);
    fields.push({
      key: known?.key ?? label.slice(0, 64),
      label,
      ...(known?.labelEn ? { labelEn: known.labelEn } : {}),
      kind,
      unit,
      choices: list,
      initial: known?.initial ?? '',
    });
  }
  return fields;
}
