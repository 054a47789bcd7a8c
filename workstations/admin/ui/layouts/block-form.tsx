// The properties of one block; each kind has its own.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import type { LayoutBlock, LayoutZone } from '../../../../core/reporting/paper-layout.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';
import { blockKey } from './block-name.ts';
import { CellsField } from './cells-field.tsx';
import type { Place } from './edit.ts';
import { NumberField } from './number-field.tsx';
import { WordsField } from './words-field.tsx';

interface BlockFormProps {
  place: Place;
  readOnly: boolean;
  /** `name`: changes of the same name in a row are undone in one step. */
  onChange: (block: LayoutBlock, name: string) => void;
  onMove: (step: number) => void;
  onRemove: () => void;
  /** Blocks in the zone. */
  count: number;
}

const dateItems = ['acquired', 'released', 'printed'] as const;

export function BlockForm({ place, readOnly, onChange, onMove, onRemove, count }: BlockFormProps) {
  const text = useAdminText();
  const { block, zone, index } = place;
  return (
    <>
      <header className="layout-form-head">
        <h3>{text(blockKey(block))}</h3>
        {readOnly ? null : (
          <>
            <Button size="small" disabled={index === 0} onClick={() => onMove(-1)} data-testid="layout-up">
              {text('layout.up')} <KeyCap name="Alt+Up" />
            </Button>
            <Button size="small" disabled={index === count - 1} onClick={() => onMove(1)} data-testid="layout-down">
              {text('layout.down')} <KeyCap name="Alt+Down" />
            </Button>
            <Button size="small" disabled={count < 2} onClick={onRemove} data-testid="layout-remove">
              {text('layout.remove')} <KeyCap name="Delete" />
            </Button>
          </>
        )}
      </header>
      <BlockFields block={block} zone={zone} readOnly={readOnly} onChange={onChange} />
    </>
  );
}

type FieldsProps = { block: LayoutBlock; zone: LayoutZone; readOnly: boolean } & {
  onChange: BlockFormProps['onChange'];
};

