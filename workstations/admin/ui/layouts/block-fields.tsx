// The properties of each kind of block.
import { Checkbox } from '@blueprintjs/core';
import type { LayoutZone } from '../../../../core/reporting/paper-layout.ts';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { CellsField } from './cells-field.tsx';
import { type BlockFieldProps, useFieldMakers } from './field-makers.tsx';

const dateItems = ['acquired', 'released', 'printed'] as const;

export function BlockFields({ zone, ...props }: BlockFieldProps & { zone: LayoutZone }) {
  const { block, readOnly, onChange } = props;
  const text = useAdminText();
  const { figure, words, filled, choice, tick, span, size, flanks } = useFieldMakers(props);
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
