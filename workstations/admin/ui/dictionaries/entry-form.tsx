// The form of a dictionary entry, made from its shape. When somebody saved first, both sides are named and the person decides.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { type DictionaryKind, dictionarySchemas } from '../../../../core/lab/dictionary.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Codes } from './codes.tsx';
import { EntryFieldInput } from './entry-field.tsx';
import { EntryHistory, type EntryVersion } from './entry-history.tsx';
import { type Draft, type DraftValue, differences, draftOf, type EntryField, entryOf } from './fields.ts';
import { RowsField } from './rows-field.tsx';
import { useFieldWords } from './use-words.ts';

interface EntryFormProps {
  title: string;
  kind: DictionaryKind;
  fields: readonly EntryField[];
  entryKey: string | null;
  unconfirmed: boolean;
  initial: Draft;
  /** Version that is edited; null for a new entry. */
  base: number | null;
  /** The newest as read last; it may have become newer than the base. */
  newest: { version: number; entry?: unknown; history: readonly EntryVersion[] } | null;
  onConflict: () => void;
  onClose: () => void;
  onSaved: (key: string, version: number) => void;
}

export function EntryForm(props: EntryFormProps) {
  const { kind, fields, newest } = props;
  const text = useAdminText();
  const { words } = useFieldWords();
  const { client } = useApi();
  const [draft, setDraft] = useState(props.initial);
  const [base, setBase] = useState({ version: props.base, draft: props.initial });
  const [tried, setTried] = useState(false);
  const save = useCommand(client.lab.saveDictionaryEntry, {
    handles: props.entryKey === null ? [] : ['VERSION_CONFLICT'],
    onDone: ({ key, version }) => props.onSaved(key, version),
    onFailed: (error) => isFailure(error, 'VERSION_CONFLICT') && props.onConflict(),
  });
  const entry = entryOf(fields, draft);
  const parsed = dictionarySchemas[kind].safeParse(entry);
  const errors = new Map((parsed.error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]));
  const errorAt = (path: string) => (tried ? (errors.get(path) ?? null) : null);
  const changed = JSON.stringify(draft) !== JSON.stringify(base.draft);
  const ready = changed || props.unconfirmed;
  const first = newest && base.version !== null && newest.version > base.version ? newest : null;
  const key = String(entry.code ?? entry.id ?? '');
  const send = (expectedVersion: number | null) => {
    setTried(true);
    if (parsed.success && !save.isPending) save.mutate({ kind, key, entry: parsed.data, expectedVersion });
  };
  const confirm = () => {
    if (ready && !first) send(base.version);
  };
  const change = (name: string, value: DraftValue) => setDraft((before) => ({ ...before, [name]: value }));
  const simple = fields.filter((field) => field.shape.type !== 'rows');
  return (
    <Modal
      title={props.title}
      onClose={props.onClose}
      onConfirm={confirm}
      width={980}
      testId="entry-dialog"
      hint={
        tried && !parsed.success
          ? text('dictionary.invalid')
          : changed
            ? null
            : text(ready ? 'dictionary.confirm.hint' : 'dictionary.unchanged')
      }
      footer={
        <ConfirmButton
          word={text(changed || !ready ? 'save' : 'dictionary.confirm')}
          off={!ready || first !== null}
          busy={save.isPending}
          testId="entry-save"
        />
      }
    >
      {first ? (
        <div className="admin-trouble lead" role="alert" data-testid="entry-conflict">
          <p>
            {text('dictionary.conflict', {
              by: first.history[0]?.by ?? '',
              at: dateTime(first.history[0]?.at),
              version: first.version,
            })}
          </p>
          <p>{text('dictionary.conflict.fields', { fields: words(differences(fields, first.entry, entry)) })}</p>
          <Button
            size="small"
            text={text('dictionary.conflict.theirs')}
            onClick={() => {
              const theirs = draftOf(fields, first.entry);
              setDraft(theirs);
              setBase({ version: first.version, draft: theirs });
            }}
            data-testid="conflict-theirs"
          />
          <Button
            size="small"
            text={text('dictionary.conflict.mine')}
            loading={save.isPending}
            onClick={() => send(first.version)}
            data-testid="conflict-mine"
          />
        </div>
      ) : null}
      <div className="admin-form">
        <div className="admin-fields">
          {simple.map((field) => (
            <EntryFieldInput
              key={field.name}
              field={field}
              value={draft[field.name] ?? ''}
              error={errorAt(field.name)}
              readOnly={props.entryKey !== null && (field.name === 'code' || field.name === 'id')}
              onChange={(value) => change(field.name, value)}
            />
          ))}
        </div>
        {fields.map(({ name, shape }) => {
          const rows = draft[name];
          return shape.type === 'rows' && Array.isArray(rows) ? (
            <RowsField
              key={name}
              name={name}
              fields={shape.fields}
              rows={rows}
              errorAt={(path) => errorAt(`${name}.${path}`)}
              onChange={(next) => change(name, next)}
            />
          ) : null;
        })}
        {newest ? (
          <EntryHistory
            fields={fields}
            history={newest.history}
            current={entry}
            onUse={(version) => setDraft(draftOf(fields, version.entry))}
          />
        ) : null}
      </div>
      <Codes />
    </Modal>
  );
}
