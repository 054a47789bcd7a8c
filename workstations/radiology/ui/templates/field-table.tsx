// The structured fields of a template: one row a field, with its kind, unit, choices and what stands in it at first.
import { Button, InputGroup } from '@blueprintjs/core';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { choicesOf, emptyRow, type FieldRow, moved } from './field-rows.ts';
import { useTemplateText } from './texts.ts';

const kinds = ['text', 'number', 'choice'] as const;
/** As many as fit a report; the server takes no more than this either way. */
const mostFields = 60;

interface FieldTableProps {
  rows: readonly FieldRow[];
  off: boolean;
  trouble: { row: number; words: string } | null;
  onChange: (rows: FieldRow[]) => void;
}

export function FieldTable({ rows, off, trouble, onChange }: FieldTableProps) {
  const text = useTemplateText();
  return (
    <section className="field-table" aria-label={text('field.fields')} data-testid="field-table">
      <header>
        <strong>{text('field.fields')}</strong>
        <small>{text('field.fields.hint')}</small>
      </header>
      {rows.length > 0 ? (
        <div className="field-row is-head" aria-hidden>
          {(['label', 'kind', 'unit', 'choices', 'initial'] as const).map((name) => (
            <span key={name}>{text(`fields.${name}`)}</span>
          ))}
        </div>
      ) : null}
      {rows.map((row, index) => (
        // A row has no other identity than its place until it is stored.
        <div className="field-row" key={row.key ?? `new ${index}`} data-testid="field-row">
          <Row
            row={row}
            off={off}
            bad={trouble?.row === index}
            onChange={(part) => onChange(rows.with(index, { ...row, ...part }))}
          />
          <span className="field-row-acts">
            <Button
              variant="minimal"
              size="small"
              disabled={off || index === 0}
              title={text('fields.up')}
              aria-label={text('fields.up')}
              text="↑"
              onClick={() => onChange(moved(rows, index, -1))}
            />
            <Button
              variant="minimal"
              size="small"
              disabled={off || index === rows.length - 1}
              title={text('fields.down')}
              aria-label={text('fields.down')}
              text="↓"
              onClick={() => onChange(moved(rows, index, 1))}
            />
            <Button
              variant="minimal"
              size="small"
              disabled={off}
              title={text('fields.remove')}
              aria-label={text('fields.remove')}
              text="✕"
              onClick={() => onChange(rows.toSpliced(index, 1))}
            />
          </span>
          {trouble?.row === index ? <small className="field-error">{trouble.words}</small> : null}
        </div>
      ))}
      <Button
        size="small"
        disabled={off || rows.length >= mostFields}
        text={text('fields.add')}
        onClick={() => onChange([...rows, emptyRow])}
        data-testid="field-add"
      />
    </section>
  );
}

interface RowProps {
  row: FieldRow;
  off: boolean;
  bad: boolean;
  onChange: (part: Partial<FieldRow>) => void;
}

function Row({ row, off, bad, onChange }: RowProps) {
  const text = useTemplateText();
  const words = (name: 'label' | 'unit' | 'choices' | 'initial', length: number, dead = false) => (
    <InputGroup
      size="small"
      disabled={off || dead}
      intent={bad && name === 'label' ? 'danger' : 'none'}
      aria-label={text(`fields.${name}`)}
      placeholder={name === 'choices' && !dead ? text('fields.choices.hint') : undefined}
      value={dead ? '' : row[name]}
      maxLength={length}
      onValueChange={(value) => onChange({ [name]: value })}
      data-testid={`field-${name}`}
    />
  );
  return (
    <>
      {words('label', 200)}
      <Pick
        label={text('fields.kind')}
        value={row.kind}
        disabled={off}
        options={kinds.map((value) => ({ value, label: text(`fields.kind.${value}`) }))}
        onChange={(kind) => onChange({ kind })}
        testId="field-kind"
      />
      {words('unit', 32, row.kind === 'choice')}
      {words('choices', 2000, row.kind !== 'choice')}
      {row.kind === 'choice' ? (
        <Pick
          label={text('fields.initial')}
          value={row.initial}
          disabled={off}
          options={['', ...new Set([...choicesOf(row), row.initial].filter(Boolean))].map((value) => ({
            value,
            label: value === '' ? text('fields.initial.none') : value,
          }))}
          onChange={(initial) => onChange({ initial })}
          testId="field-initial"
        />
      ) : (
        words('initial', 2000)
      )}
    </>
  );
}
