// The form of one term; of a standard one only the switch can be moved.
import { Button, Checkbox, InputGroup, NumericInput, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { type TermTextKey, useTermText } from './term-texts.ts';

interface TermFormProps {
  stored: EcgTerm;
  primaries: readonly EcgTerm[];
  onSaved: (term: EcgTerm) => void;
}

const results = { yes: true, no: false, open: null } as const;
type Result = keyof typeof results;

export function TermForm({ stored, primaries, onSaved }: TermFormProps) {
  const text = useTermText();
  const locale = useLocale();
  const { client } = useApi();
  const can = useRights();
  const { show } = useToasts();
  const [draft, setDraft] = useState(stored);
  const [pairs, setPairs] = useState(stored.pairsWith.join(' '));
  const change = (part: Partial<EcgTerm>) => setDraft({ ...draft, ...part });
  const save = useCommand(client.ecg.saveTerm, {
    handles: ['VERSION_CONFLICT'],
    onDone: (saved) => {
      onSaved(saved);
      show({ tone: 'done', title: text('saved') });
    },
  });
  const shipped = stored.scope === 'shipped';
  const dependent = draft.kind === 'secondary' || draft.kind === 'modifier';
  const codes = dependent ? pairs.split(/[\s,，、]+/).filter(Boolean) : [];
  const unknown = codes.filter((code) => !primaries.some((one) => one.code === code));
  const right = draft.scope === 'person' ? 'ecg.write' : 'ecg.admin';
  const off = !can(right)
    ? text(right === 'ecg.admin' ? 'right.admin' : 'right.write')
    : isFailure(save.error, 'VERSION_CONFLICT')
      ? text('conflict')
      : unknown.length > 0
        ? text('pairs.unknown', { codes: unknown.join(' ') })
        : null;
  const ready = off === null && draft.zh.trim() !== '';
  const send = () => {
    if (!ready || save.isPending) return;
    const { version, departmentId: _department, personId: _person, ...rest } = draft;
    const term = { ...rest, zh: rest.zh.trim(), pairsWith: shipped ? rest.pairsWith : codes };
    save.mutate({ term, expectedVersion: version });
  };
  useActions({ title: text('tab.terms'), depth: 1 }, [
    { id: 'term.save', label: text('save'), keys: ['Ctrl+S'], main: true, off, run: send },
  ]);
  const input = (key: TermTextKey, field: 'code' | 'zh' | 'en' | 'group' | 'search', maxLength: number) => (
    <Field label={text(key)} required={field === 'zh'}>
      {(id) => (
        <InputGroup
          id={id}
          disabled={shipped}
          maxLength={maxLength}
          value={draft[field]}
          onValueChange={(value) => change({ [field]: value })}
          data-testid={`term-${field}`}
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
      data-testid="term-form"
    >
      {shipped ? <p className="ecg-setup-lead">{text('shipped.hint')}</p> : null}
      {shipped ? null : (
        <Field label={text('scope')}>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('scope')}
              disabled={stored.version > 0}
              value={draft.scope}
              onChange={(scope) => change({ scope })}
              options={(['person', 'department'] as const).map((value) => ({ value, label: text(`scope.${value}`) }))}
            />
          )}
        </Field>
      )}
      {input('zh', 'zh', 200)}
      {input('en', 'en', 200)}
      {input('code', 'code', 32)}
      {input('initials', 'search', 64)}
      {input('group', 'group', 64)}
      <Field label={text('kind')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('kind')}
            disabled={shipped}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
            options={(['own', 'primary', 'secondary', 'modifier', 'comparison', 'convenience'] as const).map(
              (value) => ({
                value,
                label: text(`kind.${value}`),
              }),
            )}
          />
        )}
      </Field>
      {dependent ? (
        <Field label={text('pairs')} hint={text('pairs.hint')}>
          {(id) => (
            <>
              <TextArea
                id={id}
                fill
                rows={2}
                disabled={shipped}
                value={pairs}
                onChange={(event) => setPairs(event.currentTarget.value)}
              />
              <small>
                {primaries
                  .filter(({ code }) => codes.includes(code))
                  .map((one) => `${one.code} ${locale === 'en' ? one.en || one.zh : one.zh}`)
                  .join(marksOf(locale).comma)}
              </small>
            </>
          )}
        </Field>
      ) : null}
      <Field label={text('result')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('result')}
            disabled={shipped}
            value={(draft.positive === null ? 'open' : draft.positive ? 'yes' : 'no') as Result}
            onChange={(value) => change({ positive: results[value] })}
            options={(['yes', 'no', 'open'] as const).map((value) => ({ value, label: text(`result.${value}`) }))}
          />
        )}
      </Field>
      <Field label={text('order')} hint={text('order.hint')}>
        {(id) => (
          <NumericInput
            id={id}
            fill
            buttonPosition="none"
            disabled={shipped}
            value={draft.order}
            onValueChange={(order) => {
              if (Number.isInteger(order)) change({ order });
            }}
          />
        )}
      </Field>
      <Field label={text('active')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            disabled={!can(right)}
            onChange={(event) => change({ active: event.currentTarget.checked })}
            data-testid="term-active"
          />
        )}
      </Field>
      <footer className="ecg-term-foot">
        <small>{off ?? ''}</small>
        <Button type="submit" intent="primary" disabled={!ready} loading={save.isPending} data-testid="term-save">
          {text('save')} <KeyCap name="Ctrl+S" />
        </Button>
      </footer>
    </form>
  );
}
