// Report templates of ECG: the same library as radiology's, with the fields that an ECG report has.
import { Button, Checkbox, HTMLTable, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useTermText } from './term-texts.ts';

function newTemplate(ownerId: string): ExamReportTemplate {
  return {
    id: crypto.randomUUID(),
    version: 0,
    service: 'ecg',
    scope: 'private',
    ownerId,
    path: [],
    name: '',
    modality: '',
    bodyPart: '',
    sex: '',
    method: '',
    findings: '',
    impression: '',
    positive: null,
    fields: [],
    active: true,
  };
}

export function Templates() {
  const text = useTermText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { person } = useSession();
  const library = useQuery(query.examReports.templates.queryOptions({ input: { service: 'ecg' } }));
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<ExamReportTemplate | null>(null);
  const make = () => setChosen(newTemplate(person.id));
  useActions({ title: text('tab.templates'), depth: 1 }, [
    { id: 'template.new', label: text('new'), keys: ['F4'], main: true, run: make },
  ]);
  return (
    <div className="split ecg-term-bank">
      <section className="pane">
        <div className="ecg-setup-bar">
          <InputGroup
            size="small"
            value={words}
            onValueChange={setWords}
            placeholder={text('search')}
            aria-label={text('search')}
          />
          <Button size="small" className="ecg-right" onClick={make} data-testid="template-new">
            {text('new')} <KeyCap name="F4" />
          </Button>
        </div>
        <Answer of={library}>
          {({ templates }) => {
            const rows = templates.filter((one) => matchesWords(words, [one.name, ...one.path, one.impression]));
            if (rows.length === 0) return <EmptyPanel glyph="draft" title={text('template.empty')} />;
            return (
              <div className="ecg-setup-scroll">
                <HTMLTable compact className="plain-table" data-testid="templates">
                  <thead>
                    <tr>
                      <th>{text('path')}</th>
                      <th>{text('name')}</th>
                      <th>{text('impression')}</th>
                      <th>{text('result')}</th>
                      <th>{text('scope')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((one) => (
                      <tr
                        key={one.id}
                        className={one.active ? '' : 'is-off'}
                        aria-selected={one.id === chosen?.id}
                        onClick={() => setChosen(one)}
                      >
                        <td>{one.path.join(' / ')}</td>
                        <td>
                          <button type="button" className="ecg-link" onClick={() => setChosen(one)}>
                            {one.name}
                          </button>
                        </td>
                        <td className="wrap">{one.impression}</td>
                        <td>{text(`result.${one.positive === null ? 'open' : one.positive ? 'yes' : 'no'}`)}</td>
                        <td>{text(`scope.${one.scope}`)}</td>
                      </tr>
                    ))}
                  </tbody>
                </HTMLTable>
              </div>
            );
          }}
        </Answer>
      </section>
      <section className="pane ecg-term-bank-form">
        {chosen ? (
          <TemplateForm
            key={`${chosen.id} ${chosen.version}`}
            stored={chosen}
            onSaved={(saved) => {
              setChosen(saved);
              void queries.invalidateQueries({ queryKey: query.examReports.templates.key() });
            }}
          />
        ) : (
          <EmptyPanel glyph="draft" title={text('choose')} />
        )}
      </section>
    </div>
  );
}

const results = { yes: true, no: false, open: null } as const;
type Result = keyof typeof results;

function TemplateForm({
  stored,
  onSaved,
}: {
  stored: ExamReportTemplate;
  onSaved: (saved: ExamReportTemplate) => void;
}) {
  const text = useTermText();
  const { client } = useApi();
  const { show } = useToasts();
  const [draft, setDraft] = useState(stored);
  const [path, setPath] = useState(stored.path.join('/'));
  const change = (part: Partial<ExamReportTemplate>) => setDraft({ ...draft, ...part });
  const save = useCommand(client.examReports.saveTemplate, {
    handles: ['VERSION_CONFLICT'],
    onDone: (saved) => {
      onSaved(saved);
      show({ tone: 'done', title: text('saved') });
    },
  });
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const ready = draft.name.trim() !== '' && !conflict;
  const send = () => {
    if (!ready || save.isPending) return;
    const levels = path.split('/').map((one) => one.trim());
    save.mutate({ template: { ...draft, name: draft.name.trim(), path: levels.filter(Boolean).slice(0, 6) } });
  };
  useActions({ title: text('tab.templates'), depth: 1 }, [
    { id: 'template.save', label: text('save'), keys: ['Ctrl+S'], main: true, run: send },
  ]);
  const area = (field: 'findings' | 'impression', rows: number) => (
    <Field label={text(field)}>
      {(id) => (
        <TextArea
          id={id}
          fill
          rows={rows}
          value={draft[field]}
          onChange={(event) => change({ [field]: event.currentTarget.value })}
          data-testid={`template-${field}`}
        />
      )}
    </Field>
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      data-testid="template-form"
    >
      <Field label={text('name')} required>
        {(id) => (
          <InputGroup
            id={id}
            maxLength={200}
            value={draft.name}
            onValueChange={(name) => change({ name })}
            data-testid="template-name"
          />
        )}
      </Field>
      <Field label={text('path')} hint={text('path.hint')}>
        {(id) => <InputGroup id={id} maxLength={200} value={path} onValueChange={setPath} />}
      </Field>
      <Field label={text('scope')} hint={text('template.right')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('scope')}
            value={draft.scope}
            onChange={(scope) => change({ scope })}
            options={(['private', 'department', 'public'] as const).map((value) => ({
              value,
              label: text(`scope.${value}`),
            }))}
          />
        )}
      </Field>
      {area('findings', 5)}
      {area('impression', 4)}
      <Field label={text('result')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('result')}
            value={(draft.positive === null ? 'open' : draft.positive ? 'yes' : 'no') as Result}
            onChange={(value) => change({ positive: results[value] })}
            options={(['yes', 'no', 'open'] as const).map((value) => ({ value, label: text(`result.${value}`) }))}
          />
        )}
      </Field>
      <Field label={text('sex')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('sex')}
            value={draft.sex}
            onChange={(sex) => change({ sex })}
            options={(['', 'male', 'female'] as const).map((value) => ({ value, label: text(`sex.${value}`) }))}
          />
        )}
      </Field>
      <Field label={text('active')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            onChange={(event) => change({ active: event.currentTarget.checked })}
          />
        )}
      </Field>
      <footer className="ecg-term-foot">
        <small>{conflict ? text('conflict') : ''}</small>
        <Button type="submit" intent="primary" disabled={!ready} loading={save.isPending} data-testid="template-save">
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </form>
  );
}
