// Structured fields of the chosen template: numbers with their unit, choices, words.
import { InputGroup } from '@blueprintjs/core';
import type { ExamReportContent, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useReportText } from './texts.ts';

interface FieldsProps {
  template: ExamReportTemplate;
  values: ExamReportContent['fields'];
  off: boolean;
  onChange: (fields: ExamReportContent['fields']) => void;
}

export function Fields({ template, values, off, onChange }: FieldsProps) {
  const text = useReportText();
  if (template.fields.length === 0) return null;
  return (
    <section className="report-fields" aria-label={text('fields')}>
      {template.fields.map((field) => {
        const value = values[field.key] ?? '';
        const put = (next: string) => onChange({ ...values, [field.key]: next });
        return (
          <Field key={field.key} label={field.label}>
            {(id) =>
              field.kind === 'choice' ? (
                <Pick
                  id={id}
                  fill
                  disabled={off}
                  label={field.label}
                  value={value}
                  onChange={put}
                  options={[
                    { value: '', label: text('field.choose') },
                    ...field.choices.map((choice) => ({ value: choice, label: choice })),
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
