// Structured fields of the report: numbers with their unit, choices, words. Where nothing can be written, only those in which something stands.
import { InputGroup } from '@blueprintjs/core';
import type { ExamReportContent, ReportField } from '../../../../core/reporting/exam-report.ts';
import { definitionsOf, shownFields } from '../../../../core/reporting/report-fields.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick as Choice } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useReportText } from './texts.ts';

interface FieldsProps {
  content: ExamReportContent;
  /** Of the template that the report names, for a report that keeps no definitions. */
  template: readonly ReportField[] | undefined;
  off: boolean;
  onChange: (part: Pick<ExamReportContent, 'fields' | 'fieldDefinitions'>) => void;
}

export function Fields({ content, template, off, onChange }: FieldsProps) {
  const text = useReportText();
  const locale = useLocale();
  const definitions = definitionsOf(content, template);
  const listed: readonly ReportField[] = off ? shownFields(content, template) : definitions;
  if (listed.length === 0) return null;
  return (
    <section className="report-fields" aria-label={text('fields')} data-testid="report-fields">
      {listed.map((field) => {
        const value = content.fields[field.key] ?? '';
        const label = locale === 'en' ? (field.labelEn ?? field.label) : field.label;
        // What was written says from now on what it is: a template that changes does not change it.
        const put = (next: string) =>
          onChange({ fields: { ...content.fields, [field.key]: next }, fieldDefinitions: definitions });
        const choices = value === '' || field.choices.includes(value) ? field.choices : [value, ...field.choices];
        return (
          <Field key={field.key} label={label}>
            {(id) =>
              field.kind === 'choice' ? (
                <Choice
                  id={id}
                  fill
                  disabled={off}
                  label={label}
                  value={value}
                  onChange={put}
                  options={[
                    { value: '', label: text('field.choose') },
                    ...choices.map((choice) => ({ value: choice, label: choice })),
                  ]}
                />
              ) : (
                <InputGroup
                  id={id}
                  size="small"
                  disabled={off}
                  value={value}
                  inputMode={field.kind === 'number' ? 'decimal' : 'text'}
                  onValueChange={put}
                  maxLength={2000}
                  rightElement={field.unit ? <span className="field-unit">{field.unit}</span> : undefined}
                />
              )
            }
          </Field>
        );
      })}
    </section>
  );
}