function BlockFields({ block, zone, readOnly, onChange }: FieldsProps) {
  const text = useAdminText();
  /** One figure of the block. */
  const figure = (
    label: AdminTextKey,
    value: number,
    bounds: { least: number; most: number; by: number; unit?: string },
    put: (value: number) => LayoutBlock,
    hint?: AdminTextKey,
  ) => (
    <Field key={label} label={text(label)} hint={hint ? text(hint) : undefined}>
      {(id) => (
        <NumberField
          id={id}
          value={value}
          {...bounds}
          disabled={readOnly}
          onChange={(next) => onChange(put(next), `${block.id} ${label}`)}
          testId={label}
        />
      )}
    </Field>
  );
  const words = (label: AdminTextKey, value: string, most: number, put: (value: string) => LayoutBlock) => (
    <Field key={label} label={text(label)}>
      {(id) => (
        <InputGroup
          id={id}
          maxLength={most}
          disabled={readOnly}
          value={value}
          onValueChange={(next) => onChange(put(next), `${block.id} ${label}`)}
          data-testid={label}
        />
      )}
    </Field>
  );
  const filled = (
    label: AdminTextKey,
    value: string,
    lines: number,
    most: number,
    put: (value: string) => LayoutBlock,
  ) => (
    <Field key={label} label={text(label)}>
      {(id) => (
        <WordsField
          id={id}
          value={value}
          lines={lines}
          most={most}
          disabled={readOnly}
          onChange={(next) => onChange(put(next), `${block.id} ${label}`)}
          testId={label}
        />
      )}
    </Field>
  );
  const choice = <Value extends string>(
    label: AdminTextKey,
    value: Value,
    options: readonly { value: Value; label: string }[],
    put: (value: Value) => LayoutBlock,
  ) => (
    <Field key={label} label={text(label)}>
      {(id) => (
        <Pick
          id={id}
          label={text(label)}
          value={value}
          disabled={readOnly}
          options={options}
          onChange={(next) => onChange(put(next), '')}
          testId={label}
        />
      )}
    </Field>
  );
  const tick = (label: AdminTextKey, checked: boolean, put: (checked: boolean) => LayoutBlock) => (
    <Field key={label} label="">
      {(id) => (
        <Checkbox
          id={id}
          label={text(label)}
          checked={checked}
          disabled={readOnly}
          onChange={({ currentTarget }) => onChange(put(currentTarget.checked), '')}
          data-testid={label}
        />
      )}
    </Field>
  );
  const span = (value: number, put: (value: number) => LayoutBlock) =>
    figure('layout.span', value, { least: 1, most: 12, by: 1, unit: '/ 12' }, put, 'layout.span.hint');
  const size = (label: AdminTextKey, value: number, put: (value: number) => LayoutBlock) =>
    figure(label, value, { least: 6, most: 30, by: 0.1, unit: 'pt' }, put);
  const flanks = <Value extends string>(values: readonly Value[]) =>
    values.map((value) => ({ value, label: text(`layout.flank.${value}` as AdminTextKey) }));

  switch (block.kind) {
    case 'masthead':
      return (
        <>
          {filled('layout.hospital', block.hospital, 1, 200, (hospital) => ({ ...block, hospital }))}
          {size('layout.hospitalPt', block.hospitalPt, (hospitalPt) => ({ ...block, hospitalPt }))}
          {filled('layout.title', block.title, 1, 200, (title) => ({ ...block, title }))}
          {size('layout.titlePt', block.titlePt, (titlePt) => ({ ...block, titlePt }))}
          {choice('layout.left', block.left, flanks(['none', 'barcode', 'logo'] as const), (left) => ({
            ...block,
            left,
          }))}
          {choice('layout.right', block.right, flanks(['none', 'modality', 'barcode', 'logo'] as const), (right) => ({
            ...block,
            right,
          }))}
          {block.left === 'logo' || block.right === 'logo'
            ? figure('layout.logoMm', block.logoMm, { least: 6, most: 30, by: 0.5, unit: 'mm' }, (logoMm) => ({
                ...block,
                logoMm,
              }))
            : null}
        </>
      );
    case 'fields':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          <CellsField
            cells={block.cells}
            disabled={readOnly}
            onChange={(cells, name) => onChange({ ...block, cells }, name === '' ? '' : `${block.id} ${name}`)}
          />
        </>
      );
    case 'text':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          {filled('layout.text', block.text, 4, 1000, (value) => ({ ...block, text: value }))}
          <p className="layout-hint">{text('layout.text.hint')}</p>
          {size('layout.sizePt', block.sizePt, (sizePt) => ({ ...block, sizePt }))}
          {zone === 'body'
            ? null
            : figure('layout.lines', block.lines, { least: 1, most: 6, by: 1 }, (lines) => ({ ...block, lines }))}
          {choice(
            'layout.align',
            block.align,
            (['left', 'center', 'right'] as const).map((value) => ({ value, label: text(`layout.align.${value}`) })),
            (align) => ({ ...block, align }),
          )}
          {choice(
            'layout.tone',
            block.tone,
            (['ink', 'soft'] as const).map((value) => ({ value, label: text(`layout.tone.${value}`) })),
            (tone) => ({ ...block, tone }),
          )}
          {tick('layout.bold', block.bold, (bold) => ({ ...block, bold }))}
        </>
      );
    case 'rule':
      return (
        <>
          {figure('layout.weight', block.weightPt, { least: 0.2, most: 4, by: 0.1, unit: 'pt' }, (weightPt) => ({
            ...block,
            weightPt,
          }))}
          {choice(
            'layout.tone',
            block.tone,
            (['ink', 'pale'] as const).map((value) => ({ value, label: text(`layout.tone.${value}`) })),
            (tone) => ({ ...block, tone }),
          )}
          {figure('layout.above', block.abovePt, { least: 0, most: 30, by: 0.5, unit: 'pt' }, (abovePt) => ({
            ...block,
            abovePt,
          }))}
          {figure('layout.below', block.belowPt, { least: 0, most: 30, by: 0.5, unit: 'pt' }, (belowPt) => ({
            ...block,
            belowPt,
          }))}
        </>
      );
    case 'section':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          {tick('layout.showHeading', block.showHeading, (showHeading) => ({ ...block, showHeading }))}
          {words('layout.heading', block.heading, 20, (heading) => ({ ...block, heading }))}
          {size('layout.sizePt', block.sizePt, (sizePt) => ({ ...block, sizePt }))}
        </>
      );
    case 'images':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          {figure(
            'layout.across',
            block.across,
            { least: 0, most: 4, by: 1 },
            (across) => ({ ...block, across }),
            'layout.across.hint',
          )}
          {figure(
            'layout.heightMm',
            block.heightMm,
            { least: 0, most: 150, by: 1, unit: 'mm' },
            (heightMm) => ({ ...block, heightMm }),
            'layout.heightMm.hint',
          )}
        </>
      );
    case 'table':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          {tick('layout.showHeading', block.showHeading, (showHeading) => ({ ...block, showHeading }))}
          {words('layout.heading', block.heading, 20, (heading) => ({ ...block, heading }))}
          {figure('layout.pairs', block.pairs, { least: 1, most: 2, by: 1 }, (pairs) => ({ ...block, pairs }))}
        </>
      );
    case 'end':
      return words('layout.endText', block.text, 60, (value) => ({ ...block, text: value }));
    case 'signatures':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          {words('layout.author', block.author, 12, (author) => ({ ...block, author }))}
          {words('layout.reviewer', block.reviewer, 12, (reviewer) => ({ ...block, reviewer }))}
        </>
      );
    case 'dates':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          <Field label={text('layout.dates')}>
            {() => (
              <span className="layout-ticks">
                {dateItems.map((item) => (
                  <Checkbox
                    key={item}
                    label={text(`layout.date.${item}`)}
                    checked={block.items.includes(item)}
                    disabled={readOnly || (block.items.length === 1 && block.items.includes(item))}
                    onChange={({ currentTarget: { checked } }) =>
                      onChange(
                        {
                          ...block,
                          items: dateItems.filter((one) => (one === item ? checked : block.items.includes(one))),
                        },
                        '',
                      )
                    }
                  />
                ))}
              </span>
            )}
          </Field>
        </>
      );
    case 'verification':
      return (
        <>
          {span(block.span, (next) => ({ ...block, span: next }))}
          {words('layout.codeHint', block.hint, 60, (hint) => ({ ...block, hint }))}
          <p className="layout-hint">{text('layout.verification.hint')}</p>
        </>
      );
    default:
      throw new Error(`unknown block ${String(block satisfies never)}`);
  }
}
