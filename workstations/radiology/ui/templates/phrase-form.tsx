// The form of one common phrase.
import { Button, Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamPhrase } from '../../../../core/reporting/exam-report.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useReportText } from '../report/texts.ts';
import { useTemplateText } from './texts.ts';

interface PhraseFormProps {
  phrase: ExamPhrase;
  onSaved: (phrase: ExamPhrase) => void;
  onCopy: (phrase: ExamPhrase) => void;
}

export function PhraseForm({ phrase, onSaved, onCopy }: PhraseFormProps) {
  const text = useTemplateText();
  const report = useReportText();
  const { client } = useApi();
  const { show } = useToasts();
  const can = useRights();
  const [form, setForm] = useState(phrase);
  const [path, setPath] = useState(phrase.path.join('/'));
  const change = (part: Partial<ExamPhrase>) => setForm((before) => ({ ...before, ...part }));
  const keeper = can('dictionary.edit');
  const off = phrase.scope !== 'private' && !keeper ? text('off.public') : null;
  const why = off ?? (form.text.trim() ? null : text('missing.phrase'));
  const save = useCommand(client.examReports.savePhrase, {
    onDone: (saved) => {
      show({ tone: 'done', title: text('saved', { name: saved.text.slice(0, 20) }) });
      onSaved(saved);
    },
  });
  const send = () => {
    if (why || save.isPending) return;
    const parts = path
      .split('/')
      .map((part) => part.trim())
      .filter(Boolean);
    save.mutate({ phrase: { ...form, text: form.text.trim(), path: parts.slice(0, 6) } });
  };
  useActions({ title: text('title'), depth: 2 }, [
    { id: 'save', label: text('save'), keys: ['Ctrl+S', 'Ctrl+Enter'], run: send, off: why, main: true },
  ]);
  return (
    <>
      <div className="pane-scroll template-form">
        {off ? <p className="note">{off}</p> : null}
        <Field label={text('field.text')} required>
          {(id) => (
            <TextArea
              id={id}
              fill
              rows={4}
              disabled={off !== null}
              maxLength={4000}
              value={form.text}
              onChange={(event) => change({ text: event.currentTarget.value })}
              data-testid="phrase-text"
            />
          )}
        </Field>
        <Field label={text('field.scope')}>
          {() => (
            <Segments
              label={text('field.scope')}
              value={form.scope}
              onChange={(scope) => (keeper || scope === 'private') && !off && change({ scope })}
              options={(['private', 'department', 'public'] as const)
                .filter((scope) => keeper || scope === form.scope || scope === 'private')
                .map((value) => ({ value, label: report(`scope.${value}`) }))}
            />
          )}
        </Field>
        <Field label={text('field.path')} hint={text('field.path.hint')}>
          {(id) => <InputGroup id={id} disabled={off !== null} value={path} onValueChange={setPath} maxLength={400} />}
        </Field>
        <Field label={text('field.part')}>
          {() => (
            <Segments
              label={text('field.part')}
              value={form.part === 'impression' ? 'impression' : 'findings'}
              onChange={(part) => !off && change({ part })}
              options={(['findings', 'impression'] as const).map((value) => ({ value, label: text(`part.${value}`) }))}
            />
          )}
        </Field>
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
        >
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </>
  );
}
