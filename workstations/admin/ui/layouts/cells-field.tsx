// The grid of patient and exam facts: which field, how wide, called what.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import type { z } from 'zod';
import { type FieldsBlock, LayoutField } from '../../../../core/reporting/paper-layout.ts';
import { fieldLabel } from '../../../../core/reporting/paper-words.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { NumberField } from './number-field.tsx';

type Cell = z.infer<typeof FieldsBlock>['cells'][number];

interface CellsFieldProps {
  cells: readonly Cell[];
  disabled: boolean;
  onChange: (cells: Cell[], name: string) => void;
}

export function CellsField({ cells, disabled, onChange }: CellsFieldProps) {
  const text = useAdminText();
  const set = (at: number, part: Partial<Cell>, name: string) =>
    onChange(
      cells.map((cell, index) => (index === at ? { ...cell, ...part } : cell)),
      `cell ${at} ${name}`,
    );
  const swap = (at: number, by: number) => {
    const [one, other] = [cells[at], cells[at + by]];
    if (!one || !other) return;
    onChange(
      cells.map((cell, index) => (index === at ? other : index === at + by ? one : cell)),
      '',
    );
  };
  const used = new Set(cells.map(({ field }) => field));
  const next = LayoutField.options.find((field) => !used.has(field));
  return (
    <div className="layout-cells">
      <div className="layout-cell layout-cell-head">
        <span>{text('layout.cell.field')}</span>
        <span>{text('layout.cell.label')}</span>
        <span>{text('layout.cell.columns')}</span>
        <span>{text('layout.bold')}</span>
        <span />
      </div>
      {cells.map((cell, at) => (
        <div key={`${at} ${cell.field}`} className="layout-cell">
          <Pick
            label={text('layout.cell.field')}
            value={cell.field}
            fill
            disabled={disabled}
            onChange={(field) => set(at, { field, label: '' }, '')}
            options={LayoutField.options.map((field) => ({ value: field, label: text(`layout.field.${field}`) }))}
            testId={`cell-${at}-field`}
          />
          <InputGroup
            aria-label={text('layout.cell.label')}
            placeholder={fieldLabel[cell.field]}
            maxLength={12}
            disabled={disabled}
            value={cell.label}
            onValueChange={(label) => set(at, { label }, 'label')}
          />
          <NumberField
            label={text('layout.cell.columns')}
            value={cell.columns}
            least={1}
            most={12}
            by={1}
            disabled={disabled}
            onChange={(columns) => set(at, { columns }, 'columns')}
          />
          <Checkbox
            aria-label={text('layout.bold')}
            checked={cell.bold}
            disabled={disabled}
            onChange={({ currentTarget: { checked } }) => set(at, { bold: checked }, '')}
          />
          <span className="layout-cell-acts">
            <Button
              size="small"
              variant="minimal"
              aria-label={text('layout.up')}
              text="↑"
              disabled={disabled || at === 0}
              onClick={() => swap(at, -1)}
            />
            <Button
              size="small"
              variant="minimal"
              aria-label={text('layout.down')}
              text="↓"
              disabled={disabled || at === cells.length - 1}
              onClick={() => swap(at, 1)}
            />
            <Button
              size="small"
              variant="minimal"
              aria-label={text('layout.remove')}
              text="×"
              disabled={disabled || cells.length === 1}
              onClick={() =>
                onChange(
                  cells.filter((_, index) => index !== at),
                  '',
                )
              }
            />
          </span>
        </div>
      ))}
      <Button
        size="small"
        disabled={disabled || cells.length >= 40 || !next}
        text={text('layout.cell.add')}
        onClick={() => next && onChange([...cells, { field: next, columns: 4, bold: false, label: '' }], '')}
        data-testid="cell-add"
      />
    </div>
  );
}
