// The form of one template.
import { Button, Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useReportText } from '../report/texts.ts';
import { fieldsOfRows, rowsOf } from './field-rows.ts';
import { FieldTable } from './field-table.tsx';
import { useTemplateText } from './texts.ts';

interface TemplateFormProps {
  template: ExamReportTemplate;
  onSaved: (template: ExamReportTemplate) => void;
  onCopy: (template: ExamReportTemplate) => void;
}

const scopes = ['private', 'department', 'public'] as const;

export function TemplateForm({ template, onSaved, onCopy }: TemplateFormProps) {
  const text = useTemplateText();
  const shared = useSharedText();
  const shell = useShellText();
  const report = useReportText();
  const { client } = useApi();
  const { show } = useToasts();
  const can = useRights();
  const [form, setForm] = useState(template);
  const [path, setPath] = useState(template.path.join('/'));
  const [rows, setRows] = useState(rowsOf(template.fields));
  const change = (part: Partial<ExamReportTemplate>) => setForm((before) => ({ ...before, ...part }));
  const keeper = can('dictionary.edit');
  const off = template.scope !== 'private' && !keeper ? text('off.public') : null;
  const fields = fieldsOfRows(rows);
  const trouble = 'trouble' in fields ? { row: fields.row, words: text(`fields.bad.${fields.trouble}`) } : null;
  const bad = trouble && text('fields.bad', { row: trouble.row + 1, why: trouble.words });
  const isEmpty = form.findings.trim() === '' && form.impression.trim() === '' && rows.length === 0;
  const lacks = form.name.trim() === '' || isEmpty;
  const save = useCommand(client.examReports.saveTemplate, {
    onDone: (saved) => {
      show({ tone: 'done', title: text('saved', { name: saved.name }) });
      onSaved(saved);
    },
  });
  const why = off ?? bad ?? (lacks ? text('missing') : null);
  const send = () => {
    if (why || 'trouble' in fields || save.isPending) return;
    save.mutate({
      template: {
        ...form,
        name: form.name.trim(),
        path: path
          .split('/')
          .map((part) => part.trim())
          .filter(Boolean)
          .slice(0, 6),
        fields,
      },
    });
  };
  useActions({ title: text('title'), depth: 2 }, [
    { id: 'save', label: text('save'), keys: ['Ctrl+S', 'Ctrl+Enter'], run: send, off: why, main: true },
  ]);
  const words = (name: 'method' | 'findings' | 'impression', rows: number) => (
    <Field label={text(`field.${name}`)}>
      {(id) => (
        <TextArea
          id={id}
          fill
          rows={rows}
          disabled={off !== null}
          value={form[name]}
          onChange={(event) => change({ [name]: event.currentTarget.value })}
          data-testid={`template-${name}`}
        />
      )}
    </Field>
  );
  return (
    <>
      <div className="pane-scroll template-form">
        {off ? <p className="note">{off}</p> : null}
        <Field label={text('field.name')} required>
          {(id) => (
            <InputGroup
              id={id}
              disabled={off !== null}
              value={form.name}
              maxLength={200}
              onValueChange={(name) => change({ name })}
              data-testid="template-name"
            />
          )}
        </Field>
        <Field label={text('field.scope')}>
          {() => (
            <Segments
              label={text('field.scope')}
              value={form.scope}
              onChange={(scope) => (keeper || scope === 'private') && !off && change({ scope })}
              options={scopes
                .filter((scope) => keeper || scope === form.scope || scope === 'private')
                .map((value) => ({ value, label: report(`scope.${value}`) }))}
            />
          )}
        </Field>
        <Field label={text('field.path')} hint={text('field.path.hint')}>
          {(id) => <InputGroup id={id} disabled={off !== null} value={path} onValueChange={setPath} maxLength={400} />}
        </Field>
        <div className="form-columns">
          <Field label={text('field.modality')}>
            {(id) => (
              <InputGroup
                id={id}
                disabled={off !== null}
                value={form.modality}
                maxLength={16}
                placeholder={text('field.modality.any')}
                onValueChange={(modality) => change({ modality: modality.toUpperCase() })}
              />
            )}
          </Field>
          <Field label={text('field.bodyPart')}>
            {(id) => (
              <InputGroup
                id={id}
                disabled={off !== null}
                value={form.bodyPart}
                maxLength={200}
                onValueChange={(bodyPart) => change({ bodyPart })}
              />
            )}
          </Field>
        </div>
        <Field label={text('field.sex')}>
          {() => (
            <Segments
              label={text('field.sex')}
              value={form.sex}
              onChange={(sex) => !off && change({ sex })}
              options={(['', 'male', 'female'] as const).map((value) => ({
                value,
                label: value ? shell(`sex.${value}`) : text('field.sex.any'),
              }))}
            />
          )}
        </Field>
        {words('method', 2)}
        {words('findings', 8)}
        {words('impression', 4)}
        <Field label={text('field.positive')}>
          {() => (
            <Segments
              label={text('field.positive')}
              value={form.positive === null ? 'none' : form.positive ? 'positive' : 'negative'}
              onChange={(value) => !off && change({ positive: value === 'none' ? null : value === 'positive' })}
              options={(['none', 'negative', 'positive'] as const).map((value) => ({
                value,
                label: value === 'none' ? text('field.positive.none') : shared(value),
              }))}
            />
          )}
        </Field>
        <FieldTable rows={rows} off={off !== null} trouble={trouble} onChange={setRows} />
        <Checkbox
          checked={form.active}
          disabled={off !== null}
          label={text('field.active')}
          onChange={(event) => change({ active: event.currentTarget.checked })}
        />
      </div>
      <footer className="report-acts">
        <Button onClick={() => onCopy(form)}>{text('copy')}</Button>
        <Button
          intent="primary"
          disabled={why !== null}
          title={why ?? undefined}
          loading={save.isPending}
          onClick={send}
          data-testid="template-save"
        >
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </>
  );
}
