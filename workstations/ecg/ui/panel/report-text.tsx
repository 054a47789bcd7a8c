// The words of the report: what is seen, what it means, positive or not, and templates that fill them.
import type { ExamReportContent, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { type BlankValues, filledTemplate, openBlanks } from './blanks.ts';
import { withTemplate } from './content.ts';

interface ReportTextProps {
  content: ExamReportContent;
  change: (content: ExamReportContent) => void;
  editable: boolean;
  templates: readonly ExamReportTemplate[];
  /** What fills the blanks of a template; null without a recording. */
  values: BlankValues | null;
}

export function ReportText({ content, change, editable, templates, values }: ReportTextProps) {
  const text = useEcgText();
  const blanks = editable ? openBlanks(content) : [];
  return (
    <div className="ecg-report-text">
      <label>
        <span>{text('findingsText')}</span>
        <textarea
          rows={2}
          readOnly={!editable}
          value={content.findings}
          maxLength={20_000}
          data-testid="ecg-findings"
          onChange={(event) => change({ ...content, findings: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>{text('impression')}</span>
        <textarea
          rows={4}
          readOnly={!editable}
          value={content.impression}
          maxLength={10_000}
          data-testid="ecg-impression"
          onChange={(event) => change({ ...content, impression: event.currentTarget.value })}
        />
      </label>
      {blanks.length > 0 ? (
        <p className="ecg-fault" role="status" data-testid="ecg-blanks">
          {text('blanks.open', { blanks: blanks.join(' ') })}
        </p>
      ) : null}
      <div className="ecg-report-row">
        <Segments
          label={text('positive')}
          value={content.positive === null ? 'open' : content.positive ? 'yes' : 'no'}
          onChange={(value) => editable && change({ ...content, positive: value === 'open' ? null : value === 'yes' })}
          options={(['open', 'yes', 'no'] as const).map((value) => ({ value, label: text(`positive.${value}`) }))}
          testId="ecg-positive"
        />
        {editable && templates.length > 0 ? (
          <Pick
            label={text('templates')}
            value=""
            onChange={(id) => {
              const template = templates.find((one) => one.id === id);
              if (template) change(withTemplate(content, filledTemplate(template, values)));
            }}
            options={[
              { value: '', label: text('template.pick') },
              ...templates.map((one) => ({ value: one.id, label: [...one.path, one.name].join(' / ') })),
            ]}
          />
        ) : null}
      </div>
    </div>
  );
}
