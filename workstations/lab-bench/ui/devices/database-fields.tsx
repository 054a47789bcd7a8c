// The fields of an instrument's database: where it is, what is asked, which column means what, and a try that shows the first rows.
import { Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { type ReactNode, useId, useState } from 'react';
import { oneSelect } from '../../../../core/devices/one-select.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import type { DatabaseDraft } from './database-draft.ts';
import { DatabaseTry } from './database-try.tsx';
import type { ConnectionDraft } from './draft.ts';
import { type DevicesTextKey, useDevicesText } from './texts.ts';

interface FieldsProps {
  draft: ConnectionDraft;
  change: (part: Partial<ConnectionDraft>) => void;
}

interface PartProps {
  database: DatabaseDraft;
  set: (part: Partial<DatabaseDraft>) => void;
}

const types = ['sqlite', 'dbf', 'postgres'] as const;
const columnNames = ['specimen', 'test', 'value', 'unit', 'flag', 'time'] as const;
const needed: readonly string[] = ['specimen', 'test', 'value'];

export function DatabaseFields({ draft, change }: FieldsProps) {
  const text = useDevicesText();
  const { database } = draft;
  const list = useId();
  const [known, setKnown] = useState<readonly string[]>([]);
  const set = (part: Partial<DatabaseDraft>) => change({ database: { ...database, ...part } });
  return (
    <>
      <Field label={text('db.type')} required>
        {() => (
          <Segments
            label={text('db.type')}
            value={database.type}
            options={types.map((value) => ({ value, label: text(`db.type.${value}`) }))}
            onChange={(type) => set({ type })}
            testId="db-type"
          />
        )}
      </Field>
      {database.type === 'postgres' ? (
        <ServerFields database={database} set={set} />
      ) : (
        <FileFields database={database} set={set} />
      )}
      {database.type === 'dbf' ? null : <AskFields database={database} set={set} />}
      <Pair>
        <ColumnField
          label="db.key"
          hint="db.key.hint"
          required
          list={list}
          value={database.keyColumn}
          onChange={(keyColumn) => set({ keyColumn })}
          testId="db-key"
        />
        <ColumnField
          label="db.since"
          hint="db.since.hint"
          required
          list={list}
          value={database.sinceColumn}
          onChange={(sinceColumn) => set({ sinceColumn })}
          testId="db-since"
        />
        <ColumnField
          label="db.start"
          hint="db.start.hint"
          value={database.startAt}
          onChange={(startAt) => set({ startAt })}
          testId="db-start"
        />
        <ColumnField
          label="db.poll"
          required
          value={database.pollSeconds}
          onChange={(pollSeconds) => set({ pollSeconds })}
          testId="db-poll"
        />
      </Pair>
      <Pair>
        {columnNames.map((name) => (
          <ColumnField
            key={name}
            label={`db.column.${name}`}
            required={needed.includes(name)}
            list={list}
            value={database.columns[name]}
            onChange={(column) => set({ columns: { ...database.columns, [name]: column } })}
            testId={`db-column-${name}`}
          />
        ))}
      </Pair>
      <datalist id={list}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <DatabaseTry connectionId={draft.id} database={database} onColumns={setKnown} />
    </>
  );
}

const Pair = ({ children }: { children: ReactNode }) => <div className="devices-pair">{children}</div>;

interface ColumnFieldProps {
  label: DevicesTextKey;
  hint?: DevicesTextKey;
  required?: boolean;
  list?: string;
  value: string;
  onChange: (value: string) => void;
  testId: string;
}

function ColumnField({ label, hint, required, list, value, onChange, testId }: ColumnFieldProps) {
  const text = useDevicesText();
  return (
    <Field label={text(label)} required={required ?? false}>
      {(id) => (
        <InputGroup
          id={id}
          size="small"
          maxLength={128}
          list={list}
          placeholder={hint ? text(hint) : required ? undefined : text('db.optional')}
          value={value}
          onValueChange={onChange}
          data-testid={testId}
        />
      )}
    </Field>
  );
}

function FileFields({ database, set }: PartProps) {
  const text = useDevicesText();
  const isDbf = database.type === 'dbf';
  return (
    <>
      <Field label={text('db.path')} required hint={text(isDbf ? 'db.dbf.hint' : 'db.path.hint')}>
        {(id) => (
          <InputGroup id={id} value={database.path} onValueChange={(path) => set({ path })} data-testid="db-path" />
        )}
      </Field>
      {isDbf ? (
        <Field label={text('db.encoding')} hint={text('db.encoding.hint')}>
          {(id) => (
            <Pick
              id={id}
              label={text('db.encoding')}
              value={database.encoding}
              options={[...new Set(['gb18030', 'big5', 'cp437', 'cp1252', database.encoding])].map((value) => ({
                value,
                label: value,
              }))}
              onChange={(encoding) => set({ encoding })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

function ServerFields({ database, set }: PartProps) {
  const text = useDevicesText();
  return (
    <>
      <Field label={text('db.host')} required>
        {(id) => (
          <div className="devices-together">
            <InputGroup id={id} value={database.host} onValueChange={(host) => set({ host })} data-testid="db-host" />
            {text('db.port')}
            <InputGroup
              className="devices-port"
              aria-label={text('db.port')}
              inputMode="numeric"
              maxLength={5}
              value={database.port}
              onValueChange={(port) => set({ port })}
            />
          </div>
        )}
      </Field>
      <Field label={text('db.name')} required>
        {(id) => <InputGroup id={id} value={database.database} onValueChange={(name) => set({ database: name })} />}
      </Field>
      <Field label={text('db.user')} required>
        {(id) => (
          <div className="devices-together">
            <InputGroup id={id} autoComplete="off" value={database.user} onValueChange={(user) => set({ user })} />
            {text('db.password')}
            <InputGroup
              aria-label={text('db.password')}
              type="password"
              autoComplete="new-password"
              placeholder={text('db.password.kept')}
              value={database.password}
              onValueChange={(password) => set({ password })}
            />
          </div>
        )}
      </Field>
      <Field label="">
        {(id) => (
          <Checkbox
            id={id}
            label={text('db.tls')}
            checked={database.tls}
            onChange={({ currentTarget: { checked } }) => set({ tls: checked })}
          />
        )}
      </Field>
    </>
  );
}

function AskFields({ database, set }: PartProps) {
  const text = useDevicesText();
  const read = oneSelect(database.select);
  const wrong =
    'problem' in read
      ? read.problem === 'empty'
        ? null
        : text(`db.select.${read.problem}`)
      : read.sinceAt.length > 0 && database.startAt.trim() === ''
        ? text('db.select.start')
        : null;
  return (
    <Field
      label={text('db.ask')}
      required
      error={database.by === 'select' ? wrong : null}
      {...(database.by === 'select' ? { hint: text('db.select.hint') } : {})}
    >
      {(id) => (
        <>
          <Segments
            label={text('db.ask')}
            value={database.by}
            options={(['table', 'select'] as const).map((value) => ({ value, label: text(`db.by.${value}`) }))}
            onChange={(by) => set({ by })}
            testId="db-by"
          />
          {database.by === 'table' ? (
            <InputGroup
              id={id}
              value={database.table}
              onValueChange={(table) => set({ table })}
              data-testid="db-table"
            />
          ) : (
            <TextArea
              id={id}
              fill
              rows={3}
              maxLength={10_000}
              className="devices-select"
              value={database.select}
              onChange={({ currentTarget: { value } }) => set({ select: value })}
              data-testid="db-select"
            />
          )}
        </>
      )}
    </Field>
  );
}
