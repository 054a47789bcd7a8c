// Rows inside an entry, such as the ranges of a test or the channels of an analyzer: a table to type into.
import { Button } from '@blueprintjs/core';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { codesId } from './entry-field.tsx';
import { type Draft, type DraftValue, type EntryField, emptyDraft } from './fields.ts';
import { useFieldWords } from './use-words.ts';

interface RowsFieldProps {
  name: string;
  fields: readonly EntryField[];
  rows: readonly Draft[];
  /** By row and field: `0.low`. */
  errorAt: (path: string) => string | null;
  onChange: (rows: Draft[]) => void;
}

export function RowsField({ name, fields, rows, errorAt, onChange }: RowsFieldProps) {
  const text = useAdminText();
  const { word } = useFieldWords();
  const change = (at: number, field: string, value: DraftValue) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, [field]: value } : row)));
  return (
    <section data-testid={`rows-${name}`}>
      <h3>
        {word(name)}{' '}
        <Button
          size="small"
          text={text('dictionary.rows.add')}
          onClick={() => onChange([...rows, emptyDraft(fields)])}
          data-testid={`rows-${name}-add`}
        />
      </h3>
      {rows.length === 0 ? (
        <p className="note">{text('dictionary.rows.none')}</p>
      ) : (
        <div className="admin-rows">
          <table>
            <thead>
              <tr>
                {fields.map((field) => (
                  <th key={field.name}>{word(field.name)}</th>
                ))}
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index}>
                  {fields.map((field) => (
                    <td key={field.name} title={errorAt(`${index}.${field.name}`) ?? undefined}>
                      <Cell
                        field={field}
                        value={row[field.name] ?? ''}
                        wrong={errorAt(`${index}.${field.name}`) !== null}
                        onChange={(value) => change(index, field.name, value)}
                      />
                    </td>
                  ))}
                  <td>
                    <button
                      type="button"
                      className="quiet"
                      aria-label={text('dictionary.rows.remove')}
                      onClick={() => onChange(rows.filter((_, other) => other !== index))}
                    >
                      <Glyph name="close" size={12} />
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface CellProps {
  field: EntryField;
  value: DraftValue;
  wrong: boolean;
  onChange: (value: DraftValue) => void;
}

function Cell({ field, value, wrong, onChange }: CellProps) {
  const text = useAdminText();
  const { word, option } = useFieldWords();
  const { shape, name } = field;
  const typed = typeof value === 'string' ? value : '';
  const common = { 'aria-label': word(name), 'aria-invalid': wrong || undefined, 'data-testid': `cell-${name}` };
  if (shape.type === 'boolean')
    return (
      <input
        type="checkbox"
        {...common}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (shape.type === 'choice')
    return (
      <select {...common} value={typed} onChange={(event) => onChange(event.currentTarget.value)}>
        {field.nullable ? <option value="">{text('dictionary.open')}</option> : null}
        {shape.options.map((each) => (
          <option key={each} value={each}>
            {option(name, each)}
          </option>
        ))}
      </select>
    );
  // Several words stand in one line, parted by a semicolon.
  const several = shape.type === 'texts';
  return (
    <input
      {...common}
      list={codesId(name)}
      value={several ? typed.replaceAll('\n', ';') : typed}
      title={several ? text('dictionary.texts.cell') : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value;
        onChange(several ? next.replace(/[;；]/g, '\n') : next);
      }}
    />
  );
}
